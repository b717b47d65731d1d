import type { ColouredTile } from './coloured-tile'
import type { ParcelsTile, ProjectsTile, UnitsTile } from './decode'
import type { Placement } from './geometry'
import type { MapState, ParcelChange } from './model'
import type { Brush } from './surface'
import { TILE_SIZE, type TileCoords } from './tile-grid'

/** What the page and the thread that paints its tiles tell each other. All of it can be cloned. */

/** Room around a tile for what is centred in it but reaches over its edge. CSS pixels. */
export const MARGIN = 24
export const SHEET_SIZE = TILE_SIZE + 2 * MARGIN

/** What colours the tiles beside their own data. */
export interface Scene extends Pick<MapState, 'asOf' | 'severities' | 'projects' | 'statuses'> {
  parcelsMinZoom: number
}

/** Every painter of tiles, and what it is sent. */
export interface Sent {
  'unit-fill': UnitsTile
  'unit-outline': UnitsTile
  projects: ProjectsTile
  parcels: ParcelsTile
}

/** What it paints: the painting thread itself fetches what colours parcels. */
export interface Painted extends Omit<Sent, 'parcels'> {
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

/** A tile that lies on the map: it is painted when it comes and whenever what it shows changes, until it is dropped. */
export interface Sheet<K extends keyof Sent = keyof Sent> {
  id: number
  painter: K
  tile: TileCoords
  place: TilePlace
  /** Its top left corner, in the map's pixels at the zoom of its place. */
  corner: { x: number; y: number }
  data: Sent[K]
}

/** null: they are not here yet, or there is nothing in the tile. */
export type MaybeEmpty<K extends keyof Sent = keyof Sent> = Omit<Sheet<K>, 'data'> & { data: Sent[K] | null }

/** The part of the map that is in sight, in its pixels at its zoom. */
export interface Sight {
  mapZoom: number
  min: { x: number; y: number }
  max: { x: number; y: number }
}

export type ToPainter =
  /** First of all: where the tiles of parcels are. */
  | { parcels: string }
  /** `stale`: the painters whose sheets it changes, what is waited for first. */
  | { scene: Scene; stale: (keyof Sent)[] }
  | { sight: Sight }
  /** A new sheet, or new data of one that is here. */
  | { sheet: MaybeEmpty }
  | { drop: number }
  | { changes: ParcelChange[] }
  | { reload: 'states' }

/** A sheet's new picture; null where the browser has no memory for it. */
export interface Picture {
  sheet: number
  bitmap: ImageBitmap | null
}

/** Pictures come together that are to be shown together. `failing`: whether states cannot be fetched. */
export type FromPainter = { pictures: Picture[] } | { failing: boolean }
