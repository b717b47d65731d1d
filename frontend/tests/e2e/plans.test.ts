import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Step } from '../../src/api/types'
import { vi as words } from '../../src/i18n/plans-vi'
import { vi as t } from '../../src/i18n/vi'
import { addDays, typedDate } from '../../src/lib/format'
import * as api from './support/api'
import { at, dialog, f, nameOf, panel } from './support/office'
import { areaOf } from './support/people'
import { test } from './support/test'

const to = (code: string) => `/?page=plans:${code}`
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

const REFUSED = [/status of 422/]

/** The planned day of a step in the table: of the whole project. */
const cell = (page: Page, step: Step) =>
  page.getByRole('button', { name: words.steps.cell(t.step[step], words.wholeProject) })

/** The whole project's plan of a step. */
const planned = async (code: string, step: Step, query = {}) =>
  (await api.plans(code, query)).steps.find((plan) => plan.unit === null && plan.step === step)

test('a planned date is moved with a reason: the original stays, and parcels are due by the new one', async ({
  visit,
}) => {
  const code = 'CN06'
  const before = await planned(code, 'handed_over')
  if (!before?.current_on) throw new Error('the demo plans no handover')
  const parcel = await api.anyParcel({ project: code, fact: 'remaining' })
  const early = '2020-02-03'

  const page = await visit(`/?at=project:${code}`, { expected: REFUSED })
  await panel(page, 'project').getByRole('link', { name: t.commitments.plans }).click()
  await card(page, words.steps.title).waitFor()
  await cell(page, 'handed_over').click()
  const form = dialog(page, `${t.step.handed_over} · ${words.wholeProject}`)
  await form.getByLabel(words.steps.on).fill(typedDate(early))
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await form.getByText('Nêu lý do thay đổi').waitFor()
  expect((await planned(code, 'handed_over'))?.current_on, 'nothing is stored').toBe(before.current_on)

  await form.getByLabel(words.reason).fill('Bàn giao sớm theo thông báo số 12')
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await form.waitFor({ state: 'detached' })
  await cell(page, 'handed_over').getByText(f.date(early)).waitFor()
  const original = before.original_on ?? ''
  await cell(page, 'handed_over')
    .getByText(words.steps.was(f.date(original)))
    .waitFor()

  const after = await planned(code, 'handed_over')
  expect(after).toMatchObject({ original_on: original, current_on: early })
  const { today } = await api.meta()
  const yesterday = await planned(code, 'handed_over', { as_of: addDays(today, -1) })
  expect(yesterday?.current_on, 'yesterday stays as it was').toBe(before.current_on)

  await cell(page, 'handed_over').click()
  await form.getByText('Bàn giao sớm theo thông báo số 12').waitFor()
  await form.getByText(words.movedTo(f.date(before.current_on), f.date(early))).waitFor()
  await page.keyboard.press('Escape')

  expect((await api.parcel(parcel.id)).due_on).toBe(early)
  await page.goto(at(parcel))
  await panel(page, 'parcel')
    .getByRole('heading', { name: nameOf(parcel) })
    .waitFor()
  await panel(page, 'parcel').getByText(f.date(early)).first().waitFor()
})

test('a date that somebody else has just moved is not overwritten unseen', async ({ visit }) => {
  const code = 'DT03'
  const before = await planned(code, 'paid')
  const page = await visit(to(code), { expected: [/status of 412/] })
  await cell(page, 'paid').click()
  const form = dialog(page, `${t.step.paid} · ${words.wholeProject}`)
  await form.getByLabel(words.steps.on).fill('15/03/2028')
  await form.getByLabel(words.reason).fill('Chờ bố trí vốn')

  const { version } = await api.plans(code)
  const theirs = { unit_code: '', step: 'paid', on: '2028-01-20', reason: 'Theo kế hoạch vốn' }
  await api.planStep(code, version, theirs)
  await form.getByRole('button', { name: t.save, exact: true }).click()
  const told = form.getByRole('alert')
  await told.getByText(words.overtaken).waitFor()
  await told.getByText(words.overtakenBy(f.date(before?.current_on ?? ''), f.date(theirs.on))).waitFor()
  expect((await planned(code, 'paid'))?.current_on).toBe(theirs.on)

  await form.getByRole('button', { name: words.applyAgain }).click()
  await form.waitFor({ state: 'detached' })
  expect((await planned(code, 'paid'))?.current_on).toBe('2028-03-15')
})

test('a unit is given a plan of its own, which is taken back again', async ({ visit }) => {
  const code = 'GT16'
  const page = await visit(to(code))
  const table = page.getByRole('table', { name: words.steps.title })
  const rows = table.locator('tbody').getByRole('row')
  await rows.first().waitFor()
  const count = await rows.count()
  const choice = page.getByLabel(words.steps.addUnit)
  const unit = (await choice.locator('option').nth(1).textContent())?.trim() ?? ''
  await choice.selectOption({ label: unit })
  await expect.poll(() => rows.count()).toBe(count + 1)
  const own = table.getByRole('button', { name: words.steps.cell(t.step.inventoried, unit) })
  await own.getByText(words.steps.inherited).waitFor()

  await own.click()
  const form = dialog(page, `${t.step.inventoried} · ${unit}`)
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await form.getByText(t.date.unreadable).waitFor()
  await form.getByText(words.firstHint).waitFor()
  await form.getByLabel(words.steps.on).fill('01/06/2028')
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await own.getByText('01/06/2028').waitFor()
  const stored = async () =>
    (await api.plans(code)).steps.find((plan) => plan.unit?.name === unit && plan.step === 'inventoried')
  expect((await stored())?.actual.of).toBeGreaterThan(0)

  await own.click()
  await form.getByLabel(words.reason).fill('Theo kế hoạch chung của dự án')
  await form.getByRole('button', { name: words.steps.takeBack }).click()
  await own.getByText(words.steps.withdrawn('01/06/2028')).waitFor()
  expect(await stored()).toMatchObject({ original_on: '2028-06-01', current_on: null })
})

test('the curve is changed point by point; one that falls is refused beside its point', async ({ visit }) => {
  const code = 'DT04'
  const { curve: before } = await api.plans(code)
  const page = await visit(to(code), { expected: REFUSED })
  const curve = card(page, words.curve.title)
  const { today } = await api.meta()
  const share = before.actual.at(-1)?.share ?? 0
  await curve.getByRole('img', { name: words.curve.onDay(f.date(today), f.percent(share)) }).waitFor()

  await curve.getByRole('button', { name: words.curve.change }).click()
  const form = dialog(page, words.curve.change)
  const last = before.current.length
  await form.getByLabel(words.curve.pointShare(String(last)), { exact: true }).fill('1')
  await form.getByLabel(words.reason).fill('Điều chỉnh theo kế hoạch số 45')
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await form.getByText('không được giảm').waitFor()
  expect((await api.plans(code)).curve.current).toEqual(before.current)

  await form.getByLabel(words.curve.pointShare(String(last)), { exact: true }).fill('97.5')
  await form.getByRole('button', { name: words.curve.addPoint }).click()
  await form.getByLabel(words.curve.pointDay(String(last + 1)), { exact: true }).fill('31/12/2029')
  await form.getByLabel(words.curve.pointShare(String(last + 1)), { exact: true }).fill('100')
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await form.waitFor({ state: 'detached' })
  await curve.getByText('Điều chỉnh theo kế hoạch số 45').waitFor()

  const { curve: after } = await api.plans(code)
  expect(after.original).toEqual(before.original)
  expect(after.current.slice(-2).map((point) => point.share)).toEqual([0.975, 1])
  expect(after.current.at(-1)?.on_date).toBe('2029-12-31')
  await curve.getByRole('button', { name: words.curve.showTable }).click()
  const row = curve.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '31/12/2029' }) })
  expect(await row.getByRole('cell').allTextContents()).toEqual([
    f.percent(before.original.at(-1)?.share ?? 0),
    '100%',
    '',
  ])
})

test('the clearance deadline is moved with a reason', async ({ visit }) => {
  const code = 'GT17'
  const { deadline: before } = await api.plans(code)
  const page = await visit(to(code), { expected: REFUSED })
  const deadline = card(page, words.deadline.title)
  await deadline.getByRole('button', { name: words.deadline.change }).click()
  const form = dialog(page, words.deadline.title)
  await form.getByLabel(words.deadline.on).fill('30/06/2029')
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await form.getByText('Nêu lý do thay đổi').waitFor()
  await form.getByLabel(words.reason).fill('Nghị quyết điều chỉnh chủ trương đầu tư')
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await deadline.getByText('Nghị quyết điều chỉnh chủ trương đầu tư').waitFor()
  expect((await api.plans(code)).deadline).toMatchObject({
    original_on: before.original_on,
    current_on: '2029-06-30',
  })
})

test('without a network what was entered is kept until it can be saved', async ({ visit }) => {
  const code = 'DT05'
  const page = await visit(to(code), { expected: [/net::ERR_/] })
  await cell(page, 'plan_approved').click()
  const form = dialog(page, `${t.step.plan_approved} · ${words.wholeProject}`)
  await form.getByLabel(words.steps.on).fill('09/09/2028')
  await form.getByLabel(words.reason).fill('Chờ thẩm định giá đất')
  await page.context().setOffline(true)
  await page.getByText(t.live.lost).first().waitFor()
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await form.getByRole('alert').getByText(t.problem.offline).waitFor()
  await page.context().setOffline(false)
  await page.getByText(t.live.open).waitFor()
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await cell(page, 'plan_approved').getByText('09/09/2028').waitFor()
  expect((await planned(code, 'plan_approved'))?.changes.at(-1)?.reason).toBe('Chờ thẩm định giá đất')
})

test('an officer changes the plans of projects that lie wholly in their own district', async ({ visit }) => {
  const { code: district } = await areaOf('canbo')
  const { items } = await api.projects()
  const lies = (units: { code: string }[]) => units.length > 0 && units.every(({ code }) => code === district)
  const own = items.find(({ units }) => lies(units))
  const other = items.find(({ units }) => units.every(({ code }) => code !== district))
  if (!own || !other) throw new Error('the demo has no such projects')
  const page = await visit(to(own.code), { as: 'canbo' })
  await card(page, words.curve.title).getByRole('button', { name: words.curve.change }).waitFor()
  await cell(page, 'paid').click()
  await page.getByRole('dialog').getByLabel(words.steps.on).waitFor()
  await page.goto(to(other.code))
  await cell(page, 'paid').click()
  await page.getByRole('dialog').getByRole('heading', { name: words.changes }).waitFor()
  expect(await page.getByRole('dialog').getByLabel(words.steps.on).count()).toBe(0)
  expect(await page.getByRole('button', { name: words.curve.change }).count()).toBe(0)
})

test('plans of a past date, and those that one may not change, can only be read', async ({ visit }) => {
  const { today } = await api.meta()
  const past = await visit(`${to('GT03')}&as_of=${addDays(today, -60)}`)
  await past.getByText(words.readOnlyPast).waitFor()
  const planner = await visit(to('GT03'), { as: 'kehoach' })
  const nobody = await visit(to('GT03'), { as: null })
  for (const page of [past, planner, nobody]) {
    await cell(page, 'paid').click()
    const shown = page.getByRole('dialog')
    await shown.getByRole('heading', { name: words.changes }).waitFor()
    expect(await shown.getByRole('textbox').count()).toBe(0)
    await page.keyboard.press('Escape')
    for (const name of [words.curve.change, words.deadline.change]) {
      expect(await page.getByRole('button', { name }).count()).toBe(0)
    }
    expect(await page.getByLabel(words.steps.addUnit).count()).toBe(0)
  }
})
