import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { vi as accounts } from '../../src/i18n/accounts-vi'
import { vi as audit } from '../../src/i18n/audit-vi'
import { vi as commitments } from '../../src/i18n/commitments-vi'
import { vi as words } from '../../src/i18n/imports-vi'
import { vi as plans } from '../../src/i18n/plans-vi'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { cadastralFile, check, rowsOf, toImports, upload } from './support/imports'
import { at, dialog, listOfParcels, nameOf, openStep } from './support/office'
import { sidewaysScroll, tooSmall, unreachable } from './support/screen'
import { test } from './support/test'

/** Serious and critical findings of axe, each with the elements it is about. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

test('axe finds nothing serious on the office page', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', status: 'blocked', waiting_for: 'paid' })
  const page = await visit()
  await page.getByRole('tabpanel').getByRole('listitem').first().waitFor()
  expect(await findings(page), 'the first screen').toEqual([])

  await page.goto('/?at=project:GT03&tab=units&list=project%3DGT03')
  await page.getByRole('heading', { name: t.figures.byStep }).waitFor()
  await listOfParcels(page).getByRole('table').waitFor()
  expect(await findings(page), 'a project and a list').toEqual([])

  await page.goto(at(parcel))
  await page.getByRole('heading', { name: t.history.title }).click()
  expect(await findings(page), 'a parcel').toEqual([])
  const form = await openStep(page, 'paid')
  expect(await findings(page), 'the form of a step').toEqual([])
  await form.getByRole('button', { name: t.cancel }).click()

  await toImports(page)
  expect(await findings(page), 'the imports').toEqual([])
  const { bbox } = await api.project('CN01')
  const file = cadastralFile(bbox ?? [0, 0, 0, 0], rowsOf('921').bad, { name: 'tiep-can.geojson' })
  await upload(page, file)
  expect(await findings(page), 'the columns of a file').toEqual([])
  await check(page)
  await page.getByRole('table', { name: words.findings }).waitFor()
  expect(await findings(page), 'the result of a check').toEqual([])
})

test('axe finds nothing serious on the field page', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', status: 'blocked', waiting_for: 'paid' })
  const page = await visit('/', { viewport: { width: 390, height: 844 }, hasTouch: true })
  await page.getByRole('button', { name: t.field.findNear }).waitFor()
  expect(await findings(page), 'the first screen').toEqual([])
  await page.goto(at(parcel))
  await page.getByRole('heading', { name: nameOf(parcel) }).waitFor()
  expect(await findings(page), 'a parcel').toEqual([])
})

for (const [where, viewport] of [
  ['a desk', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const) {
  test(`on ${where} axe finds nothing serious on the pages of accounts, and nothing sticks out`, async ({
    visit,
  }) => {
    const hasTouch = viewport.width < 640
    const look = async (page: Page, what: string) => {
      expect(await findings(page), what).toEqual([])
      expect(await sidewaysScroll(page), `${what} scrolls sideways`).toBe(0)
      expect(await unreachable(page), `${what} hides controls`).toEqual([])
      if (hasTouch) expect(await tooSmall(page, 44), `${what} has small controls`).toEqual([])
    }
    const nobody = await visit('/?page=login', { as: null, viewport, hasTouch })
    await nobody.getByRole('heading', { name: t.login.demo }).waitFor()
    await look(nobody, 'the login page')
    await nobody.goto('/#/password/x')
    await nobody.reload()
    await nobody.getByLabel(t.link.password, { exact: true }).waitFor()
    await look(nobody, 'the page of a link')

    const admin = await visit('/?page=account', { viewport, hasTouch })
    await admin.getByText(accounts.thisSession).waitFor()
    await admin.getByText(accounts.noTokens).waitFor()
    await look(admin, 'the own account')
    await admin.goto('/?page=users')
    await admin.getByLabel(accounts.search).waitFor()
    await look(admin, 'the users')
    await admin.goto('/?page=users:new')
    await admin.getByRole('region', { name: accounts.unitsMap }).waitFor()
    await look(admin, 'a new account')

    await admin.goto('/?page=audit:door%3Dhttp')
    await admin.getByRole('table').getByRole('row').nth(1).waitFor()
    if (hasTouch) await admin.getByText(audit.filterCount(1)).click()
    await admin.getByLabel(audit.subjectFilter).waitFor()
    await look(admin, 'the audit')
    await admin.goto('/?list=project%3DGT09')
    await admin.getByRole('button', { name: t.persons.list }).click()
    await dialog(admin, t.persons.listTitle).waitFor()
    await look(admin, 'a list with names')
    const parcel = await api.anyParcel({ project: 'GT09', status: 'cleared' })
    await admin.goto(at(parcel))
    await admin.getByRole('heading', { name: t.persons.title }).click()
    await admin.getByRole('button', { name: t.persons.erase }).click()
    await dialog(admin, t.persons.eraseTitle).waitFor()
    await look(admin, 'the erasing of personal data')
  })
}

for (const [where, viewport] of [
  ['a desk', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
  ['a screen at 200 % zoom', { width: 720, height: 450 }],
] as const) {
  test(`on ${where} axe finds nothing serious on plans and commitments, and nothing sticks out`, async ({
    visit,
  }) => {
    const hasTouch = viewport.width < 640
    const page = await visit('/?page=plans:GT03', { viewport, hasTouch })
    const look = async (what: string) => {
      expect(await findings(page), what).toEqual([])
      expect(await sidewaysScroll(page), `${what} scrolls sideways`).toBe(0)
      expect(await unreachable(page), `${what} hides controls`).toEqual([])
      if (hasTouch) expect(await tooSmall(page, 44), `${what} has small controls`).toEqual([])
    }
    const inDialog = async (what: string, button: string) => {
      await page.getByRole('button', { name: button }).first().click()
      await page.getByRole('dialog').getByRole('button').nth(1).waitFor()
      await look(what)
      await page.keyboard.press('Escape')
    }
    await page.getByRole('button', { name: plans.curve.showTable }).waitFor()
    await look('the plans of a project')
    await page.getByRole('button', { name: plans.curve.showTable }).click()
    await look('the curve in numbers')
    await inDialog('a planned step', plans.steps.cell(t.step.paid, plans.wholeProject))
    await inDialog('the points of the curve', plans.curve.change)
    await inDialog('a new commitment', commitments.make)
    await page.goto('/?page=commitments:due_within%3D14')
    await page.getByRole('table').waitFor()
    if (viewport.width <= 760) await page.getByText(commitments.filterCount(1)).click()
    await page.getByLabel(commitments.search, { exact: true }).waitFor()
    await look('the commitments')
    await page.getByRole('table').getByRole('button').first().click()
    await page.getByRole('dialog').getByRole('button', { name: commitments.supersede }).click()
    await page.getByLabel(commitments.newDue).waitFor()
    await look('what takes the place of a commitment')
  })
}

test('at 200 % zoom everything can be reached and nothing scrolls sideways', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', status: 'blocked', waiting_for: 'paid' })
  const page = await visit('/', { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 })
  const look = async (where: string) => {
    expect(await sidewaysScroll(page), `${where} scrolls sideways`).toBe(0)
    expect(await unreachable(page), `${where} hides controls`).toEqual([])
  }
  await page.getByRole('tabpanel').getByRole('listitem').first().waitFor()
  await look('the first screen')
  await page.getByRole('button', { name: t.filter.more }).click()
  await look('the filter')

  await page.goto('/?at=project:GT03&list=project%3DGT03')
  await page.getByRole('heading', { name: t.figures.byStep }).waitFor()
  await listOfParcels(page).getByRole('table').waitFor()
  await look('a project and a list')

  await page.goto(at(parcel))
  await page.getByRole('heading', { name: nameOf(parcel) }).waitFor()
  await look('a parcel')
  const form = await openStep(page, 'paid')
  await look('the form of a step')
  await form.getByRole('button', { name: t.cancel }).click()
  await page.goto('/')
  await toImports(page)
  await look('the imports')
  await page.goto('/?page=audit')
  await page.getByRole('table').getByRole('row').nth(1).waitFor()
  await look('the audit')
})
