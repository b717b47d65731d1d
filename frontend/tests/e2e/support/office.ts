import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Parcel } from '../../../src/api/types'
import { vi as t } from '../../../src/i18n/vi'
import { Format } from '../../../src/lib/format'
import { parcelName } from '../../../src/parcel/naming'

export const f = new Format('vi')

/** The address at which a parcel is opened. */
export const at = ({ id, project_code }: Pick<Parcel, 'id' | 'project_code'>) =>
  `/?at=parcel:${id}:${project_code}`

export const nameOf = (parcel: Parcel) => parcelName(parcel, t)

export const panel = (page: Page, kind: keyof typeof t.place) =>
  page.getByRole('region', { name: t.place[kind], exact: true })

/** The place in the opened parcel where its status stands. */
export const statusOf = (page: Page) => panel(page, 'parcel').locator('.status')

export const dialog = (page: Page, title: string) => page.getByRole('dialog', { name: title, exact: true })

/** Names of the listed projects, from top to bottom. */
export const listedProjects = (page: Page) =>
  page.getByRole('tabpanel', { name: t.projects.title }).locator('li .name').allTextContents()

/** The parcels that are listed under the map. */
export const listOfParcels = (page: Page) =>
  page.getByRole('region').filter({ has: page.getByRole('button', { name: t.list.close }) })

/** What the map has drawn, once it has come to rest: the same drawing gives the same text. */
export async function drawnMap(page: Page): Promise<string> {
  let last = ''
  await expect
    .poll(
      async () => {
        const before = last
        last = await fingerprint(page)
        return last === before
      },
      { interval: 400 },
    )
    .toBe(true)
  return last
}

async function fingerprint(page: Page): Promise<string> {
  const drawings = await page
    .getByRole('region', { name: t.map.name })
    .locator('canvas')
    .evaluateAll((canvases) => canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()))
  return createHash('sha256').update(drawings.join()).digest('hex')
}

/** Where on the screen the middle of the part of the map lies that no panel covers. */
export async function middleOfMap(page: Page): Promise<{ x: number; y: number }> {
  return page.getByRole('region', { name: t.map.name }).evaluate((map) => {
    const { left, right, top, bottom } = map.getBoundingClientRect()
    const covered = (side: string) => Number.parseFloat(map.style.getPropertyValue(`--map-${side}`)) || 0
    return {
      x: (left + covered('left') + right - covered('right')) / 2,
      y: (top + covered('top') + bottom - covered('bottom')) / 2,
    }
  })
}

/** Opens the form of a step of the opened parcel. */
export async function openStep(page: Page, step: keyof typeof t.step): Promise<Locator> {
  await page.getByRole('button', { name: t.parcel.editStep(t.step[step]) }).click()
  const form = dialog(page, t.step[step])
  await form.waitFor()
  return form
}

/** The file behind a link. */
export async function downloaded(page: Page, link: Locator): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  return buffer(await download.createReadStream())
}
