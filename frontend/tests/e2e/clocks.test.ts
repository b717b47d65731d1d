import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import { addDays, typedDate } from '../../src/lib/format'
import * as api from './support/api'
import { at, dialog, f, listOfParcels, nameOf, panel } from './support/office'
import { test } from './support/test'

const REFUSED = t.recorded.inventory_refused

test('a recorded fact starts a clock, which is shown with its article, and can be undone', async ({
  visit,
}) => {
  const { today } = await api.meta()
  const parcel = await api.anyParcel({ waiting_for: 'inventoried' })
  const before = await api.parcel(parcel.id)
  const page = await visit(at(parcel))
  const facts = panel(page, 'parcel').getByRole('group').filter({ hasText: t.parcel.recorded })
  await facts.getByRole('heading', { name: t.parcel.recorded }).click()
  await facts.getByRole('button', { name: t.parcel.editRecorded(REFUSED) }).click()
  const form = dialog(page, REFUSED)
  await form.getByLabel(t.parcel.recordedOn).fill(typedDate(addDays(today, -40)))
  await form.getByRole('button', { name: t.save, exact: true }).click()

  await facts.getByText(f.date(addDays(today, -40))).waitFor()
  const { steps, due_step } = await api.parcel(parcel.id)
  expect(steps.find(({ step }) => step === 'inventoried')?.days_late).toBeGreaterThanOrEqual(15)
  expect(due_step).not.toBeNull()
  const line = panel(page, 'parcel').getByRole('listitem').filter({ hasText: t.step.inventoried })
  await line.getByText('Điều 87.2').waitFor()

  await page.getByRole('button', { name: t.undo }).click()
  await page.getByText(t.undone).waitFor()
  expect((await api.parcel(parcel.id)).facts).toEqual(before.facts)
})

test('a list is narrowed to notices that lapse soon, and to what was done too early', async ({ visit }) => {
  for (const [query, name] of [
    [{ lapsing: 60 }, t.list.lapsing('60')],
    [{ warning: 'too_early' }, t.warning.too_early],
  ] as const) {
    const { total, items } = await api.parcels(query)
    const page = await visit('/?list=sort%3Dkey')
    const list = listOfParcels(page)
    await list.getByLabel(t.list.narrow).selectOption({ label: name })
    await list.getByText(t.list.count(f.number(total), total), { exact: true }).waitFor()
    await list.getByRole('heading', { name }).waitFor()
    if (items[0])
      await list
        .getByRole('button', { name: nameOf(items[0]) })
        .first()
        .waitFor()
  }
})
