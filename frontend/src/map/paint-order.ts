import type { ColouredTile } from './coloured-tile'
import type { ProjectsTile, UnitsTile } from './decode'
import type { Placement } from './geometry'
import type { MapState } from './model'
import type { Brush } from './surface'
import { TILE_SIZE } from './tile-grid'

/** What the page and the thread that paints its tiles tell each other. All of it can be cloned. */

/** Room around a tile for what is centred in it but reaches over its edge. CSS pixels. */
export const MARGIN = 24
export const SHEET_SIZE = TILE_SIZE + 2 * MARGIN

/** What colours the tiles beside their own data. */
export interface Scene extends Pick<MapState, 'severities' | 'projects' | 'statuses'> {
  parcelsMinZoom: number
}

/** Every painter of tiles, and what it paints. */
export interface Painted {
  'unit-fill': UnitsTile
  'unit-outline': UnitsTile
  projects: ProjectsTile
  parcels: ColouredTile
}

/** Where and how sharp a tile is drawn: in CSS pixels, its top left corner at 0, 0. */
export interface TilePlace extends Placement {
  mapZoom: number
  /** Device pixels per CSS pixel. */
  ratio: number
}

/** The same with something to draw with, as painters take it. */
export interface TileFrame extends TilePlace {
  context: Brush
}

export type PaintTile<T> = (frame: TileFrame, data: T, scene: Scene) => void

export interface PaintOrder<K extends keyof Painted = keyof Painted> {
  painter: K
  place: TilePlace
  data: Painted[K]
}

export type ToPainter = { scene: Scene } | { order: PaintOrder }

/** The answer to an order, in the order of the orders; null where the browser has no memory for a picture. */
export type FromPainter = { picture: ImageBitmap | null } | { failure: unknown }
