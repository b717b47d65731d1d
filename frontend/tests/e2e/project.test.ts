import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Bottleneck } from '../../src/api/types'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { at, downloaded, drawnMap, f, listOfParcels, middleOfMap, nameOf, panel } from './support/office'
import { test } from './support/test'

const PROJECT = 'GT03'
const DISTRICT_LEVEL = { level: 'district' }
const COLUMNS = ['total', 'cleared', 'remaining', 'overdue', 'blocked'] as const

async function openProject(page: Page): Promise<string> {
  const { items } = await api.projects()
  const name = items.find(({ code }) => code === PROJECT)?.name ?? ''
  await page.getByRole('tabpanel').getByRole('link', { name }).click()
  await panel(page, 'project').getByRole('heading', { name }).waitFor()
  return name
}

async function rowsOf(page: Page, table: string): Promise<string[][]> {
  const rows = panel(page, 'project').getByRole('table', { name: table }).locator('tbody').getByRole('row')
  await rows.first().waitFor()
  const texts = await rows.evaluateAll((found) =>
    found.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.innerText.trim())),
  )
  return texts
}

test('an opened project shows its figures by district and by step', async ({ visit }) => {
  const page = await visit()
  await openProject(page)
  expect(new URL(page.url()).searchParams.get('at')).toBe(`project:${PROJECT}`)

  const inUse = ({ items }: { items: Bottleneck[] }) => items.filter(({ parcels }) => parcels.total > 0)
  const byUnit = inUse(await api.bottlenecks({ by: 'unit', project: PROJECT, ...DISTRICT_LEVEL }))
  expect(byUnit.length).toBeGreaterThan(1)
  expect(await rowsOf(page, t.figures.byUnit)).toEqual(
    byUnit.map(({ name, parcels }) => [name, ...COLUMNS.map((column) => f.number(parcels[column]))]),
  )
  const byStep = inUse(await api.bottlenecks({ by: 'step', project: PROJECT }))
  expect(await rowsOf(page, t.figures.byStep)).toEqual(
    byStep.map(({ key, parcels }) => [
      t.step[key.step as keyof typeof t.step],
      ...(['remaining', 'overdue', 'blocked'] as const).map((column) => f.number(parcels[column])),
    ]),
  )
})

test('a number opens the list of just as many parcels, to be downloaded for Excel', async ({ visit }) => {
  const page = await visit()
  const project = await openProject(page)
  const { items } = await api.bottlenecks({ by: 'unit', project: PROJECT, ...DISTRICT_LEVEL })
  const district = items.find(({ parcels }) => parcels.overdue > 50)
  if (!district) throw new Error('the project is overdue nowhere')
  const { overdue } = district.parcels

  const cell = `${f.number(overdue)} — ${district.name}: ${t.column.overdue}`
  await page.getByRole('link', { name: cell, exact: true }).click()
  const list = listOfParcels(page)
  await list.getByText(t.list.count(f.number(overdue), overdue), { exact: true }).waitFor()
  await list.getByRole('heading', { name: `${t.fact.overdue} · ${project} · ${district.name}` }).waitFor()

  const rows = list.locator('tbody').getByRole('row')
  expect(await rows.count()).toBe(50)
  await list.getByRole('button', { name: t.list.more(f.number(50), f.number(overdue)) }).click()
  await expect.poll(() => rows.count()).toBe(Math.min(100, overdue))

  const csv = await downloaded(page, list.getByRole('link', { name: 'CSV' }))
  expect([...csv.subarray(0, 3)], 'the mark by which Excel knows UTF-8').toEqual([0xef, 0xbb, 0xbf])
  const [headings, ...lines] = csv.subarray(3).toString().trim().split(/\r?\n/)
  for (const heading of ['Mã dự án', 'Số thửa', 'Diện tích', 'Vướng mắc']) expect(headings).toContain(heading)
  expect(lines).toHaveLength(overdue)
  expect(lines[0]).toContain(project)
})

test('projects and bottlenecks can be downloaded too', async ({ visit }) => {
  const page = await visit('/?delayed=true')
  for (const [tab, link, heading] of [
    [t.projects.title, t.projects.csv, 'Chủ đầu tư'],
    [t.units.title, t.units.csv, 'Quá hạn'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click()
    const csv = (await downloaded(page, page.getByRole('link', { name: link }))).toString()
    expect(csv.startsWith('\uFEFF')).toBe(true)
    expect(csv.split('\n')[0]?.toLowerCase()).toContain(heading.toLowerCase())
  }
})

test('a district opens with its figures, its projects and its worst parcels', async ({ visit }) => {
  const page = await visit('/?tab=units')
  const { items } = await api.bottlenecks({ by: 'unit', ...DISTRICT_LEVEL })
  const district = items[0]
  if (!district) throw new Error('the demo has no districts')
  await page.getByRole('tabpanel').getByRole('link', { name: district.name }).click()

  const opened = panel(page, 'unit')
  await opened.getByRole('heading', { name: district.name }).waitFor()
  await opened.getByText(t.severity[district.severity], { exact: true }).waitFor()
  const worst = await api.parcels({
    unit: district.key.unit,
    ...DISTRICT_LEVEL,
    fact: 'overdue',
    sort: '-days_late',
    limit: 1,
  })
  const first = worst.items[0]
  if (!first) throw new Error('nothing is overdue in the worst district')
  await opened
    .getByRole('listitem')
    .getByRole('link', { name: nameOf(first) })
    .first()
    .click()
  await panel(page, 'parcel')
    .getByRole('heading', { name: nameOf(first) })
    .waitFor()

  await page.getByRole('button', { name: t.back, exact: true }).click()
  await opened.getByRole('heading', { name: district.name }).waitFor()
})

test('a click on the map opens the parcel under it', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', sort: '-area' })
  const page = await visit(at(parcel))
  const opened = panel(page, 'parcel')
  await opened.getByRole('heading', { name: nameOf(parcel) }).waitFor()
  await drawnMap(page)
  const middle = await middleOfMap(page)

  await opened.getByRole('button', { name: t.close, exact: true }).click()
  await opened.waitFor({ state: 'detached' })
  await drawnMap(page)
  await page.mouse.click(middle.x, middle.y)
  await opened.getByRole('heading', { name: nameOf(parcel) }).waitFor()
})
