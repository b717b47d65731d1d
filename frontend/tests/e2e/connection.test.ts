import { expect, inject } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { at, drawnMap, middleOfMap, nameOf, openStep, panel } from './support/office'
import { Server } from './support/server'
import { test } from './support/test'

const CUT = [/net::ERR_/]

test('when the server dies the page says so, and catches up once it is back', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' }, 5)
  const step = parcel.waiting_for ?? 'handed_over'
  // A second server on the same database, to be killed.
  const first = await Server.start(inject('database'), { flags: ['--demo'] })
  const page = await visit(at(parcel), { origin: first.url, expected: CUT })
  const heading = panel(page, 'parcel').getByRole('heading', { name: nameOf(parcel) })
  await heading.waitFor()
  await page.getByText(t.live.open).waitFor()

  await first.kill()
  const banner = page.getByText(t.live.lost).first()
  await banner.waitFor()
  expect(await heading.isVisible(), 'what was shown stays').toBe(true)
  const { today } = await api.meta()
  await api.editParcel(await api.parcel(parcel.id), { steps: { [step]: { on: today, document: '7/TB' } } })

  const second = await Server.start(inject('database'), { listen: first.host, flags: ['--demo'] })
  await page.getByText(t.live.open).waitFor()
  await banner.waitFor({ state: 'detached' })
  await panel(page, 'parcel').getByText(t.parcel.documentNo('7/TB')).waitFor()
  await page.close()
  await second.stop()
})

test('without a network an edit is kept in its form until it can be saved', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' }, 6)
  const step = parcel.waiting_for ?? 'handed_over'
  const page = await visit(at(parcel), { expected: CUT })
  const form = await openStep(page, step)
  await form.getByLabel(t.parcel.document).fill('8/TB')

  await page.context().setOffline(true)
  await page.getByText(t.live.lost).first().waitFor()
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await form.getByRole('alert').getByText(t.problem.offline).waitFor()

  await page.context().setOffline(false)
  await page.getByText(t.live.open).waitFor()
  expect(await form.getByLabel(t.parcel.document).inputValue()).toBe('8/TB')
  await form.getByRole('button', { name: t.save, exact: true }).click()
  await panel(page, 'parcel').getByText(t.parcel.documentNo('8/TB')).waitFor()
})

test('without a base map the map still shows and opens everything', async ({ visit }) => {
  const page = await visit('/', { baseMap: 'fails', expected: [/ERR_FAILED.*tile\.openstreetmap\.org/] })
  await drawnMap(page)
  const { x, y } = await middleOfMap(page)
  await page.mouse.click(x, y)
  await page.getByRole('heading', { level: 2 }).and(page.getByText(/./)).first().waitFor()
  expect(new URL(page.url()).searchParams.get('at')).toMatch(/^(unit|project):/)
  expect(await page.getByText(t.map.failing).count()).toBe(0)
})
