import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { vi as audit } from '../../src/i18n/audit-vi'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { at, dialog, downloaded, f, listOfParcels, nameOf, panel } from './support/office'
import { areaOf } from './support/people'
import { test } from './support/test'

const holder = (page: Page) => panel(page, 'parcel').getByRole('group').filter({ hasText: t.persons.title })

/** Everything that the browser would still know tomorrow. */
const stored = (page: Page) =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]))

test('a land user is shown when asked for, and forgotten when the section is closed', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'cleared' })
  const { holder_name, compensation_vnd } = await api.persons(parcel.id)
  const name = holder_name ?? ''
  const page = await visit(at(parcel))
  const title = holder(page).getByRole('heading', { name: t.persons.title })
  await title.click()
  expect(await page.content()).not.toContain(name)

  await holder(page).getByLabel(t.persons.why).fill('đối chiếu hồ sơ')
  await holder(page).getByRole('button', { name: t.persons.show }).click()
  await holder(page).getByText(name, { exact: true }).waitFor()
  await holder(page)
    .getByText(t.persons.vnd(f.number(compensation_vnd ?? 0)))
    .waitFor()
  expect(await stored(page)).not.toContain(name)

  await title.click()
  await expect.poll(() => page.content()).not.toContain(name)
  await title.click()
  await holder(page).getByRole('button', { name: t.persons.show }).waitFor()
})

test('a parcel is found by the name of its land user, typed without marks', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'cleared' })
  const { holder_name } = await api.persons(parcel.id)
  const name = holder_name ?? ''
  const page = await visit()
  await page.getByRole('button', { name: t.persons.byName }).click()
  const search = dialog(page, t.persons.search)
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('Đ', 'D').replaceAll('đ', 'd')
  await search.getByLabel(t.persons.words).fill(plain)
  await search.getByRole('button', { name: t.persons.find }).click()
  const found = search.getByRole('link').filter({ hasText: name }).first()
  await found.waitFor()
  await found.click()
  await search.waitFor({ state: 'detached' })
  await panel(page, 'parcel').waitFor()
  expect(await stored(page)).not.toContain(name)
})

test('a planner is offered neither names nor a search by name', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'cleared' })
  const page = await visit(at(parcel), { as: 'kehoach' })
  await panel(page, 'parcel')
    .getByRole('heading', { name: nameOf(parcel) })
    .waitFor()
  await page.getByRole('heading', { name: t.history.title }).waitFor()
  expect(await page.getByText(t.persons.title).count()).toBe(0)
  expect(await page.getByRole('button', { name: t.persons.byName }).count()).toBe(0)

  await page.goto('/?list=project%3DGT09')
  await listOfParcels(page).getByRole('link', { name: 'CSV' }).waitFor()
  expect(await page.getByRole('button', { name: t.persons.list }).count()).toBe(0)
})

test('an officer takes a list with names along for a reason, which the file and the audit say', async ({
  visit,
}) => {
  const { code, inside } = await areaOf('canbo')
  const name = (await api.persons(inside.id)).holder_name ?? ''
  const page = await visit('/?list=status%3Don_track', { as: 'canbo', expected: [/status of 422/] })
  await listOfParcels(page).getByRole('button', { name: t.persons.list }).click()
  const asking = dialog(page, t.persons.listTitle)
  await asking.getByText(t.persons.listRecorded).waitFor()
  const take = asking.getByRole('button', { name: t.persons.listTake })
  const field = asking.getByLabel(t.persons.reason)
  await take.click()
  expect(await field.evaluate((text: HTMLTextAreaElement) => text.validity.valueMissing)).toBe(true)
  await field.fill('  ')
  await take.click()
  await asking.getByText('Hãy ghi lý do').waitFor()
  expect(await field.getAttribute('aria-invalid')).toBe('true')

  const reason = `Chi trả đợt ${crypto.randomUUID().slice(0, 8)}`
  await field.fill(reason)
  const text = (await downloaded(page, take)).toString()
  await asking.waitFor({ state: 'detached' })
  expect(text).toContain(name)
  const [, ...lines] = text.trim().split(/\r?\n/)
  const own = await api.parcels({ unit: code, level: 'district', status: 'on_track', limit: 1 })
  expect(lines, 'nothing of other districts').toHaveLength(own.total)
  expect(lines.filter((line) => !/canbo, \d\d\/\d\d\/\d{4} /.test(line) || !line.includes(reason))).toEqual(
    [],
  )
  expect(await stored(page)).not.toContain(name)

  const admin = await visit('/?page=audit:action%3Dpersons.export')
  const row = admin.getByRole('row').filter({ hasText: audit.about.reason(reason) })
  await row.getByText('canbo', { exact: true }).waitFor()
  await row.getByText(audit.actions['persons.export']).waitFor()
})

test('what is erased is on no page any more, and the section says that it was', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'cleared' }, 30)
  const name = (await api.persons(parcel.id)).holder_name ?? ''
  expect(name).not.toBe('')
  const page = await visit(at(parcel))
  const title = holder(page).getByRole('heading', { name: t.persons.title })
  await title.click()
  await holder(page).getByRole('button', { name: t.persons.show }).click()
  await holder(page).getByText(name, { exact: true }).waitFor()

  await holder(page).getByRole('button', { name: t.persons.erase }).click()
  const asking = dialog(page, t.persons.eraseTitle)
  const erase = asking.getByRole('button', { name: t.persons.eraseNow })
  const reason = `Theo đơn ${crypto.randomUUID().slice(0, 8)}`
  await asking.getByLabel(t.persons.reason).fill(reason)
  expect(await erase.isDisabled(), 'until it is confirmed').toBe(true)
  await asking.getByRole('checkbox', { name: t.persons.eraseSure }).check()
  await erase.click()
  await page.getByText(t.persons.erased(nameOf(parcel))).waitFor()
  await holder(page).getByText(t.persons.erasedOn('').slice(0, -1)).waitFor()
  expect(await page.content()).not.toContain(name)
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent), {
      message: 'where the keyboard is',
    })
    .toBe(t.persons.title)
  expect((await api.persons(parcel.id)).holder_name).toBeNull()

  await page.reload()
  await title.click()
  await holder(page).getByRole('button', { name: t.persons.show }).click()
  await holder(page).getByText(t.persons.erasedOn('').slice(0, -1)).waitFor()
  await page.goto('/?page=audit:action%3Dpersons.erase')
  const row = page.getByRole('row').filter({ hasText: audit.about.reason(reason) })
  await row.getByRole('button', { name: audit.about.parcel(String(parcel.id)) }).click()
  await panel(page, 'parcel')
    .getByRole('heading', { name: nameOf(parcel) })
    .waitFor()
})

test('a leader sees whose parcel it is, but cannot erase it', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'cleared' })
  const page = await visit(at(parcel), { as: 'lanhdao' })
  await holder(page).getByRole('heading', { name: t.persons.title }).click()
  await holder(page).getByRole('button', { name: t.persons.show }).waitFor()
  expect(await holder(page).getByRole('button', { name: t.persons.erase }).count()).toBe(0)
})
