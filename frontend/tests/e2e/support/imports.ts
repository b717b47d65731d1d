import type { Page } from 'playwright-core'
import type { Bbox } from '../../../src/api/types'
import { vi as t } from '../../../src/i18n/imports-vi'
import { vi } from '../../../src/i18n/vi'

/** The page of imports. */
export const imports = (page: Page) => page.getByRole('region', { name: t.title, exact: true })

export async function toImports(page: Page): Promise<void> {
  await page.getByRole('button', { name: vi.imports.open }).click()
  await imports(page).getByRole('heading', { name: t.past }).waitFor()
}

/** Takes a file and sends it off. */
export async function send(page: Page, file: CadastralFile): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: t.send }).click()
}

/** Sends a file and waits for its columns. */
export async function upload(page: Page, file: CadastralFile): Promise<void> {
  await send(page, file)
  await page.getByRole('heading', { name: t.columns }).waitFor()
}

export async function check(page: Page): Promise<void> {
  await page.getByRole('button', { name: t.check }).click()
}

/** Waits for the sentence that says what became of the import. */
export const verdict = (page: Page, sentence: string) =>
  imports(page).locator('.verdict').filter({ hasText: sentence }).waitFor()

export interface CadastralFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A row of square parcels east of `bbox`, named as a cadastral office names its columns. */
export function cadastralFile(
  [, south, east]: Bbox,
  rows: Record<string, unknown>[],
  { name = 'thua-dat.geojson', crs = null as string | null } = {},
): CadastralFile {
  const side = 0.0002
  const features = rows.map((properties, index) => {
    const [x, y] = [east + 0.001 + index * side, south]
    const ring = [
      [x, y],
      [x + side, y],
      [x + side, y + side],
      [x, y + side],
      [x, y],
    ]
    return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } }
  })
  const named = crs ? { crs: { type: 'name', properties: { name: crs } } } : {}
  const text = JSON.stringify({ type: 'FeatureCollection', ...named, features })
  return { name, mimeType: 'application/geo+json', buffer: Buffer.from(text) }
}

/** Two parcels with all that is needed, and two of which the second is not to be taken. */
export function rowsOf(sheet: string): { good: Record<string, unknown>[]; bad: Record<string, unknown>[] } {
  const [first, second] = [
    { so_to: sheet, so_thua: '1', loai_dat: 'LUC', ma_ho: 'H9001', dien_tich: 450 },
    { so_to: sheet, so_thua: '2', loai_dat: 'CLN', ma_ho: 'H9001', dien_tich: 455 },
  ]
  return { good: [first, second], bad: [first, { so_to: sheet, loai_dat: 'CLN', paid_on: '2026-13-45' }] }
}
