import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { at, dialog, nameOf, panel } from './support/office'
import { areaOf } from './support/people'
import { test, type Visit } from './support/test'

const PHONE: Visit = { viewport: { width: 390, height: 844 }, hasTouch: true }

test('a field team records the next step of a parcel of its district on the phone', async ({ visit }) => {
  const { inside } = await areaOf('hientruong')
  const step = inside.waiting_for ?? 'handed_over'
  const page = await visit(at(inside), { ...PHONE, as: 'hientruong' })
  await page.getByRole('button', { name: t.field.doneToday(t.step[step]) }).tap()
  const asking = dialog(page, t.field.confirmTitle(t.step[step]))
  await asking.getByRole('button', { name: t.field.yesDone }).tap()
  await asking.waitFor({ state: 'detached' })
  const [latest] = (await api.events(inside.id)).items
  expect(latest?.actor).toBe('hientruong')

  await page.getByRole('button', { name: t.undo }).tap()
  await page.getByText(t.undone).waitFor()
})

test('a field team sees a parcel of another district, why it cannot be updated, and no button to do it', async ({
  visit,
}) => {
  const { district, outside } = await areaOf('hientruong')
  const page = await visit(at(outside), { ...PHONE, as: 'hientruong' })
  await page.getByRole('heading', { name: nameOf(outside) }).waitFor()
  await page.getByText(t.parcel.readOnlyArea(district)).waitFor()
  for (const name of [t.obstacle.raise, t.obstacle.close, t.field.doneToday(''), t.parcel.editStep('')]) {
    expect(await page.getByRole('button', { name }).count(), name).toBe(0)
  }

  await page.getByRole('button', { name: t.field.menu }).tap()
  const menu = dialog(page, t.field.menu)
  await menu.getByText(`${t.account.areaUnits}: ${district}`).waitFor()
  expect(await menu.getByRole('button', { name: t.imports.open }).count(), 'nor may it import').toBe(0)
  expect(await menu.getByRole('button', { name: t.account.users }).count()).toBe(0)
})

test('an officer updates and imports for the own district alone', async ({ visit }) => {
  const { district, inside, outside } = await areaOf('canbo')
  const page = await visit(at(inside), { as: 'canbo' })
  const parcel = panel(page, 'parcel')
  await parcel.getByRole('button', { name: t.obstacle.raise }).waitFor()
  await page.getByRole('button', { name: t.imports.open }).waitFor()
  await page.goto(at(outside))
  await parcel.getByText(t.parcel.readOnlyArea(district)).waitFor()
  expect(await parcel.getByRole('button', { name: t.obstacle.raise }).count()).toBe(0)
})

test('a planner reads parcels and lists, and sees nothing to edit', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', status: 'blocked', waiting_for: 'paid' })
  const page = await visit(at(parcel), { as: 'kehoach' })
  const opened = panel(page, 'parcel')
  await opened.getByText(t.parcel.readOnlyRole(t.role.planner)).waitFor()
  await opened.getByRole('heading', { name: t.obstacle.title }).waitFor()
  for (const name of [t.obstacle.raise, t.obstacle.close, t.parcel.editStep('')]) {
    expect(await opened.getByRole('button', { name }).count(), name).toBe(0)
  }
  expect(await page.getByRole('button', { name: t.imports.open }).count()).toBe(0)
  await page.getByRole('link', { name: t.projects.csv }).waitFor()
  await page.goto('/?import=new')
  await page.getByRole('region', { name: t.summary }).waitFor()
  expect(await page.getByRole('region', { name: t.imports.open }).count()).toBe(0)
})
