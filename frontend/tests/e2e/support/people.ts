import type { Page } from 'playwright-core'
import type { Credentials } from '../../../src/api/types'
import { vi as t } from '../../../src/i18n/vi'

/** Fills in the login that is shown, of whatever account. */
export async function logIn(page: Page, { name, password }: Credentials): Promise<void> {
  const login = page.getByLabel(t.login.name)
  if (await login.isVisible()) await login.fill(name)
  await page.getByLabel(t.login.password, { exact: true }).fill(password)
  await page.getByRole('button', { name: t.login.submit, exact: true }).click()
}

/** The button that says who has logged in. */
export const whoAmI = (page: Page, name: string) => page.getByRole('button', { name: t.account.menu(name) })
