import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { vi as words } from '../../src/i18n/audit-vi'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { downloaded } from './support/office'
import { logIn, whoAmI } from './support/people'
import { account, test } from './support/test'

const rows = (page: Page) => page.getByRole('table').locator('tbody tr')

/** Opens the audit as people do. */
async function toAudit(page: Page, name: string): Promise<void> {
  await whoAmI(page, name).click()
  await page.getByRole('button', { name: t.account.audit, exact: true }).click()
  await rows(page).first().waitFor()
}

test('an administrator finds a login that failed, filters to such logins, and takes them along', async ({
  visit,
}) => {
  const person = await api.somebody({ role: 'planner' })
  const login = await visit('/?page=login', { as: null, expected: [/status of 401/] })
  await logIn(login, { ...person, password: 'không phải mật khẩu này' })
  await login.getByRole('alert').waitFor()

  const page = await visit()
  await toAudit(page, 'admin')
  const failed = rows(page)
    .filter({ hasText: words.about.account(person.name) })
    .first()
  await failed.getByText(words.actions['login.failed']).waitFor()
  await failed.getByText(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/).waitFor()

  await page.getByLabel(words.action, { exact: true }).selectOption('login.failed')
  const shown = () => rows(page).locator('th').allTextContents()
  await expect.poll(async () => new Set(await shown())).toEqual(new Set([words.actions['login.failed']]))
  await failed.waitFor()
  await page.reload()
  await failed.waitFor()
  expect(new Set(await shown()), 'the address keeps the filter').toEqual(
    new Set([words.actions['login.failed']]),
  )

  const link = page.getByRole('link', { name: words.csv })
  const [, ...lines] = (await downloaded(page, link)).toString().trim().split(/\r?\n/)
  expect(lines.length).toBe((await shown()).length)
  expect(lines.filter((line) => !line.includes(';login.failed;'))).toEqual([])
  expect(lines.filter((line) => line.includes(`;account ${person.id};`))).toHaveLength(1)

  await page.goBack()
  await page.getByLabel(words.action, { exact: true }).selectOption('audit.export')
  await rows(page).filter({ hasText: words.actions['audit.export'] }).first().waitFor()
})

test('the audit is read page by page, and by day, person and object', async ({ visit }) => {
  const page = await visit('/?page=audit')
  await expect.poll(() => rows(page).count()).toBe(50)
  await page.getByRole('button', { name: words.older }).click()
  await expect.poll(() => rows(page).count()).toBe(100)

  await page.getByLabel(words.door).selectOption('demo')
  const actor = rows(page).getByRole('button').first()
  const name = await actor.innerText()
  await actor.click()
  expect(await page.getByLabel(words.actor).inputValue()).toBe(name)
  await expect
    .poll(async () => new Set(await rows(page).locator('.actor').allInnerTexts()))
    .toEqual(new Set([name]))

  await page.getByLabel(words.to, { exact: true }).fill('01/01/2001')
  await page.getByLabel(words.to, { exact: true }).press('Enter')
  await page.getByText(words.none).waitFor()
  await page.getByRole('button', { name: t.filter.clear }).click()
  await page.getByLabel(words.subjectFilter).fill('gt09')
  await page.getByLabel(words.subjectFilter).press('Enter')
  await page.getByText(words.about.project('GT09')).first().waitFor()
  await page
    .getByRole('button', { name: words.about.project('GT09') })
    .first()
    .click()
  await page.getByRole('region', { name: t.place.project }).waitFor()
  expect(page.url(), 'the project comes out from under the audit').not.toContain('page=')
})

test('a planner is not offered the audit, and its address says who may read it', async ({ visit }) => {
  const page = await visit('/', { as: 'kehoach' })
  await whoAmI(page, 'kehoach').click()
  await page.getByRole('button', { name: t.account.own }).waitFor()
  expect(await page.getByRole('button', { name: t.account.audit, exact: true }).count()).toBe(0)

  await page.goto('/?page=audit')
  await page.getByRole('heading', { name: words.refused(t.role.planner) }).waitFor()
  expect(await page.getByRole('table').count()).toBe(0)
  expect(await page.getByRole('link', { name: words.csv }).count()).toBe(0)
})

test('whoever comes for the audit logs in first, and then reads it', async ({ visit }) => {
  const page = await visit('/?page=audit:action%3Dlogin', { as: null })
  await logIn(page, account('lanhdao'))
  await rows(page).first().waitFor()
  expect(await page.getByLabel(words.action, { exact: true }).inputValue()).toBe('login')
})
