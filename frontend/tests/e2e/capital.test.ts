import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Capital } from '../../src/api/types'
import { en as english } from '../../src/i18n/capital-en'
import { vi as words } from '../../src/i18n/capital-vi'
import { vi as t } from '../../src/i18n/vi'
import { typedDate } from '../../src/lib/format'
import { dialog, downloaded, f, listOfParcels, panel } from './support/office'
import { sidewaysScroll, tooSmall, unreachable } from './support/screen'
import { test } from './support/test'

const table = (page: Page) => page.getByRole('region', { name: words.shares }).getByRole('table')
const rowOf = (page: Page, code: string) =>
  table(page)
    .getByRole('row')
    .filter({ has: page.getByText(code, { exact: true }) })
const capital = (page: Page, query = ''): Promise<Capital> =>
  page.request.get(`/api/v1/capital?${query}`).then((answer) => answer.json())

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

test('capital stands beside clearance, is filtered and sorted in the address, and taken along', async ({
  visit,
}) => {
  const page = await visit('/?page=capital')
  await table(page).waitFor()
  const all = await capital(page)
  const codes = () => table(page).locator('tbody .code').allTextContents()
  expect(await codes()).toEqual(all.items.map(({ project }) => project))
  await table(page).getByText(words.stale, { exact: true }).first().waitFor()
  await table(page).getByText(words.absent, { exact: true }).first().waitFor()

  await page.getByLabel(words.sector, { exact: true }).selectOption('urban')
  await page.getByLabel(words.sort, { exact: true }).selectOption('cleared_share')
  const wanted = await capital(page, 'sector=urban&sort=cleared_share')
  await expect.poll(codes).toEqual(wanted.items.map(({ project }) => project))
  await page.reload()
  await expect.poll(codes).toEqual(wanted.items.map(({ project }) => project))
  const file = await downloaded(page, page.getByRole('link', { name: words.csv }))
  expect(file.toString().trim().split(/\r?\n/)).toHaveLength(wanted.items.length + 1)

  await page.getByLabel(words.year, { exact: true }).selectOption(String(all.year - 1))
  const before = await capital(page, `sector=urban&sort=cleared_share&year=${all.year - 1}`)
  await expect.poll(codes).toEqual(before.items.map(({ project }) => project))
})

test('the days of late payment open the parcels that they are of', async ({ visit }) => {
  const page = await visit('/?page=capital:sort%3D-late_payment_days')
  await table(page).waitFor()
  const [most] = (await capital(page, 'sort=-late_payment_days')).items
  if (!most?.late_payments.parcels) throw new Error('the demo has no late payments')
  await rowOf(page, most.project).getByRole('link', { name: words.late }).click()
  const list = listOfParcels(page)
  await list.getByText(t.list.latePayment).first().waitFor()
  await list.getByText(f.number(most.late_payments.parcels)).first().waitFor()
})

test('an officer adds figures, corrects them and takes them back', async ({ visit }) => {
  const page = await visit('/?page=capital:q%3DGT03')
  const row = rowOf(page, 'GT03')
  await row.getByRole('button').click()
  const form = page.getByRole('dialog')
  await form.getByLabel(words.plannedVnd).fill('1.234.500.000.000')
  await form.getByText('= 1.234,5 tỷ đồng').waitFor()
  await form.getByLabel(words.disbursedVnd).fill('1,5')
  await form.getByText(words.notAnAmount).waitFor()
  expect(await form.getByRole('button', { name: words.save }).isDisabled()).toBe(true)
  await form.getByLabel(words.disbursedVnd).fill('617.250.000.000')
  await form.getByRole('button', { name: words.save }).click()
  await page.getByText(words.saved).waitFor()
  await row.getByText('1.234,5', { exact: true }).waitFor()
  await row.getByText('50%').waitFor()

  await row.getByRole('button').click()
  const { as_of } = await capital(page)
  await form.getByText(words.correcting(f.date(as_of))).waitFor()
  await form.getByRole('button', { name: words.withdraw, exact: true }).first().click()
  await form.getByLabel(words.reason).fill('Ghi nhầm dự án')
  await form.getByRole('button', { name: `${words.withdraw} ${f.date(as_of)}` }).click()
  await page.getByText(words.withdrawn).waitFor()
  await form.getByText(words.adding(f.date(as_of))).waitFor()
  await form.getByRole('button', { name: t.close }).click()
  await expect.poll(() => row.getByText('1.234,5', { exact: true }).count()).toBe(0)
})

test('a file with a fault stores nothing, and once mended is seen before it is stored', async ({ visit }) => {
  const page = await visit('/?page=capital', { expected: [/status of 422/] })
  await table(page).waitFor()
  const { as_of, year } = await capital(page)
  const csv = (amount: string) =>
    `Mã dự án;Năm;Kế hoạch vốn (tỷ đồng);Đã giải ngân (tỷ đồng);Tính đến ngày\nGT04;${year};${amount};250,25;${typedDate(as_of)}\n`
  await page.getByRole('button', { name: words.upload }).click()
  const form = dialog(page, words.uploadTitle)
  const choose = (text: string) =>
    form
      .getByLabel(words.file)
      .setInputFiles({ name: 'giai-ngan.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await choose(csv('nghìn'))
  await form.getByRole('button', { name: words.check }).click()
  await form.getByText(/^Dòng 2, cột «Kế hoạch vốn \(tỷ đồng\)»/).waitFor()
  expect(await form.getByRole('button', { name: words.store }).count()).toBe(0)
  expect(await findings(page)).toEqual([])

  await choose(csv('1.001,5'))
  await form.getByRole('button', { name: words.check }).click()
  await form.getByText(words.wouldBe('1', '0', '0')).waitFor()
  await form.getByText(words.readAs('Kế hoạch vốn (tỷ đồng)', words.units.billion)).waitFor()
  expect(await findings(page)).toEqual([])
  await form.getByRole('button', { name: words.store }).click()
  await page.getByText(words.stored('1', 1)).waitFor()
  await rowOf(page, 'GT04').getByText('1.001,5', { exact: true }).waitFor()
})

test('the panel of a project says its capital and leads to it', async ({ visit }) => {
  const page = await visit('/?at=project:GT01')
  const project = panel(page, 'project')
  await project.getByRole('link', { name: /^Vốn năm/ }).click()
  await expect.poll(() => table(page).locator('tbody .code').allTextContents()).toEqual(['GT01'])
})

for (const [where, viewport] of [
  ['a desk', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const) {
  test(`on ${where} the page of capital is for everybody, in both languages`, async ({ visit }) => {
    const hasTouch = viewport.width < 640
    const page = await visit('/?page=capital', { viewport, hasTouch })
    await table(page).waitFor()
    expect(await findings(page)).toEqual([])
    expect(await sidewaysScroll(page)).toBe(0)
    expect(await unreachable(page)).toEqual([])
    if (hasTouch) expect(await tooSmall(page, 44)).toEqual([])
    await rowOf(page, 'GT01').getByRole('button').click()
    await page.getByRole('dialog').getByRole('heading', { name: words.history }).waitFor()
    expect(await findings(page)).toEqual([])
    if (hasTouch) expect(await tooSmall(page, 44)).toEqual([])
    await page.evaluate(() => localStorage.setItem('matbang.locale', 'en'))
    await page.reload()
    await page.getByText(english.waitingMeaning).waitFor()
  })
}

test('whoever may not manage sees the figures and no way to change them', async ({ visit }) => {
  const page = await visit('/?page=capital', { as: 'kehoach' })
  await table(page).waitFor()
  expect(await page.getByRole('button', { name: words.upload }).count()).toBe(0)
  expect(await table(page).getByRole('button').count()).toBe(0)
})
