import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/imports-vi'
import { vi } from '../../src/i18n/vi'
import * as api from './support/api'
import { cadastralFile, check, imports, rowsOf, send, toImports, upload, verdict } from './support/imports'
import { dialog, downloaded, f, listOfParcels, nameOf } from './support/office'
import { account, test } from './support/test'

const PROJECT = 'DT08'

async function projectAtHand() {
  const { items } = await api.projects()
  const project = items.find(({ code }) => code === PROJECT)
  if (!project?.bbox) throw new Error(`the demo has no ${PROJECT}`)
  return { ...project, bbox: project.bbox, parcels: project.figures.parcels.total }
}

test('a file is checked, stored, seen and undone', async ({ visit }) => {
  const { bbox, name, parcels: before } = await projectAtHand()
  const { good } = rowsOf('901')
  const page = await visit(`/?at=project:${PROJECT}`)
  await page.getByRole('heading', { name }).waitFor()
  await toImports(page)
  await upload(page, cadastralFile(bbox, good))
  expect(await page.getByRole('combobox', { name: t.project, exact: true }).inputValue()).toBe(PROJECT)
  const column = page.getByRole('combobox', { name: t.columnIs('so_thua') })
  expect(await column.inputValue()).toBe('parcel_no')

  await check(page)
  await page.getByRole('button', { name: t.store, exact: true }).waitFor()
  const counts = imports(page).getByRole('region', { name: t.result }).getByRole('definition')
  expect((await counts.allInnerTexts()).slice(0, 2)).toEqual(['2', '2'])
  await page.getByRole('region', { name: t.shapes }).first().waitFor()
  expect((await api.parcels({ project: PROJECT })).total, 'a check stores nothing').toBe(before)

  await page.getByRole('button', { name: t.store, exact: true }).click()
  await verdict(page, t.verdict.stored)
  const stored = await api.parcels({ project: PROJECT, q: '901/2' })
  const [second] = stored.items
  if (!second) throw new Error('the second parcel is not stored')
  await page.getByRole('link', { name: t.seeParcels }).click()
  const list = listOfParcels(page)
  await list.getByText(vi.list.count(f.number(before + 2), before + 2), { exact: true }).waitFor()
  await list.getByRole('button', { name: vi.parcel.area }).click()
  await page.goto(`/?at=parcel:${second.id}:${PROJECT}`)
  await page.getByRole('heading', { name: nameOf(second) }).waitFor()
  await page.getByText(f.area(455), { exact: true }).waitFor()

  await page.goto('/?import=new')
  const line = imports(page).getByRole('listitem').filter({ hasText: 'thua-dat.geojson' }).first()
  await line.getByText(account('admin').name).waitFor()
  await line.getByRole('link').click()
  await page.getByRole('button', { name: t.undo }).click()
  const asking = dialog(page, t.undoAsk)
  await asking.getByText(t.undoHint.stored(f.number(2))).waitFor()
  await asking.getByRole('button', { name: t.undoNow }).click()
  await verdict(page, t.verdict.undone)
  expect((await api.parcels({ project: PROJECT })).total).toBe(before)
})

test('what is refused is told line by line, found on the map, and downloaded with its reasons', async ({
  visit,
}) => {
  const { bbox } = await projectAtHand()
  const page = await visit(`/?at=project:${PROJECT}&import=new`)
  await upload(page, cadastralFile(bbox, rowsOf('902').bad, { name: 'loi.geojson' }))
  await check(page)
  await verdict(page, t.verdict.refused(f.number(1), 1))
  expect(await page.getByRole('button', { name: t.store }).count()).toBe(0)

  const lines = page.getByRole('table', { name: t.findings }).getByRole('row')
  const line = lines.filter({ hasText: '2026-13-45' })
  await line.filter({ hasText: t.fields.paid_on }).waitFor()
  await lines.filter({ hasText: t.fields.parcel_no }).first().waitFor()
  await line.getByRole('button', { name: t.showOnMap(f.number(2)) }).click()
  await expect.poll(() => line.getAttribute('aria-current')).toBe('true')

  await page.getByRole('searchbox', { name: t.find }).fill('77')
  await page.getByRole('cell', { name: t.findingsNoMatch }).waitFor()

  const file = JSON.parse(
    (await downloaded(page, page.getByRole('link', { name: t.download }))).toString(),
  ) as { features: { properties: Record<string, unknown> }[] }
  expect(file.features).toHaveLength(1)
  expect(file.features[0]?.properties).toMatchObject({ so_to: '902', paid_on: '2026-13-45' })
  expect(file.features[0]?.properties.matbang_ly_do).toContain('2026-13-45')
})

test('an import that was left is taken up again, by its address and from the list', async ({ visit }) => {
  const { bbox } = await projectAtHand()
  const page = await visit(`/?at=project:${PROJECT}&import=new`)
  await upload(page, cadastralFile(bbox, rowsOf('903').good, { name: 'bo-do.geojson' }))
  await page.reload()
  await page.getByRole('heading', { name: 'bo-do.geojson' }).waitFor()
  await page.getByRole('heading', { name: t.columns }).waitFor()

  await page.getByRole('button', { name: t.close }).click()
  await imports(page).waitFor({ state: 'detached' })
  await toImports(page)
  const line = imports(page).getByRole('listitem').filter({ hasText: 'bo-do.geojson' })
  await line.getByText(t.state.received).waitFor()
  await line.getByRole('link').click()
  await check(page)
  await page.getByRole('button', { name: t.store, exact: true }).waitFor()

  await page.getByRole('button', { name: t.change }).click()
  await page.getByRole('button', { name: t.discard }).click()
  await dialog(page, t.discardAsk).getByRole('button', { name: t.discard }).click()
  await imports(page).getByRole('heading', { name: t.past }).waitFor()
  await expect.poll(() => line.count()).toBe(0)
})

test('a connection that breaks during an upload costs nothing but another press', async ({ visit }) => {
  const { bbox } = await projectAtHand()
  const page = await visit(`/?at=project:${PROJECT}&import=new`, { expected: [/ERR_CONNECTION_RESET/] })
  const operations: (string | undefined)[] = []
  await page.route('**/api/v1/imports', (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    operations.push(route.request().headers()['x-operation-id'])
    return operations.length === 1 ? route.abort('connectionreset') : route.fallback()
  })
  await send(page, cadastralFile(bbox, rowsOf('904').good, { name: 'dut-mang.geojson' }))
  await page
    .getByRole('alert')
    .getByText(/^Mất kết nối/)
    .waitFor()
  await page.getByText('dut-mang.geojson').waitFor()
  await page.getByRole('button', { name: t.sendAgain }).click()
  await page.getByRole('heading', { name: t.columns }).waitFor()
  expect(operations).toHaveLength(2)
  expect(operations[1]).toBe(operations[0])
})

test('a stream of events that never comes does not keep the result away', async ({ visit }) => {
  const { bbox } = await projectAtHand()
  const page = await visit(`/?at=project:${PROJECT}&import=new`, { expected: [/ERR_FAILED/] })
  await page.route('**/api/v1/imports/*/events', (route) => route.abort())
  await upload(page, cadastralFile(bbox, rowsOf('905').good, { name: 'cham.geojson' }))
  await check(page)
  await page.getByRole('button', { name: t.store, exact: true }).waitFor()
})

test('a coordinate system that nobody knows is asked for, and nothing goes on without', async ({ visit }) => {
  const { bbox } = await projectAtHand()
  const page = await visit(`/?at=project:${PROJECT}&import=new`)
  const file = cadastralFile(bbox, rowsOf('906').good, { name: 'la.geojson', crs: 'Hòn Dấu 1972' })
  await upload(page, file)
  await page.getByText(t.crsSays.unknown('Hòn Dấu 1972')).waitFor()
  await check(page)
  await page.getByRole('alert').getByText(t.lack.crs).waitFor()

  await page.getByRole('combobox', { name: t.crs }).selectOption('EPSG:4326')
  await check(page)
  await page.getByRole('button', { name: t.store, exact: true }).waitFor()
})

test('a column is given another field, and the field leaves its former column', async ({ visit }) => {
  const { bbox } = await projectAtHand()
  const page = await visit(`/?at=project:${PROJECT}&import=new`)
  const rows = [{ so_to: '907', so_thua: '1', thua_moi: '77', loai_dat: 'LUC' }]
  await upload(page, cadastralFile(bbox, rows, { name: 'doi-cot.geojson' }))
  await page.getByRole('combobox', { name: t.columnIs('thua_moi') }).selectOption('parcel_no')
  const former = page.getByRole('combobox', { name: t.columnIs('so_thua') })
  expect(await former.inputValue()).toBe('')

  await page.getByRole('combobox', { name: t.columnIs('thua_moi') }).selectOption('')
  await page.getByText(t.missingFields).waitFor()
  await check(page)
  await page
    .getByRole('alert')
    .getByText(t.lack.field(t.fields.parcel_no as string))
    .waitFor()
  await page.getByRole('combobox', { name: t.columnIs('thua_moi') }).selectOption('parcel_no')
  await check(page)
  await page.getByRole('button', { name: t.store, exact: true }).waitFor()
})

test('a file that is no GeoJSON is refused in words', async ({ visit }) => {
  const page = await visit('/?import=new', { expected: [/status of 422/] })
  const buffer = Buffer.from('{"type": "Feature')
  await send(page, { name: 'bang.json', mimeType: 'application/json', buffer })
  const refusal = page.getByRole('alert').filter({ hasText: t.unreadable })
  await refusal.getByText('tệp bị cắt cụt').waitFor()
  expect(await page.getByRole('button', { name: t.check }).count()).toBe(0)
})
