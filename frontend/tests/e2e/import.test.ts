import { expect } from 'vitest'
import type { Bbox } from '../../src/api/types'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { dialog, f, listOfParcels, nameOf } from './support/office'
import { test } from './support/test'

const PROJECT = 'DT08'
const SHEET = '901'

/** A row of square parcels east of `bbox`, named as a cadastral office names its columns. */
function cadastralFile([, south, east]: Bbox, rows: Record<string, unknown>[]) {
  const side = 0.0002
  const features = rows.map((properties, index) => {
    const [x, y] = [east + 0.001 + index * side, south]
    const ring = [
      [x, y],
      [x + side, y],
      [x + side, y + side],
      [x, y + side],
      [x, y],
    ]
    return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } }
  })
  const text = JSON.stringify({ type: 'FeatureCollection', features })
  return { name: 'thua-dat.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(text) }
}

test('a file is checked, refused with reasons, corrected, stored and seen', async ({ visit }) => {
  const { items } = await api.projects()
  const project = items.find(({ code }) => code === PROJECT)
  if (!project?.bbox) throw new Error(`the demo has no ${PROJECT}`)
  const before = project.figures.parcels.total
  const good = [
    { so_to: SHEET, so_thua: '1', loai_dat: 'LUC', ma_ho: 'H9001', dien_tich: 450 },
    { so_to: SHEET, so_thua: '2', loai_dat: 'CLN', ma_ho: 'H9001', dien_tich: 455 },
  ]
  const page = await visit(`/?at=project:${PROJECT}`, { expected: [/status of 422/] })
  await page.getByRole('heading', { name: project.name }).waitFor()
  await page.getByRole('button', { name: t.imports.open }).click()
  const importing = dialog(page, t.imports.title)
  const report = importing.getByRole('region', { name: t.imports.report })
  const store = importing.getByRole('button', { name: t.imports.store })
  const counted = (count: keyof typeof t.imports.counts) =>
    report.getByRole('definition').nth(Object.keys(t.imports.counts).indexOf(count)).innerText()
  expect(await importing.getByRole('combobox', { name: t.imports.project }).inputValue()).toBe(PROJECT)

  const bad = [good[0] ?? {}, { so_to: SHEET, loai_dat: 'CLN', paid_on: '2026-13-45' }]
  await importing.locator('input[type=file]').setInputFiles(cadastralFile(project.bbox, bad))
  await importing.getByRole('button', { name: t.imports.check }).click()
  await report.getByText(t.imports.verdict.refused(f.number(1))).waitFor()
  const problems = report.getByRole('table', { name: t.imports.problems }).getByRole('row')
  await problems.filter({ hasText: 'parcel_no' }).first().waitFor()
  await problems.filter({ hasText: '2026-13-45' }).waitFor()
  expect(await store.isDisabled()).toBe(true)

  await importing.locator('input[type=file]').setInputFiles(cadastralFile(project.bbox, good))
  expect(await store.isDisabled(), 'what is stored has been checked').toBe(true)
  await importing.getByRole('button', { name: t.imports.check }).click()
  await report.getByText(t.imports.verdict.clean).waitFor()
  expect([await counted('read'), await counted('stored')]).toEqual(['2', '2'])
  expect((await api.parcels({ project: PROJECT })).total).toBe(before)

  await store.click()
  await report.getByText(t.imports.verdict.stored).waitFor()
  const past = importing.getByRole('table', { name: t.imports.past }).getByRole('row')
  await past.filter({ hasText: 'thua-dat.geojson' }).first().waitFor()
  await importing.getByRole('button', { name: t.close }).click()

  const total = before + good.length
  await page.getByRole('link', { name: t.projects.allParcels(f.number(total), total) }).click()
  const list = listOfParcels(page)
  await list.getByText(t.list.count(f.number(total), total), { exact: true }).waitFor()
  await list.getByRole('button', { name: t.parcel.area }).click()
  const stored = await api.parcels({ project: PROJECT, q: `${SHEET}/2` })
  const [second] = stored.items
  if (!second) throw new Error('the second parcel is not stored')
  await page.goto(`/?at=parcel:${second.id}:${PROJECT}`)
  await page.getByRole('heading', { name: nameOf(second) }).waitFor()
  await page.getByText(f.area(455), { exact: true }).waitFor()
})

test('a file that is no GeoJSON is refused in words', async ({ visit }) => {
  const page = await visit('/', { expected: [/status of 4\d\d/] })
  await page.getByRole('button', { name: t.imports.open }).click()
  const importing = dialog(page, t.imports.title)
  const file = { name: 'bang.json', mimeType: 'application/json', buffer: Buffer.from('{"type": "Feature') }
  await importing.locator('input[type=file]').setInputFiles(file)
  await importing.getByRole('button', { name: t.imports.check }).click()
  await importing.getByRole('cell', { name: 'tệp bị cắt cụt' }).waitFor()
  expect(await importing.getByRole('button', { name: t.imports.store }).isDisabled()).toBe(true)
})
