import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { ParcelDetail } from '../../src/api/types'
import { en as accountsEn } from '../../src/i18n/accounts-en'
import { type AccountMessages, vi as accountsVi } from '../../src/i18n/accounts-vi'
import { en as auditEn } from '../../src/i18n/audit-en'
import { type AuditMessages, vi as auditVi } from '../../src/i18n/audit-vi'
import { en as commitmentsEn } from '../../src/i18n/commitments-en'
import { type CommitmentMessages, vi as commitmentsVi } from '../../src/i18n/commitments-vi'
import { en } from '../../src/i18n/en'
import { en as importsEn } from '../../src/i18n/imports-en'
import { type ImportMessages, vi as importsVi } from '../../src/i18n/imports-vi'
import { en as plansEn } from '../../src/i18n/plans-en'
import { type PlanMessages, vi as plansVi } from '../../src/i18n/plans-vi'
import { vi } from '../../src/i18n/vi'
import { Format } from '../../src/lib/format'
import * as api from './support/api'
import { at } from './support/office'
import { texts } from './support/screen'
import { account, test } from './support/test'

const MARKED = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/i
/** Names of our own that stay as they are in every language. */
const NAMES = [en.brand, en.title, en.parcel.documentPlaceholder]

/** Names, documents and sentences that people entered, which no switch translates; the longest first. */
async function entered({ steps, units }: ParcelDetail, project: string): Promise<string[]> {
  const [{ items: projects, investors }, { items: districts }, { items: obstacles }, sent, users, audit] =
    await Promise.all([
      api.projects(),
      api.bottlenecks({ by: 'unit', level: 'district' }),
      api.obstacles({ project, limit: 500 }),
      api.imports(),
      api.users(),
      api.audit(),
    ])
  const [{ items: commitments }, plans] = await Promise.all([api.commitments(), api.plans(project)])
  const names = [...projects, ...districts, ...units].map(({ name }) => name)
  const documents = steps.flatMap(({ document, due_source }) => [document, due_source?.citation ?? ''])
  const told = obstacles.flatMap((one) => [one.description, one.next_action, one.result ?? '', one.raised_by])
  const files = sent.items.flatMap(({ file_name, created_by }) => [file_name, created_by])
  const promised = commitments.flatMap((one) => [one.made_by, one.made_to, one.text, one.reason])
  const changes = [...plans.steps, plans.deadline, plans.curve].flatMap((planned) => planned.changes)
  const reasons = changes.flatMap(({ reason, by }) => [reason, by ?? ''])
  const people = users.items.map(({ full_name }) => full_name)
  // A reason stands behind what was done.
  const acts = audit.items.flatMap(({ actor, subject }) => [actor, subject.split('; ').slice(1).join('; ')])
  return [
    ...NAMES,
    ...people,
    ...acts,
    ...names,
    ...investors,
    ...documents,
    ...told,
    ...files,
    ...promised,
    ...reasons,
  ]
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
}

/** All fixed sentences of a language that the other one writes differently. */
function sentences(own: object, other: object): string[] {
  return Object.entries(own).flatMap(([key, value]) => {
    const twin = (other as Record<string, unknown>)[key]
    if (typeof value === 'object') return sentences(value, twin as object)
    return typeof value === 'string' && value && value !== twin ? [value] : []
  })
}

async function screens(
  page: Page,
  t: typeof vi,
  words: ImportMessages,
  accounts: AccountMessages,
  audit: AuditMessages,
  look: (where: string) => Promise<void>,
): Promise<void> {
  const show = async (where: string, open: () => Promise<void>) => {
    await open()
    await page.getByText(t.loading).waitFor({ state: 'detached' })
    await look(where)
  }
  const inDialog = (where: string, button: string | RegExp) =>
    show(where, async () => {
      await page.getByRole('button', { name: button }).first().click()
      await page.getByRole('dialog').waitFor()
    }).then(() => page.keyboard.press('Escape'))

  await show('land user', () => page.getByRole('heading', { name: t.persons.title }).click())
  await inDialog('erasing', t.persons.erase)
  await show('parcel', () => page.getByRole('heading', { name: t.parcel.about }).waitFor())
  await show('history', () => page.getByRole('heading', { name: t.history.title }).click())
  await inDialog('step', new RegExp(t.parcel.editStep('')))
  await inDialog('obstacle', t.obstacle.raise)
  const menu = page.getByRole('button', { name: t.account.menu(account('admin').name) })
  for (const [name, heading] of [
    [t.account.own, accounts.tokens],
    [t.account.users, accounts.search],
    [t.account.audit, audit.older],
  ] as const) {
    await show('account', () => menu.click())
    await show(name, async () => {
      await page.getByRole('button', { name, exact: true }).click()
      await page.getByText(heading).or(page.getByLabel(heading)).first().waitFor()
    })
  }
  await show('users', async () => {
    await menu.click()
    await page.getByRole('button', { name: t.account.users, exact: true }).click()
  })
  await show('new account', () => page.getByRole('button', { name: accounts.create }).click())
  await page.getByRole('button', { name: accounts.users }).click()
  await page.getByRole('button', { name: accounts.toMap }).click()
  await show('imports', async () => {
    await page.getByRole('button', { name: t.imports.open }).click()
    await page.getByRole('heading', { name: words.past }).waitFor()
  })
  await page.getByRole('button', { name: words.close }).click()
  await show('base maps', () => page.getByRole('button', { name: t.map.baseMap }).click())
  await show('filter', () => page.getByRole('button', { name: t.filter.more }).click())
  await show('districts', () => page.getByRole('tab', { name: t.units.title }).click())
  await show('district', async () => {
    await page.getByRole('tabpanel').getByRole('listitem').first().getByRole('link').click()
    await page.getByRole('heading', { name: t.units.worstParcels }).waitFor()
  })
  await show('project and list', async () => {
    await page.getByRole('tab', { name: t.projects.title }).click()
    await page.getByRole('tabpanel').getByRole('listitem').first().getByRole('link').click()
    await page.getByRole('heading', { name: t.figures.byStep }).waitFor()
    await page.getByRole('link', { name: t.fact.overdue }).first().click()
    await page.getByRole('button', { name: t.list.close }).waitFor()
  })
  await inDialog('list with names', t.persons.list)
}

/** The same of what is planned and promised. */
async function plannedScreens(
  page: Page,
  t: typeof vi,
  plans: PlanMessages,
  commitments: CommitmentMessages,
  look: (where: string) => Promise<void>,
): Promise<void> {
  const inDialog = async (where: string, button: string) => {
    await page.getByRole('button', { name: button }).first().click()
    await page.getByRole('dialog').getByRole('button').nth(1).waitFor()
    await look(where)
    await page.keyboard.press('Escape')
  }
  await page.getByRole('link', { name: t.commitments.plans }).click()
  await page.getByRole('button', { name: plans.curve.showTable }).click()
  await look('plans')
  await inDialog('planned step', plans.steps.cell(t.step.paid, plans.wholeProject).trim())
  await inDialog('curve', plans.curve.change)
  await inDialog('deadline', plans.deadline.change)
  await inDialog('new commitment', commitments.make)
  await page.getByRole('button', { name: t.commitments.all }).click()
  await page.getByLabel(commitments.search, { exact: true }).waitFor()
  const table = page.getByRole('region', { name: commitments.title }).getByRole('table')
  await table.waitFor()
  await look('commitments')
  await table.getByRole('button').first().click()
  await page.getByRole('dialog').getByText(commitments.progress, { exact: true }).waitFor()
  await look('a commitment')
}

test('the language is switched, remembered, and spoken in every number and date', async ({ visit }) => {
  const page = await visit()
  const { total } = await api.bottlenecks({ by: 'unit', level: 'district' })
  const summary = (t: typeof vi, locale: 'vi' | 'en') =>
    page
      .getByRole('region', { name: t.summary })
      .getByRole('link', { name: `${new Format(locale).number(total.parcels.total)} — ${t.figures.parcels}` })
      .waitFor()
  await summary(vi, 'vi')

  await page.getByRole('button', { name: 'English' }).click()
  await summary(en, 'en')
  await page.reload()
  await summary(en, 'en')
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  expect(await page.title()).toBe(en.title)

  await page.getByRole('button', { name: 'Tiếng Việt' }).click()
  await summary(vi, 'vi')
})

test('plans and commitments are spoken of in English, but for what people entered', async ({ visit }) => {
  const project = 'GT03'
  const parcel = await api.anyParcel({ project })
  const data = await entered(await api.parcel(parcel.id), project)
  const page = await visit(`/?at=project:${project}`)
  await page.getByRole('button', { name: 'English' }).click()
  await plannedScreens(page, en, plansEn, commitmentsEn, async (where) => {
    const left = async () =>
      (await texts(page, 'vi')).filter((text) =>
        MARKED.test(data.reduce((rest, name) => rest.replaceAll(name, ''), text)),
      )
    await expect.poll(left, { message: where }).toEqual([])
  })
})

test('plans and commitments are spoken of in Vietnamese', async ({ visit }) => {
  const english = new Set([
    ...sentences(en, vi),
    ...sentences(plansEn, plansVi),
    ...sentences(commitmentsEn, commitmentsVi),
  ])
  const page = await visit('/?at=project:GT03')
  await plannedScreens(page, vi, plansVi, commitmentsVi, async (where) => {
    const shown = await texts(page, 'en')
    const wrong = /\b(undefined|null|NaN)\b|\[object|^[a-z]+_[a-z_]+$/
    expect(
      shown.filter((text) => english.has(text) || wrong.test(text)),
      where,
    ).toEqual([])
  })
})

test('in English nothing is left in Vietnamese but what people entered', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', status: 'blocked', waiting_for: 'paid' })
  const data = await entered(await api.parcel(parcel.id), parcel.project_code)
  const page = await visit(at(parcel))
  await page.getByRole('button', { name: 'English' }).click()

  await screens(page, en, importsEn, accountsEn, auditEn, async (where) => {
    const left = async () =>
      (await texts(page, 'vi')).filter((text) =>
        MARKED.test(data.reduce((rest, name) => rest.replaceAll(name, ''), text)),
      )
    // What the server says in words is asked for anew.
    await expect.poll(left, { message: where }).toEqual([])
  })
})

test('in Vietnamese nothing is left in English', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', status: 'blocked', waiting_for: 'paid' })
  const english = new Set([
    ...sentences(en, vi),
    ...sentences(importsEn, importsVi),
    ...sentences(accountsEn, accountsVi),
    ...sentences(auditEn, auditVi),
  ])
  const page = await visit(at(parcel))

  await screens(page, vi, importsVi, accountsVi, auditVi, async (where) => {
    const shown = await texts(page, 'en')
    expect(
      shown.filter((text) => english.has(text)),
      where,
    ).toEqual([])
    // Neither keys of messages nor holes in them.
    expect(
      shown.filter((text) => /\b(undefined|null|NaN)\b|\[object|^[a-z]+_[a-z_]+$/.test(text)),
      where,
    ).toEqual([])
  })
})
