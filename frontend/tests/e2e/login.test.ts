import { expect, inject } from 'vitest'
import { vi as words } from '../../src/i18n/accounts-vi'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { at, dialog, openStep, panel } from './support/office'
import { logIn, whoAmI } from './support/people'
import { account, test } from './support/test'

const LOGIN = '/?page=login'
const REFUSED = [/status of 401/]

test('whoever has not logged in sees the map and the figures, and is offered nothing else', async ({
  visit,
}) => {
  const page = await visit('/', { as: null })
  const { total } = await api.bottlenecks({ by: 'unit', level: 'district' })
  const summary = page.getByRole('region', { name: t.summary })
  await summary.getByText(t.figures.ofGroundCleared).waitFor()
  expect(total.parcels.total).toBeGreaterThan(0)
  expect(await summary.getByRole('link').count(), 'no number opens a list').toBe(0)

  await page.getByRole('tabpanel').getByRole('listitem').first().getByRole('link').click()
  const project = panel(page, 'project')
  await project.getByRole('heading', { name: t.figures.byStep }).waitFor()
  const links = await project.getByRole('link').allTextContents()
  expect(
    links.map((link) => link.trim()),
    'nor does one of a project',
  ).toEqual([t.commitments.plans])
  expect(await page.getByRole('button', { name: t.imports.open }).count()).toBe(0)
  expect(await page.locator('a[download]').count()).toBe(0)

  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' })
  await page.goto(at(parcel))
  const opened = panel(page, 'parcel')
  await opened.getByText(t.status.on_track).waitFor()
  await opened.getByText(t.parcel.publicHint).waitFor()
  expect(await opened.innerText()).not.toContain(parcel.household_code)
  await opened.getByRole('button', { name: t.login.title }).click()
  await page.getByLabel(t.login.name).waitFor()
})

test('a wrong password is told, the right one lets in, and the browser keeps neither', async ({ visit }) => {
  const { name, password } = account('lanhdao')
  const page = await visit(LOGIN, { as: null, expected: REFUSED })
  await logIn(page, { name, password: 'không phải mật khẩu này' })
  await page.getByRole('alert').getByText('không đúng').waitFor()
  expect(await page.getByLabel(t.login.name).inputValue()).toBe(name)

  const field = page.getByLabel(t.login.password, { exact: true })
  await field.fill(password)
  await page.getByRole('button', { name: t.login.showPassword }).click()
  expect(await field.getAttribute('type')).toBe('text')
  await page.getByRole('button', { name: t.login.submit, exact: true }).click()
  await whoAmI(page, name).waitFor()
  await page.reload()
  await whoAmI(page, name).waitFor()

  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]))
  expect(kept).not.toContain(name)
  expect(kept).not.toContain(password)

  await whoAmI(page, name).click()
  await page.getByRole('button', { name: t.account.logOut }).click()
  await page.getByRole('button', { name: t.login.title }).waitFor()
})

test('the accounts of the demo stand on the login page, each a click away', async ({ visit }) => {
  const page = await visit(LOGIN, { as: null })
  const { name, password } = account('kehoach')
  const row = page.getByRole('button').filter({ hasText: name })
  expect(await row.innerText()).toContain(password)
  await row.click()
  await whoAmI(page, name).click()
  await page.getByText(`${name} · ${t.role.planner}`).waitFor()
})

test('after too many attempts the login page says how long to wait', async ({ visit }) => {
  const name = `khong-ai-${crypto.randomUUID().slice(0, 8)}`
  const attempt = () =>
    fetch(`${inject('origin')}/api/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, password: 'thử lần nữa xem' }),
    })
  for (let count = 0; count < 10; count++) expect((await attempt()).status).toBe(401)

  const page = await visit(LOGIN, { as: null, expected: [/status of 429/] })
  await logIn(page, { name, password: 'thử lần nữa xem' })
  await page
    .getByRole('alert')
    .getByText(/thử lại sau \d+ phút/)
    .waitFor()
})

test('a session ended from another browser is told at once, and what was typed waits for its owner', async ({
  visit,
}) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' }, 12)
  const step = parcel.waiting_for ?? 'handed_over'
  const me = await api.somebody({ role: 'admin' })
  const mine = await visit(LOGIN, { as: null, expected: REFUSED })
  await logIn(mine, me)
  await whoAmI(mine, me.name).waitFor()
  await mine.goto(at(parcel))
  const form = await openStep(mine, step)
  await form.getByLabel(t.parcel.document).fill('21/QĐ-UBND')
  await mine.getByText(t.live.open).waitFor()

  const other = await visit(LOGIN, { as: null })
  await logIn(other, me)
  await whoAmI(other, me.name).click()
  await other.getByRole('button', { name: t.account.own }).click()
  const sessions = other.getByRole('region', { name: words.sessions })
  await sessions.getByRole('button', { name: words.endOthers }).waitFor()
  await sessions.getByRole('button', { name: words.endOthers }).click()

  const ended = dialog(mine, t.login.ended)
  await ended.getByText(me.name, { exact: true }).waitFor()
  await mine.keyboard.press('Escape')
  await logIn(mine, { ...me, password: 'không phải mật khẩu này' })
  await ended.getByRole('alert').waitFor()
  await logIn(mine, me)
  await ended.waitFor({ state: 'detached' })
  expect(await form.getByLabel(t.parcel.document).inputValue()).toBe('21/QĐ-UBND')
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await panel(mine, 'parcel').getByText(t.parcel.documentNo('21/QĐ-UBND')).waitFor()
})

test('what is sent after a session has ended is not lost', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' }, 13)
  const step = parcel.waiting_for ?? 'handed_over'
  const me = await api.somebody({ role: 'admin' })
  const page = await visit(LOGIN, { as: null, expected: REFUSED })
  await logIn(page, me)
  await whoAmI(page, me.name).waitFor()
  await page.goto(at(parcel))
  const form = await openStep(page, step)
  await form.getByLabel(t.parcel.document).fill('22/QĐ-UBND')

  // A browser that has forgotten the cookie, as after a long night.
  await page.context().clearCookies()
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await dialog(page, t.login.ended).waitFor()
  await logIn(page, me)
  await dialog(page, t.login.ended).waitFor({ state: 'detached' })
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await panel(page, 'parcel').getByText(t.parcel.documentNo('22/QĐ-UBND')).waitFor()
})

test('a new password ends the other sessions, and a token is shown once and can be revoked', async ({
  visit,
}) => {
  const me = await api.somebody({ role: 'leader' })
  const page = await visit(LOGIN, { as: null, expected: [/status of 422/] })
  await logIn(page, me)
  await whoAmI(page, me.name).waitFor()
  await page.goto('/?page=account')

  const passwords = page.getByRole('form', { name: words.password })
  await passwords.getByLabel(words.current).fill(me.password)
  await passwords.getByLabel(words.fresh).fill('1234567890')
  await passwords.getByRole('button', { name: words.change }).click()
  await passwords.locator('.error').first().waitFor()
  const fresh = `${me.password}-khác`
  await passwords.getByLabel(words.fresh).fill(fresh)
  await passwords.getByRole('button', { name: words.change }).click()
  await page.getByText(words.changed).waitFor()
  expect(await dialog(page, t.login.ended).count()).toBe(0)

  const tokens = page.getByRole('region', { name: words.tokens })
  await tokens.getByLabel(words.tokenName).fill('QGIS')
  await tokens.getByRole('button', { name: words.makeToken }).click()
  const shown = dialog(page, words.madeToken('QGIS'))
  const secret = await shown.getByRole('textbox').inputValue()
  await shown.getByRole('button', { name: words.gotIt }).click()
  const ask = () =>
    fetch(`${inject('origin')}/api/v1/parcels?limit=1`, { headers: { Authorization: `Bearer ${secret}` } })
  expect((await ask()).status).toBe(200)
  expect(await tokens.innerText()).not.toContain(secret)

  await tokens.getByRole('button', { name: words.revokeToken('QGIS') }).click()
  await tokens.getByText(words.noTokens).waitFor()
  expect((await ask()).status).toBe(401)
})
