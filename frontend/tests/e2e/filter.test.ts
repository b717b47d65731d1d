import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { drawnMap, f, listedProjects } from './support/office'
import { test } from './support/test'

const names = ({ items }: { items: { name: string }[] }) => items.map(({ name }) => name)

test('the delayed filter drives list, address and map, and survives a reload and "back"', async ({
  visit,
}) => {
  const page = await visit()
  const all = names(await api.projects())
  const delayed = names(await api.projects({ delayed: true }))
  expect(delayed.length).toBeGreaterThan(0)
  expect(delayed.length).toBeLessThan(all.length)
  const filter = page.getByRole('checkbox', { name: t.filter.delayed })
  await expect.poll(() => listedProjects(page)).toEqual(all)
  const whole = await drawnMap(page)

  await filter.check()
  await expect.poll(() => listedProjects(page)).toEqual(delayed)
  expect(new URL(page.url()).searchParams.get('delayed')).toBe('true')
  await expect.poll(() => drawnMap(page)).not.toBe(whole)

  await page.reload()
  await expect.poll(() => listedProjects(page)).toEqual(delayed)
  expect(await filter.isChecked()).toBe(true)

  await page.goBack()
  await expect.poll(() => listedProjects(page)).toEqual(all)
  expect(await filter.isChecked()).toBe(false)
  await expect.poll(() => drawnMap(page)).toBe(whole)
})

test('a project is found without its marks', async ({ visit }) => {
  const page = await visit()
  const bare = (text: string) =>
    text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').toLowerCase()
  const meant = names(await api.projects()).filter((name) => bare(name).includes('vanh dai'))
  expect(meant.length).toBeGreaterThan(1)

  await page.getByRole('searchbox', { name: t.filter.search }).fill('vanh dai')
  await expect.poll(() => listedProjects(page)).toEqual(meant)
  expect(new URL(page.url()).searchParams.get('q')).toBe('vanh dai')
})

test('district, sector and status narrow the list together, until they are cleared', async ({ visit }) => {
  const page = await visit()
  const all = names(await api.projects())
  const { items: districts } = await api.bottlenecks({ by: 'unit', level: 'district' })
  const district = districts[0]
  await page.getByRole('button', { name: t.filter.more }).click()
  const press = (group: string, name: string) =>
    page.getByRole('group', { name: group, exact: true }).getByRole('button', { name, exact: true }).click()

  await press(t.filter.units, district?.name ?? '')
  await press(t.filter.sectors, t.sector.transport)
  await press(t.filter.statuses, t.projectStatus.delayed)
  const narrowed = names(
    await api.projects({
      unit: district?.key.unit,
      level: 'district',
      sector: 'transport',
      status: 'delayed',
    }),
  )
  expect(narrowed.length).toBeGreaterThan(0)
  await expect.poll(() => listedProjects(page)).toEqual(narrowed)

  await page.getByRole('button', { name: t.filter.clear }).click()
  await expect.poll(() => listedProjects(page)).toEqual(all)
})

test('sorting by progress puts the least handed over first', async ({ visit }) => {
  const page = await visit()
  await page.getByRole('combobox', { name: t.filter.sort }).selectOption({ label: t.projectSort.progress })
  await expect.poll(() => listedProjects(page)).toEqual(names(await api.projects({ sort: 'progress' })))
})

test('a search that finds nothing says so', async ({ visit }) => {
  const page = await visit('/?q=kh%C3%B4ng+c%C3%B3+d%E1%BB%B1+%C3%A1n+n%C3%A0y')
  await page.getByText(t.projects.noneMatch).waitFor()
  await page.getByText(t.projects.count(f.number(0), 0), { exact: true }).waitFor()
})
