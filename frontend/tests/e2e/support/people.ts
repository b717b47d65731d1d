import type { Page } from 'playwright-core'
import type { Credentials, Parcel } from '../../../src/api/types'
import { vi as t } from '../../../src/i18n/vi'
import * as api from './api'

/** Fills in the login that is shown, of whatever account. */
export async function logIn(page: Page, { name, password }: Credentials): Promise<void> {
  const login = page.getByLabel(t.login.name)
  if (await login.isVisible()) await login.fill(name)
  await page.getByLabel(t.login.password, { exact: true }).fill(password)
  await page.getByRole('button', { name: t.login.submit, exact: true }).click()
}

/** The button that says who has logged in. */
export const whoAmI = (page: Page, name: string) => page.getByRole('button', { name: t.account.menu(name) })

export interface Area {
  /** Code of the district. */
  code: string
  district: string
  /** A parcel there, and one of another district. */
  inside: Parcel
  outside: Parcel
}

/** What an account of the demo looks after. */
export async function areaOf(name: string): Promise<Area> {
  const code = (await api.users()).items.find((user) => user.name === name)?.unit_codes[0]
  const { items } = await api.bottlenecks({ by: 'unit', level: 'district' })
  const own = items.find(({ key }) => key.unit === code)
  const other = items.find(({ key, by_status }) => key.unit !== code && by_status.on_track > 0)
  if (!own || !code || !other?.key.unit) throw new Error(`the demo has no district of ${name}`)
  const [inside, outside] = await Promise.all(
    [code, other.key.unit].map((unit) => api.anyParcel({ unit, level: 'district', status: 'on_track' })),
  )
  if (!inside || !outside) throw new Error('the demo has no parcels on track')
  return { code, district: own.name, inside, outside }
}
