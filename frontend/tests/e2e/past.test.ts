import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import { addDays, typedDate } from '../../src/lib/format'
import * as api from './support/api'
import { at, f, panel } from './support/office'
import { test } from './support/test'

test('a past date shows the figures of that day, lets nothing be edited and leads back to today', async ({
  visit,
}) => {
  const { today } = await api.meta()
  const day = addDays(today, -180)
  const past = (await api.bottlenecks({ by: 'unit', level: 'district', as_of: day })).total
  const now = (await api.bottlenecks({ by: 'unit', level: 'district' })).total
  expect(past.parcels.cleared).toBeLessThan(now.parcels.cleared)
  const parcel = await api.anyParcel({ project: 'GT01', status: 'overdue' })
  const page = await visit(at(parcel))
  const edit = page.getByRole('button', { name: /^Cập nhật bước/ })
  await edit.first().waitFor()

  const date = page.getByRole('textbox', { name: t.asOf.label })
  await date.fill(typedDate(day))
  await date.press('Enter')
  const banner = page.getByText(t.asOf.past(f.date(day)))
  await banner.waitFor()
  expect(new URL(page.url()).searchParams.get('as_of')).toBe(day)
  const summary = page.getByRole('region', { name: t.summary })
  await summary.getByText(f.percent(past.cleared_share)).waitFor()
  await panel(page, 'parcel').getByText(t.parcel.readOnlyPast).waitFor()
  expect(await edit.count()).toBe(0)

  await page.getByRole('button', { name: t.asOf.toToday }).click()
  await summary.getByText(f.percent(now.cleared_share)).waitFor()
  await banner.waitFor({ state: 'detached' })
  await edit.first().waitFor()
  expect(new URL(page.url()).searchParams.get('as_of')).toBeNull()
})
