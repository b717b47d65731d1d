import { expect } from 'vitest'
import type { Parcel } from '../../src/api/types'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { at, dialog, f, nameOf, panel, statusOf } from './support/office'
import { test } from './support/test'

const DESCRIPTION = 'Hộ đề nghị đo lại ranh giới'

/** A household with several parcels on track. */
async function household(project: string): Promise<[Parcel, Parcel, ...Parcel[]]> {
  const { items } = await api.parcels({ project, status: 'on_track', sort: 'key', limit: 500 })
  for (const { household_code } of items) {
    const all = (await api.parcels({ project, household: household_code, limit: 500 })).items
    const [first, second, ...others] = all
    if (first && second && all.every(({ status }) => status === 'on_track')) return [first, second, ...others]
  }
  throw new Error(`no household of ${project} has two parcels on track`)
}

test('an obstacle is raised for a whole household, seen on its other parcels, and closed for all', async ({
  visit,
}) => {
  const [parcel, other, ...more] = await household('GT02')
  const count = 2 + more.length
  const { causes } = await api.meta()
  const cause = causes.find(({ code }) => code === 'MAP')?.name_vi ?? ''
  const mine = await visit(at(parcel))
  const theirs = await visit(at(other))
  await panel(theirs, 'parcel').getByText(t.obstacle.none).waitFor()
  await theirs.getByText(t.live.open).waitFor()

  await mine.getByRole('button', { name: t.obstacle.raise }).click()
  const raising = dialog(mine, t.obstacle.raise)
  await raising.getByLabel(t.obstacle.cause).selectOption({ label: cause })
  await raising.getByLabel(t.obstacle.description).fill(DESCRIPTION)
  await raising.getByRole('radio', { name: t.parcel.wholeHousehold(parcel.household_code) }).check()
  for (const one of [parcel, other])
    expect(await raising.getByRole('checkbox', { name: nameOf(one) }).isChecked()).toBe(true)
  await raising.getByRole('button', { name: t.obstacle.raise }).click()

  for (const page of [mine, theirs]) {
    const opened = panel(page, 'parcel')
    await opened.getByRole('article').filter({ hasText: cause }).getByText(DESCRIPTION).waitFor()
    await statusOf(page).getByText(t.status.blocked).waitFor()
  }
  const { items } = await api.obstacles({ parcel: parcel.id, state: 'open' })
  expect(items[0]?.parcel_count).toBe(count)

  await theirs.getByRole('button', { name: t.obstacle.close }).click()
  const closing = dialog(theirs, t.obstacle.close)
  await closing.getByText(t.obstacle.ofMany(count)).waitFor()
  await closing.getByLabel(t.obstacle.result).fill('Đã đo lại, hộ đồng ý')
  await closing.getByRole('button', { name: t.obstacle.close }).click()

  const { today } = await api.meta()
  for (const page of [mine, theirs]) {
    const opened = panel(page, 'parcel')
    await opened.getByText(`${t.obstacle.closed(f.date(today))}: Đã đo lại, hộ đồng ý`).waitFor()
    await statusOf(page).getByText(t.status.on_track).waitFor()
  }
})

test('a raised obstacle can be undone', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' }, 3)
  const page = await visit(at(parcel))
  await page.getByRole('button', { name: t.obstacle.raise }).click()
  const raising = dialog(page, t.obstacle.raise)
  const { causes } = await api.meta()
  await raising.getByLabel(t.obstacle.cause).selectOption('ABSENT')
  await raising.getByRole('button', { name: t.obstacle.raise }).click()
  await statusOf(page).getByText(t.status.blocked).waitFor()

  await page.getByRole('button', { name: t.undo }).click()
  await page.getByText(t.undone).waitFor()
  await statusOf(page).getByText(t.status.on_track).waitFor()
  const absent = causes.find(({ code }) => code === 'ABSENT')?.name_vi ?? ''
  const article = panel(page, 'parcel').getByRole('article').filter({ hasText: absent })
  expect(await article.textContent()).toContain(t.obstacleState.withdrawn)
})
