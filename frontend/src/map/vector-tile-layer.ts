import { Bounds, type Coords, type DoneCallback, GridLayer, type TileEvent } from 'leaflet'
import type { Placement } from './geometry'
import { MARGIN, type Painted, type PaintOrder } from './paint-order'
import type { Studio } from './studio'
import { show } from './surface'
import { EXTENT, TILE_SIZE, tileFor } from './tile-grid'
import type { Tile, TileProvider } from './tile-source'

/** What one Leaflet tile needs to be drawn, and drawn again. */
interface Sheet<K extends keyof Painted> {
  element: HTMLElement
  tile: Tile<Painted[K]>
  /** The tile's when it was last looked at to be drawn. */
  data: Painted[K] | null | undefined
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

export interface VectorTileLayerOptions<K extends keyof Painted> {
  source: TileProvider<Painted[K]>
  painter: K
  studio: Studio
  pane: string
  maxRatio: number
  /** The last zoom of the map at which there is anything to see. */
  maxZoom?: number
}

/** Draws the tiles of one source with one painter, a canvas per tile. Several layers may draw the same source. */
export class VectorTileLayer<K extends keyof Painted> extends GridLayer {
  #source: TileProvider<Painted[K]>
  #painter: K
  #studio: Studio
  #maxRatio: number
  #sheets = new Map<HTMLElement, Sheet<K>>()

  constructor(options: VectorTileLayerOptions<K>) {
    super({
      ...{ pane: options.pane, tileSize: TILE_SIZE, updateWhenZooming: false, keepBuffer: 1 },
      ...{ minZoom: 1, maxZoom: options.maxZoom },
    })
    this.#source = options.source
    this.#painter = options.painter
    this.#studio = options.studio
    this.#maxRatio = options.maxRatio
    this.on('tileunload', (event: TileEvent) => this.#drop(event.tile))
  }

  /** Draws every tile again from what is already here. */
  repaint(): void {
    for (const sheet of this.#sheets.values()) void this.#draw(sheet)
  }

  protected override createTile(coords: Coords, done: DoneCallback): HTMLElement {
    const element = document.createElement('div')
    const { z, x, y, enlarged } = tileFor(coords)
    const onChange = () => void this.#draw(sheet)
    const [tile, release] = this.#source.use(z, x, y, onChange)
    const sheet: Sheet<K> = {
      ...{
        element,
        tile,
        mapZoom: coords.z,
        done,
        data: undefined,
        canvas: null,
        isQueued: false,
        isShown: false,
      },
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

  async #draw(sheet: Sheet<K>): Promise<void> {
    if (sheet.isQueued) return
    sheet.isQueued = true
    const { signal } = sheet.ended
    const isInSight =
      sheet.mapZoom === this._map.getZoom() && this._map.getPixelBounds().overlaps(sheet.bounds)
    const ratio = Math.min(devicePixelRatio, this.#maxRatio)
    try {
      const picture = await this.#studio.paint(() => this.#order(sheet, ratio), signal, !isInSight)
      this.#show(sheet, picture, ratio)
    } catch (error: unknown) {
      if (!signal.aborted) throw error
    }
  }

  #order(sheet: Sheet<K>, ratio: number): PaintOrder<K> | null {
    sheet.isQueued = false
    const { data } = sheet.tile
    sheet.data = data
    if (!data) return null
    return { painter: this.#painter, place: { ...sheet.placement, mapZoom: sheet.mapZoom, ratio }, data }
  }

  #show(sheet: Sheet<K>, picture: ImageBitmap | null, ratio: number): void {
    if (sheet.data === undefined) return
    if (sheet.data === null) {
      sheet.canvas?.remove()
      sheet.canvas = null
    } else if (picture) {
      sheet.canvas ??= addCanvas(sheet.element)
      show(picture, sheet.canvas, ratio)
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
