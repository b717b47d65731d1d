import { devices, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { vi as words } from '../../src/i18n/imports-vi'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { cadastralFile, check, imports, rowsOf, toImports, upload, verdict } from './support/imports'
import { at, dialog, f, nameOf, openStep } from './support/office'
import { sidewaysScroll, tooSmall } from './support/screen'
import { test, type Visit } from './support/test'

const THUMB_PX = 44
const PHONE: Visit = { ...devices['iPhone 13'], viewport: { width: 390, height: 844 }, userAgent: undefined }

const search = (page: Page) => page.getByRole('searchbox', { name: t.field.search })

async function expectFit(page: Page, where: string): Promise<void> {
  expect(await sidewaysScroll(page), `${where} scrolls sideways`).toBe(0)
  expect(await tooSmall(page, THUMB_PX), `${where} has small controls`).toEqual([])
}

test('on a phone the parcels near me are listed, nearest first', async ({ visit }) => {
  const { point } = await api.anyParcel({ project: 'CN01' }, 20)
  const [longitude, latitude] = point ?? [0, 0]
  const nearest = await api.parcels({ near: `${longitude},${latitude}`, sort: 'distance', limit: 5 })
  const page = await visit('/', {
    ...PHONE,
    geolocation: { longitude, latitude, accuracy: 12 },
    permissions: ['geolocation'],
  })
  await page.getByRole('button', { name: t.field.findNear }).tap()

  await page.getByText(t.field.accuracy(f.distance(12))).waitFor()
  const rows = page.getByRole('listitem').filter({ has: page.getByRole('link') })
  await rows.first().waitFor()
  const shown = (await rows.allInnerTexts()).slice(0, 5)
  expect(shown).toHaveLength(5)
  for (const [index, parcel] of nearest.items.entries()) {
    expect(shown[index]).toContain(nameOf(parcel))
    expect(shown[index]).toContain(f.distance(parcel.distance_m ?? -1))
  }
  await expectFit(page, 'near me')
})

test('on a phone that keeps its position to itself, the page says what to do', async ({ visit }) => {
  const page = await visit('/', { ...PHONE, permissions: [] })
  await page.getByRole('button', { name: t.field.findNear }).tap()
  await page.getByRole('alert').getByText(t.position.denied).waitFor()
  expect(await page.getByRole('button', { name: t.field.findNear }).isEnabled()).toBe(true)
})

test('on a phone a parcel is found by sheet and number, and its next step recorded', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT13', status: 'on_track' })
  const step = parcel.waiting_for ?? 'handed_over'
  const before = await api.parcel(parcel.id)
  const page = await visit('/', PHONE)
  await search(page).fill(`${parcel.map_sheet}/${parcel.parcel_no}`)
  await search(page).press('Enter')
  const found = page.getByRole('listitem').filter({ hasText: parcel.project_name })
  await found
    .getByRole('link')
    .filter({ hasText: nameOf(parcel) })
    .first()
    .tap()
  await page.getByRole('heading', { name: nameOf(parcel) }).waitFor()
  await expectFit(page, 'a parcel')

  await page.getByRole('button', { name: t.field.doneToday(t.step[step]) }).tap()
  const asking = dialog(page, t.field.confirmTitle(t.step[step]))
  await asking.getByText(nameOf(parcel)).waitFor()
  await expectFit(page, 'the question')
  await asking.getByRole('button', { name: t.field.yesDone }).tap()
  await asking.waitFor({ state: 'detached' })
  const { today } = await api.meta()
  const done = (await api.parcel(parcel.id)).steps.find((one) => one.step === step)
  expect(done?.on).toBe(today)

  await page.getByRole('button', { name: t.undo }).tap()
  await page.getByText(t.undone).waitFor()
  expect((await api.parcel(parcel.id)).steps).toEqual(before.steps)
})

test('on a phone a household is found by its code', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT13' }, 3)
  const { total } = await api.parcels({ q: parcel.household_code })
  const page = await visit('/', PHONE)
  await search(page).fill(parcel.household_code)
  await search(page).press('Enter')
  await page.getByText(t.list.count(f.number(total), total), { exact: true }).waitFor()
  await expectFit(page, 'the list')
})

test('on a phone every screen fits and every control is big enough for a thumb', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', status: 'blocked', waiting_for: 'paid' })
  const page = await visit('/', PHONE)
  await page.getByRole('button', { name: t.field.findNear }).waitFor()
  await expectFit(page, 'the first screen')
  for (const tab of [t.projects.title, t.units.title]) {
    await page.getByRole('button', { name: tab, exact: true }).tap()
    await page.getByRole('listitem').first().waitFor()
    await expectFit(page, tab)
  }
  await page.getByRole('button', { name: t.field.menu }).tap()
  await dialog(page, t.field.menu).waitFor()
  await expectFit(page, t.field.menu)

  await page.goto(at(parcel))
  await page.getByRole('button', { name: t.obstacle.raise }).first().tap()
  await dialog(page, t.obstacle.raise).waitFor()
  await expectFit(page, t.obstacle.raise)
  await dialog(page, t.obstacle.raise).getByRole('button', { name: t.cancel }).tap()
  const form = await openStep(page, 'paid')
  await expectFit(page, t.step.paid)
  await form.getByRole('button', { name: t.cancel }).tap()
  await page.goto('/?at=project:CN01')
  await page.getByRole('heading', { name: t.figures.byStep }).waitFor()
  await expectFit(page, t.place.project)
})

test('on a phone a file is imported from the menu', async ({ visit }) => {
  const { bbox } = await api.project('CN01')
  const page = await visit('/?at=project:CN01', PHONE)
  await page.getByRole('button', { name: t.field.menu }).tap()
  await toImports(page)
  await expectFit(page, 'the imports')
  const file = cadastralFile(bbox ?? [0, 0, 0, 0], rowsOf('922').bad, { name: 'dien-thoai.geojson' })
  await upload(page, file)
  await expectFit(page, 'the columns of a file')
  await check(page)
  await verdict(page, words.verdict.refused(f.number(1), 1))
  await page.getByRole('table', { name: words.findings }).waitFor()
  await expectFit(page, 'the result of a check')
  await page.getByRole('button', { name: words.close }).tap()
  await imports(page).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: t.field.menu }).waitFor()
})
