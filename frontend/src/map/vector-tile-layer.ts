import { Bounds, type Coords, type DoneCallback, GridLayer, type TileEvent } from 'leaflet'
import type { FrameQueue } from './frame-queue'
import type { Placement } from './geometry'
import { type Brush, Surface } from './surface'
import { EXTENT, TILE_SIZE, tileFor } from './tile-grid'
import type { Tile, TileProvider } from './tile-source'

/** Room around a tile for what is centred in it but reaches over its edge. CSS pixels. */
const MARGIN = 24
const SHEET_SIZE = TILE_SIZE + 2 * MARGIN
/** Where and how sharp a painter draws: in CSS pixels, the tile's top left corner at 0, 0. */
export interface TileFrame extends Placement {
  context: Brush
  mapZoom: number
  /** Device pixels per CSS pixel. */
  ratio: number
}

export interface Painter<T> {
  /** Draws a tile in steps, on a canvas that nobody sees before the last of them. */
  paint(frame: TileFrame, data: T): Generator<void, void>
}

/** What one Leaflet tile needs to be drawn, and drawn again. */
interface Sheet<T> {
  element: HTMLElement
  tile: Tile<T>
  mapZoom: number
  /** In the map's pixels at its zoom. */
  bounds: Bounds
  placement: Placement
  canvas: HTMLCanvasElement | null
  isQueued: boolean
  isShown: boolean
  done: DoneCallback
  ended: AbortController
}

export interface VectorTileLayerOptions<T> {
  source: TileProvider<T>
  painter: Painter<T>
  frames: FrameQueue
  pane: string
  maxRatio: number
  /** The last zoom of the map at which there is anything to see. */
  maxZoom?: number
}

/** Draws the tiles of one source with one painter, a canvas per tile. Several layers may draw the same source. */
export class VectorTileLayer<T> extends GridLayer {
  #source: TileProvider<T>
  #painter: Painter<T>
  #frames: FrameQueue
  #maxRatio: number
  #sheets = new Map<HTMLElement, Sheet<T>>()
  // Jobs run one after the other, so one board is enough.
  #surface = new Surface()

  constructor(options: VectorTileLayerOptions<T>) {
    super({
      ...{ pane: options.pane, tileSize: TILE_SIZE, updateWhenZooming: false, keepBuffer: 1 },
      ...{ minZoom: 1, maxZoom: options.maxZoom },
    })
    this.#source = options.source
    this.#painter = options.painter
    this.#frames = options.frames
    this.#maxRatio = options.maxRatio
    this.on('tileunload', (event: TileEvent) => this.#drop(event.tile))
  }

  /** Draws every tile again from what is already here. */
  repaint(): void {
    for (const sheet of this.#sheets.values()) this.#queue(sheet)
  }

  protected override createTile(coords: Coords, done: DoneCallback): HTMLElement {
    const element = document.createElement('div')
    const { z, x, y, enlarged } = tileFor(coords)
    const onChange = () => this.#queue(sheet)
    const [tile, release] = this.#source.use(z, x, y, onChange)
    const sheet: Sheet<T> = {
      ...{ element, tile, mapZoom: coords.z, done, canvas: null, isQueued: false, isShown: false },
      bounds: new Bounds(coords.multiplyBy(TILE_SIZE), coords.add([1, 1]).multiplyBy(TILE_SIZE)),
      placement: {
        scale: (TILE_SIZE * enlarged) / EXTENT,
        left: (x * enlarged - coords.x) * TILE_SIZE,
        top: (y * enlarged - coords.y) * TILE_SIZE,
      },
      ended: new AbortController(),
    }
    sheet.ended.signal.addEventListener('abort', release)
    this.#sheets.set(element, sheet)
    onChange()
    return element
  }

  #queue(sheet: Sheet<T>): void {
    if (sheet.isQueued || sheet.tile.data === undefined) return
    sheet.isQueued = true
    const isInSight =
      sheet.mapZoom === this._map.getZoom() && this._map.getPixelBounds().overlaps(sheet.bounds)
    this.#frames.run(this.#paint(sheet), sheet.ended.signal, !isInSight).catch((error: unknown) => {
      if (!sheet.ended.signal.aborted) throw error
    })
  }

  *#paint(sheet: Sheet<T>): Generator<void, void> {
    sheet.isQueued = false
    const { data } = sheet.tile
    if (data) {
      const ratio = Math.min(devicePixelRatio, this.#maxRatio)
      const context = this.#surface.begin(SHEET_SIZE, SHEET_SIZE, ratio)
      if (context) {
        context.translate(MARGIN, MARGIN)
        yield* this.#painter.paint({ ...sheet.placement, context, mapZoom: sheet.mapZoom, ratio }, data)
        sheet.canvas ??= addCanvas(sheet.element)
        this.#surface.show(sheet.canvas, ratio)
      }
    } else {
      sheet.canvas?.remove()
      sheet.canvas = null
    }
    if (!sheet.isShown) {
      sheet.isShown = true
      sheet.done(undefined, sheet.element)
    }
  }

  #drop(element: HTMLElement): void {
    this.#sheets.get(element)?.ended.abort()
    this.#sheets.delete(element)
  }
}

function addCanvas(element: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.className = 'map-tile'
  canvas.style.left = canvas.style.top = `${-MARGIN}px`
  element.append(canvas)
  return canvas
}
