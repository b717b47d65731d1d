import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import { Format } from '../../src/lib/format'
import * as api from './support/api'
import { test } from './support/test'

const f = new Format('vi')

test('a first visit shows the province in Vietnamese, with the figures of the interface', async ({
  visit,
}) => {
  const page = await visit()
  const { total } = await api.bottlenecks({ by: 'unit', level: 'district' })

  const summary = page.getByRole('region', { name: t.summary })
  await summary.getByText(f.percent(total.cleared_share)).waitFor()
  for (const [fact, label] of [
    ['total', t.figures.parcels],
    ['remaining', t.fact.remaining],
    ['overdue', t.fact.overdue],
    ['blocked', t.fact.blocked],
  ] as const) {
    const number = f.number(total.parcels[fact])
    await summary.getByRole('link', { name: `${number} — ${label}`, exact: true }).waitFor()
  }
  expect(await page.locator('html').getAttribute('lang')).toBe('vi')
  expect(await page.title()).toBe(t.title)
  await page.getByText(t.demo, { exact: true }).waitFor()
  await page.getByText(t.live.open).waitFor()
})

test('a first visit lists every project, the most delayed first', async ({ visit }) => {
  const page = await visit()
  const { items, total } = await api.projects({ sort: '-days_late' })

  const list = page.getByRole('tabpanel', { name: t.projects.title })
  await list.getByText(t.projects.count(f.number(total), total)).waitFor()
  const shown = await list.getByRole('listitem').locator('.name').allTextContents()
  expect(shown).toEqual(items.map((project) => project.name))
})

test('a first visit ranks the districts as the interface does, the worst first', async ({ visit }) => {
  const page = await visit()
  const { items } = await api.bottlenecks({ by: 'unit', level: 'district' })

  await page.getByRole('tab', { name: t.units.title }).click()
  const rows = page.getByRole('tabpanel', { name: t.units.title }).getByRole('listitem')
  await rows.first().waitFor()
  const shown = await rows.allInnerTexts()
  expect(shown).toHaveLength(9)
  for (const [index, { rank, name, severity, parcels }] of items.entries()) {
    const line = t.units.line(
      f.number(parcels.remaining),
      f.number(parcels.overdue),
      f.number(parcels.blocked),
    )
    for (const text of [`${rank}`, name, t.severity[severity], line]) expect(shown[index]).toContain(text)
  }
})
