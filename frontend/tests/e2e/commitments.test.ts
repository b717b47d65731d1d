import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { vi as words } from '../../src/i18n/commitments-vi'
import { vi as t } from '../../src/i18n/vi'
import { addDays, typedDate } from '../../src/lib/format'
import * as api from './support/api'
import { at, dialog, downloaded, f, nameOf, panel } from './support/office'
import { whoAmI } from './support/people'
import { test } from './support/test'

const total = (page: Page, count: number) =>
  page.getByText(words.count(f.number(count), count), { exact: true }).waitFor()

test('a commitment is made, superseded and withdrawn, each with its reason', async ({ visit }) => {
  const code = 'CN04'
  const { today } = await api.meta()
  const [first, second] = [addDays(today, 10), addDays(today, 25)]
  const page = await visit(`/?page=plans:${code}`, { expected: [/status of 422/] })
  const list = page.getByRole('region', { name: t.commitments.title, exact: true })
  await list.getByRole('button', { name: words.make }).click()
  const form = dialog(page, words.makeTitle)
  await form.getByLabel(words.dueOn).fill(typedDate(first))
  await form.getByRole('button', { name: words.make }).click()
  await form.getByText('Ghi tên cơ quan, đơn vị.').first().waitFor()

  await form.getByLabel(words.madeBy, { exact: true }).fill('UBND xã Tân Phú')
  await form.getByLabel(words.madeTo, { exact: true }).fill('UBND tỉnh')
  await form.getByLabel(words.share).fill('99.5')
  await form.getByLabel(words.textLabel).fill('Bàn giao trước khi khởi công')
  await form.getByRole('button', { name: words.make }).click()
  await form.waitFor({ state: 'detached' })
  const what = t.commitments.ofShare(f.percent(0.995))
  const made = list.getByRole('row').filter({ hasText: 'UBND xã Tân Phú' })
  await made.filter({ hasText: t.commitmentState.open }).getByText(t.commitments.left('10', 10)).waitFor()

  await made.getByRole('button', { name: what }).click()
  const opened = dialog(page, what)
  await opened.getByRole('button', { name: words.supersede }).click()
  await opened.getByLabel(words.newDue).fill(typedDate(second))
  await opened.getByRole('button', { name: words.supersede, exact: true }).click()
  await opened.getByText('Nêu lý do thay đổi').waitFor()
  await opened.getByLabel(words.supersedeReason).fill('Chờ di chuyển đường điện')
  await opened.getByRole('button', { name: words.supersede, exact: true }).click()
  await opened.getByText(words.because('Chờ di chuyển đường điện')).waitFor()
  await opened.getByText(t.commitments.original(f.date(first))).waitFor()
  await opened.getByText(words.chainItem(f.date(first), f.date(today))).waitFor()

  await opened.getByRole('button', { name: words.withdraw }).click()
  await opened.getByLabel(words.withdrawReason).fill('Không thuộc thẩm quyền của xã')
  await opened.getByRole('button', { name: words.withdraw, exact: true }).click()
  await opened.getByText(words.because('Không thuộc thẩm quyền của xã')).waitFor()
  expect(await opened.getByRole('button', { name: words.supersede }).count(), 'it is over').toBe(0)
  await page.keyboard.press('Escape')
  await made.filter({ hasText: t.commitmentState.superseded }).waitFor()
  await made.filter({ hasText: t.commitmentState.withdrawn }).waitFor()

  const { items } = await api.commitments({ project: code, q: 'tan phu' })
  const own = items.filter(({ made_by }) => made_by === 'UBND xã Tân Phú')
  expect(own.map(({ state, original_on, due_on }) => ({ state, original_on, due_on }))).toEqual([
    { state: 'superseded', original_on: first, due_on: first },
    { state: 'withdrawn', original_on: first, due_on: second },
  ])
})

test('the parcels of a household are promised from the panel of one of them', async ({ visit }) => {
  const { today } = await api.meta()
  const code = 'GT10'
  const { items } = await api.parcels({ project: code, fact: 'remaining', limit: 500 })
  const parcel = items.find(
    ({ household_code: own }) => items.filter(({ household_code }) => household_code === own).length > 1,
  )
  if (!parcel) throw new Error('no household of the project has two parcels left')
  const page = await visit(at(parcel), { as: 'lanhdao' })
  await panel(page, 'parcel').getByRole('button', { name: t.parcel.commit }).click()
  const form = dialog(page, t.parcel.commit)
  await form.getByLabel(words.madeBy, { exact: true }).fill('Tổ công tác xã')
  await form.getByLabel(words.madeTo, { exact: true }).fill('UBND huyện')
  await form.getByLabel(words.dueOn).fill(typedDate(addDays(today, 5)))
  await form.getByLabel(t.parcel.wholeHousehold(parcel.household_code)).check()
  await form.getByRole('checkbox').nth(1).waitFor()
  const count = await form.getByRole('checkbox').and(page.locator(':checked')).count()
  expect(count).toBeGreaterThan(1)
  await form.getByRole('button', { name: words.make }).click()
  await page.getByText(words.made).waitFor()

  const made = (await api.commitments({ project: code, q: 'to cong tac xa' })).items[0]
  expect(made).toMatchObject({ parcels: count, share: null, state: 'open' })
  await page.goto('/?page=commitments:q%3Dto%2Bcong%2Btac%2Bxa')
  await total(page, 1)
  await page.getByRole('button', { name: t.commitments.ofParcels(f.number(count), count) }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: nameOf(parcel) })
    .click()
  await panel(page, 'parcel')
    .getByRole('heading', { name: nameOf(parcel) })
    .waitFor()
  expect(page.url(), 'the parcel comes out from under the list').not.toContain('page=')
})

test('the filter of commitments stands in the address and counts as the API does', async ({ visit }) => {
  const page = await visit()
  await whoAmI(page, 'admin').click()
  await page.getByRole('button', { name: t.account.commitments, exact: true }).click()
  await total(page, (await api.commitments({ state: ['open', 'broken'] })).total)
  const late = await api.commitments({ state: ['open', 'broken'], sort: '-days_late' })
  await page.getByLabel(words.sort, { exact: true }).selectOption('-days_late')
  const worst = late.items[0]
  if (!worst) throw new Error('the demo has no broken commitment')
  await page
    .getByRole('row')
    .nth(1)
    .getByText(t.commitments.late(f.number(worst.days_late), worst.days_late))
    .waitFor()

  await page.getByRole('button', { name: t.filter.clear }).click()
  await total(page, (await api.commitments()).total)
  await page.getByLabel(words.dueWithin).selectOption('14')
  await total(page, (await api.commitments({ due_within: 14 })).total)
  await page.reload()
  const soon = await api.commitments({ due_within: 14 })
  expect(soon.total).toBeGreaterThan(0)
  await total(page, soon.total)
  expect(await page.getByLabel(words.dueWithin).inputValue(), 'the address keeps the filter').toBe('14')

  const project = soon.items[0]?.project_code ?? ''
  await page.getByRole('combobox', { name: words.project, exact: true }).selectOption(project)
  const { items } = await api.commitments({ due_within: 14, project })
  await total(page, items.length)
  const [, ...lines] = (await downloaded(page, page.getByRole('link', { name: words.csv })))
    .toString()
    .trim()
    .split(/\r?\n/)
  expect(lines).toHaveLength(items.length)

  await page.getByLabel(words.search, { exact: true }).fill('không ai hứa điều này')
  await page.getByLabel(words.search, { exact: true }).press('Enter')
  await page.getByText(words.noneMatch).waitFor()
  await page.goBack()
  await total(page, items.length)
})

test('commitments of a unit are those that concern it', async ({ visit }) => {
  const { items: units } = await api.bottlenecks({ by: 'unit', level: 'district' })
  const unit = units.find(({ parcels }) => parcels.total > 0)?.key.unit ?? ''
  const page = await visit('/?page=commitments')
  const all = await api.commitments()
  await total(page, all.total)
  await page.getByRole('combobox', { name: words.unit, exact: true }).selectOption(unit)
  const own = await api.commitments({ unit, level: 'district' })
  expect(own.total).toBeLessThan(all.total)
  await total(page, own.total)
})

test('a commitment that somebody else has just ended is not ended again', async ({ visit }) => {
  const found = (await api.commitments({ state: 'open', sort: 'due' })).items.at(-1)
  if (!found) throw new Error('the demo has no open commitment')
  const page = await visit(`/?page=plans:${found.project_code}`, { expected: [/status of 4(12|22)/] })
  const row = page
    .getByRole('region', { name: t.commitments.title, exact: true })
    .getByRole('row')
    .filter({ hasText: f.date(found.due_on) })
    .filter({ hasText: found.made_by })
  await row.getByRole('button').first().click()
  const opened = page.getByRole('dialog')
  await opened.getByRole('button', { name: words.withdraw }).click()
  await opened.getByLabel(words.withdrawReason).fill('Không còn cần thiết')
  await api.withdrawCommitment(found, 'Đã rút theo công văn')
  await opened.getByText(words.because('Đã rút theo công văn')).waitFor()
  expect((await api.commitment(found.id)).state).toBe('withdrawn')
  expect(await opened.getByRole('button', { name: words.supersede, exact: true }).count()).toBe(0)
})

test('the public reads who promised what by when, and nothing that somebody wrote', async ({ visit }) => {
  const [withText] = (await api.commitments({ state: 'open' })).items.filter(({ text }) => text)
  if (!withText) throw new Error('no open commitment has a text')
  const page = await visit('/?page=commitments:state%3Dopen', { as: null })
  await page.getByRole('cell').filter({ hasText: withText.made_by }).first().waitFor()
  expect(await page.getByText(withText.text).count()).toBe(0)
  expect(await page.getByRole('link', { name: words.csv }).count()).toBe(0)
})
