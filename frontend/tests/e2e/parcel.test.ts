import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import { addDays, typedDate } from '../../src/lib/format'
import * as api from './support/api'
import { at, dialog, f, nameOf, openStep, panel, statusOf } from './support/office'
import { account, test } from './support/test'

const DOCUMENT = '15/QĐ-UBND'
const told = (document: string) => t.parcel.documentNo(document)

test('a step set on one page is seen on another without a reload, has a history and can be undone', async ({
  visit,
}) => {
  const { today } = await api.meta()
  const yesterday = addDays(today, -1)
  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' })
  const step = parcel.waiting_for ?? 'handed_over'
  const before = await api.parcel(parcel.id)
  const mine = await visit(at(parcel))
  const theirs = await visit(at(parcel))
  await panel(theirs, 'parcel')
    .getByRole('heading', { name: nameOf(parcel) })
    .waitFor()
  await theirs.getByText(t.live.open).waitFor()

  const form = await openStep(mine, step)
  await form.getByLabel(t.parcel.doneOn).fill(typedDate(yesterday))
  await form.getByLabel(t.parcel.document).fill(DOCUMENT)
  await form.getByRole('button', { name: t.save, exact: true }).click()

  const line = panel(theirs, 'parcel')
    .getByRole('listitem')
    .filter({ hasText: t.step[step] })
    .filter({ hasText: told(DOCUMENT) })
  await line.waitFor()
  expect(await line.innerText()).toContain(f.date(yesterday))
  await form.waitFor({ state: 'detached' })

  await theirs.getByRole('heading', { name: t.history.title }).click()
  const history = panel(theirs, 'parcel').getByRole('group').filter({ hasText: t.history.title })
  await history.getByText(account('admin').name).first().waitFor()
  await history.getByText(DOCUMENT).first().waitFor()
  await history
    .getByText(t.history.stepFields.document ?? '')
    .first()
    .waitFor()

  await mine.getByRole('button', { name: t.undo }).click()
  await mine.getByText(t.undone).waitFor()
  await line.waitFor({ state: 'detached' })
  const after = await api.parcel(parcel.id)
  expect(after.steps).toEqual(before.steps)
  expect(after.status).toBe(before.status)
  expect(after.version).toBeGreaterThan(before.version)
})

test('the second of two people who edit a parcel is told what the first did, and can apply again', async ({
  visit,
}) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' }, 1)
  const step = parcel.waiting_for ?? 'handed_over'
  const page = await visit(at(parcel), { expected: [/status of 412/] })
  const form = await openStep(page, step)
  await form.getByLabel(t.parcel.document).fill('2/QĐ-UBND')

  const { today } = await api.meta()
  await api.editParcel(await api.parcel(parcel.id), {
    steps: { [step]: { on: today, document: '1/QĐ-UBND' } },
  })
  await form.getByRole('button', { name: t.save, exact: true }).click()
  const alert = form.getByRole('alert')
  await alert.getByText(t.parcel.overtaken).waitFor()
  await alert.getByText(api.COLLEAGUE).waitFor()
  await alert.getByText(told('1/QĐ-UBND')).waitFor()
  expect(await form.getByLabel(t.parcel.document).inputValue()).toBe('2/QĐ-UBND')

  await form.getByRole('button', { name: t.parcel.applyAgain }).click()
  await panel(page, 'parcel').getByText(told('2/QĐ-UBND')).waitFor()
  const stored = await api.parcel(parcel.id)
  expect(stored.steps.find((one) => one.step === step)?.document).toBe('2/QĐ-UBND')
})

test('handing over against an open obstacle asks for a reason', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', status: 'blocked', waiting_for: 'handed_over' })
  const page = await visit(at(parcel))
  const form = await openStep(page, 'handed_over')
  const reason = form.getByLabel(t.parcel.reason)
  await form.getByText(t.parcel.reasonHint).waitFor()

  await form.getByRole('button', { name: t.save, exact: true }).click()
  expect(await reason.evaluate((input) => (input as HTMLInputElement).validity.valueMissing)).toBe(true)
  expect((await api.parcel(parcel.id)).version).toBe(parcel.version)

  await reason.fill('Hộ dân tự nguyện giao đất trước')
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await statusOf(page).getByText(t.status.cleared).waitFor()

  await page.getByRole('button', { name: t.undo }).click()
  await page.getByText(t.undone).waitFor()
  expect((await api.parcel(parcel.id)).status).toBe('blocked')
})

test('a date that cannot be is refused where it was typed', async ({ visit }) => {
  const { today } = await api.meta()
  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' }, 2)
  const page = await visit(at(parcel))
  const form = await openStep(page, parcel.waiting_for ?? 'handed_over')
  const date = form.getByLabel(t.parcel.doneOn)
  for (const [typed, told] of [
    [typedDate(addDays(today, 1)), t.date.tooLate(f.date(today))],
    ['31/12/1989', t.date.tooEarly(f.date('1990-01-01'))],
    ['31/02/2026', t.date.unreadable],
  ] as const) {
    await date.fill(typed)
    await date.blur()
    await form.getByText(told).waitFor()
    expect(await date.getAttribute('aria-invalid')).toBe('true')
  }
  await form.getByRole('button', { name: t.cancel }).click()
  await dialog(page, t.step[parcel.waiting_for ?? 'handed_over']).waitFor({ state: 'detached' })
})
