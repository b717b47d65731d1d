import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/rules-vi'
import { vi } from '../../src/i18n/vi'
import { dialog } from './support/office'
import { test } from './support/test'

test('an administrator sees what another limit would do, and puts it in the place of the old one', async ({
  visit,
}) => {
  const page = await visit('/?page=rules')
  const table = page.getByRole('table')
  const payment = table.getByRole('row').filter({ hasText: 'Điều 94.3a' })
  await payment.filter({ hasText: `30 ${t.units.day}` }).waitFor()
  expect(await payment.count()).toBe(1)
  await payment.getByRole('button').click()
  const form = dialog(page, t.changeOf('Luật Đất đai 2024, Điều 94.3a'))
  await form.getByLabel(t.amount(t.units.day)).fill('45')
  await form.getByLabel(t.citation).fill('Luật mới, Điều 7')
  await form.getByRole('button', { name: t.preview }).click()
  await form.getByRole('status').filter({ hasText: /\d/ }).waitFor()
  await form.getByRole('button', { name: t.store }).click()
  await page.getByText(t.stored).waitFor()
  await table
    .getByRole('row')
    .filter({ hasText: 'Luật mới, Điều 7' })
    .filter({ hasText: `45 ${t.units.day}` })
    .waitFor()
  await expect.poll(() => payment.count()).toBe(0)
  await page.getByLabel(t.withPast).check()
  expect(await payment.count()).toBeGreaterThan(0)
})

test('whoever is no administrator finds no way to the limits of the law', async ({ visit }) => {
  const page = await visit('/?page=rules', { as: 'canbo' })
  await page.getByRole('region', { name: vi.map.name }).waitFor()
  expect(await page.getByRole('heading', { name: t.title }).count()).toBe(0)
})
