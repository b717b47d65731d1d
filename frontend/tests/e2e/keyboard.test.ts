import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { at, dialog, listOfParcels, openStep, panel } from './support/office'
import { test } from './support/test'

const LONGEST_WAY = 80

/** What has the focus, as a screen reader names it; with its text for what has no name of its own. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null
    const label = (element as HTMLInputElement | null)?.labels?.[0]?.innerText
    return element?.ariaLabel ?? label ?? element?.innerText ?? ''
  })
}

/** Presses Tab until the focus is on what `wanted` describes. */
async function tabTo(page: Page, wanted: (name: string) => boolean): Promise<void> {
  const passed: string[] = []
  for (let press = 0; press < LONGEST_WAY; press++) {
    await page.keyboard.press('Tab')
    const name = await focused(page)
    if (wanted(name)) return
    passed.push(name.split('\n')[0] ?? '')
  }
  throw new Error(`Tab led past:\n${passed.join('\n')}`)
}

test('by keyboard alone a project is opened, a parcel of its list, and a step set', async ({ visit }) => {
  const page = await visit()
  const project = (await api.projects()).items.find(({ figures }) => figures.by_status.overdue > 0)
  if (!project) throw new Error('nothing is overdue in the demo')
  await page.getByRole('tabpanel').getByRole('listitem').first().waitFor()

  await tabTo(page, (name) => name === t.filter.search)
  await page.keyboard.type(project.code)
  await expect.poll(() => page.getByRole('tabpanel').getByRole('listitem').count()).toBe(1)
  await tabTo(page, (name) => name.includes(project.name))
  await page.keyboard.press('Enter')
  await panel(page, 'project').getByRole('heading', { name: t.figures.byStep }).waitFor()

  // The focus has moved into the panel that opened.
  await tabTo(page, (name) => name.endsWith(`— ${t.status.overdue}`))
  await page.keyboard.press('Enter')
  await listOfParcels(page).getByRole('table').waitFor()

  await tabTo(page, (name) => /^Tờ .+ · Thửa /.test(name))
  await page.keyboard.press('Enter')
  const opened = panel(page, 'parcel')
  await opened.getByRole('heading', { name: t.parcel.steps }).waitFor()

  const isEdit = (name: string) => name.startsWith(t.parcel.editStep(''))
  await tabTo(page, isEdit)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await tabTo(page, (name) => name === t.parcel.document)
  await page.keyboard.type('9/QĐ-UBND')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await opened.getByText(t.parcel.documentNo('9/QĐ-UBND')).waitFor()
  expect(await focused(page), 'the focus is back where it was').toMatch(t.parcel.editStep(''))
})

test('Escape closes what is on top: the dialog, then the parcel', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'GT09', status: 'on_track' }, 8)
  const page = await visit(at(parcel))
  const step = parcel.waiting_for ?? 'handed_over'
  await openStep(page, step)
  await page.keyboard.press('Escape')
  await dialog(page, t.step[step]).waitFor({ state: 'detached' })
  await panel(page, 'parcel').waitFor()
  await page.keyboard.press('Escape')
  await panel(page, 'parcel').waitFor({ state: 'detached' })
})
