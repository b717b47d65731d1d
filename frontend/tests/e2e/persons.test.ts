import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { at, dialog, f, nameOf, panel } from './support/office'
import { test } from './support/test'

const holder = (page: Page) => panel(page, 'parcel').getByRole('group').filter({ hasText: t.persons.title })

/** Everything that the browser would still know tomorrow. */
const stored = (page: Page) =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]))

test('a land user is shown when asked for, and forgotten when the section is closed', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'cleared' })
  const { holder_name, compensation_vnd } = await api.persons(parcel.id)
  const name = holder_name ?? ''
  const page = await visit(at(parcel))
  const title = holder(page).getByRole('heading', { name: t.persons.title })
  await title.click()
  expect(await page.content()).not.toContain(name)

  await holder(page).getByLabel(t.persons.why).fill('đối chiếu hồ sơ')
  await holder(page).getByRole('button', { name: t.persons.show }).click()
  await holder(page).getByText(name, { exact: true }).waitFor()
  await holder(page)
    .getByText(t.persons.vnd(f.number(compensation_vnd ?? 0)))
    .waitFor()
  expect(await stored(page)).not.toContain(name)

  await title.click()
  await expect.poll(() => page.content()).not.toContain(name)
  await title.click()
  await holder(page).getByRole('button', { name: t.persons.show }).waitFor()
})

test('a parcel is found by the name of its land user, typed without marks', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'cleared' })
  const { holder_name } = await api.persons(parcel.id)
  const name = holder_name ?? ''
  const page = await visit()
  await page.getByRole('button', { name: t.persons.byName }).click()
  const search = dialog(page, t.persons.search)
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('Đ', 'D').replaceAll('đ', 'd')
  await search.getByLabel(t.persons.words).fill(plain)
  await search.getByRole('button', { name: t.persons.find }).click()
  const found = search.getByRole('link').filter({ hasText: name }).first()
  await found.waitFor()
  await found.click()
  await search.waitFor({ state: 'detached' })
  await panel(page, 'parcel').waitFor()
  expect(await stored(page)).not.toContain(name)
})

test('a planner is offered neither names nor a search by name', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'cleared' })
  const page = await visit(at(parcel), { as: 'kehoach' })
  await panel(page, 'parcel')
    .getByRole('heading', { name: nameOf(parcel) })
    .waitFor()
  await page.getByRole('heading', { name: t.history.title }).waitFor()
  expect(await page.getByText(t.persons.title).count()).toBe(0)
  expect(await page.getByRole('button', { name: t.persons.byName }).count()).toBe(0)
})
