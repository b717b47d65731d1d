import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import { addDays, typedDate } from '../../src/lib/format'
import * as api from './support/api'
import { at, drawnMap } from './support/office'
import { test } from './support/test'

const isStates = (url: URL) => url.searchParams.get('part') === 'states'
/** The lines of projects weigh little: they come whole. */
const hasShapes = (url: URL) => !isStates(url) && !url.pathname.startsWith('/tiles/projects/')

/** A page near enough to see single parcels, at rest. */
async function amongParcels(visit: (path: string) => Promise<Page>) {
  const page = await visit(at(await api.anyParcel({ project: 'GT01', status: 'overdue' })))
  return { page, drawn: await drawnMap(page) }
}

/** The tiles that the page is sent from now on, but for those of which it hears that they are the same. */
function tilesSent(page: Page): URL[] {
  const sent: URL[] = []
  page.on('response', (response) => {
    const url = new URL(response.url())
    if (url.pathname.startsWith('/tiles/') && response.status() !== 304) sent.push(url)
  })
  return sent
}

async function goTo(page: Page, day: string) {
  const date = page.getByRole('textbox', { name: t.asOf.label })
  await date.fill(typedDate(day))
  await date.press('Enter')
}

test('another date recolours the parcels without their shapes, and today brings the colours back', async ({
  visit,
}) => {
  const { today } = await api.meta()
  const { page, drawn } = await amongParcels(visit)
  const sent = tilesSent(page)
  await goTo(page, addDays(today, -240))
  await expect.poll(() => drawnMap(page)).not.toBe(drawn)
  expect(sent.filter(isStates).length).toBeGreaterThan(0)
  expect(sent.filter(hasShapes).map(String)).toEqual([])

  await page.getByRole('button', { name: t.asOf.toToday }).click()
  await expect.poll(() => drawnMap(page)).toBe(drawn)
  expect(sent.filter(hasShapes).map(String)).toEqual([])
})

test('the old colours stay until those of the other date are there', async ({ visit }) => {
  const { today } = await api.meta()
  const { page } = await amongParcels(visit)
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let held = 0
  await page.route(isStates, async (route) => {
    held++
    await released
    await route.continue()
  })
  await goTo(page, addDays(today, -240))
  await expect.poll(() => held).toBeGreaterThan(0)
  const parcels = page.locator('.leaflet-parcels-pane canvas')
  const picture = () =>
    parcels.evaluateAll((canvases) =>
      canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()).join(),
    )
  const before = await picture()
  await drawnMap(page)
  expect(await picture()).toBe(before)
  release()
  await expect.poll(picture).not.toBe(before)
})

test('a filter recolours the parcels and asks for no tile', async ({ visit }) => {
  const { page, drawn } = await amongParcels(visit)
  const sent = tilesSent(page)
  await page.getByRole('searchbox', { name: t.filter.search }).fill('không có dự án này')
  await expect.poll(() => drawnMap(page)).not.toBe(drawn)
  expect(sent.map(String)).toEqual([])
})

test('a parcel that only the shapes or only the states know does no harm', async ({ visit }) => {
  const { page, drawn } = await amongParcels(visit)
  // As after an import: every other parcel is new, one is gone.
  await page.route(isStates, async (route) => {
    const answer = await route.fetch()
    const { ids, statuses } = await answer.json()
    let id = 0
    const known = ids
      .map((step: number, i: number) => {
        id += step
        return { id, status: statuses[i] }
      })
      .filter((_: unknown, i: number) => i % 2 === 0)
    known.push({ id: id + 1_000_000, status: '3' })
    await route.fulfill({
      json: {
        ids: known.map((parcel: { id: number }, i: number) => parcel.id - (known[i - 1]?.id ?? 0)),
        statuses: known.map((parcel: { status: string }) => parcel.status).join(''),
        works_stopped: [],
      },
    })
  })
  await page.reload()
  const half = await drawnMap(page)
  expect(half).not.toBe(drawn)
  await page.unroute(isStates)
  await page.reload()
  await expect.poll(() => drawnMap(page)).toBe(drawn)
})
