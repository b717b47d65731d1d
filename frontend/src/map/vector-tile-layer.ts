import { type Coords, type DoneCallback, GridLayer, type TileEvent } from 'leaflet'
import { MARGIN, type Sent } from './paint-order'
import type { OpenSheet, Studio } from './studio'
import { show } from './surface'
import { EXTENT, TILE_SIZE, tileFor } from './tile-grid'
import type { Tile, TileSource } from './tile-source'

/** What one Leaflet tile needs to be drawn, and drawn again. */
interface Drawing<K extends keyof Sent> {
  element: HTMLElement
  tile: Tile<Sent[K]>
  sheet: OpenSheet<K>
  canvas: HTMLCanvasElement | null
  isShown: boolean
  done: DoneCallback
  release: () => void
}

export interface VectorTileLayerOptions<K extends keyof Sent> {
  source: TileSource<Sent[K]>
  painter: K
  studio: Studio
  pane: string
  maxRatio: number
  /** The last zoom of the map at which there is anything to see. */
  maxZoom?: number
}

/** Draws the tiles of one source with one painter, a canvas per tile. Several layers may draw the same source. */
export class VectorTileLayer<K extends keyof Sent> extends GridLayer {
  #source: TileSource<Sent[K]>
  #painter: K
  #studio: Studio
  #maxRatio: number
  #drawings = new Map<HTMLElement, Drawing<K>>()

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

  protected override createTile(coords: Coords, done: DoneCallback): HTMLElement {
    const element = document.createElement('div')
    const { z, x, y, enlarged } = tileFor(coords)
    const ratio = Math.min(devicePixelRatio, this.#maxRatio)
    const [tile, release] = this.#source.use(z, x, y, () => this.#fill(drawing))
    const place = {
      scale: (TILE_SIZE * enlarged) / EXTENT,
      left: (x * enlarged - coords.x) * TILE_SIZE,
      top: (y * enlarged - coords.y) * TILE_SIZE,
      ...{ mapZoom: coords.z, ratio },
    }
    const corner = { x: coords.x * TILE_SIZE, y: coords.y * TILE_SIZE }
    const sheet = this.#studio.open({ painter: this.#painter, tile: { z, x, y }, place, corner }, (picture) =>
      this.#show(drawing, picture, ratio),
    )
    const drawing: Drawing<K> = { element, tile, sheet, canvas: null, isShown: false, done, release }
    this.#drawings.set(element, drawing)
    this.#fill(drawing)
    return element
  }

  #fill(drawing: Drawing<K>): void {
    const { data } = drawing.tile
    if (data === undefined) return
    drawing.sheet.fill(data)
    if (data !== null) return
    drawing.canvas?.remove()
    drawing.canvas = null
    this.#finish(drawing)
  }

  #show(drawing: Drawing<K>, picture: ImageBitmap | null, ratio: number): void {
    if (picture && drawing.tile.data) {
      drawing.canvas ??= addCanvas(drawing.element)
      show(picture, drawing.canvas, ratio)
    }
    this.#finish(drawing)
  }

  #finish(drawing: Drawing<K>): void {
    if (drawing.isShown) return
    drawing.isShown = true
    drawing.done(undefined, drawing.element)
  }

  #drop(element: HTMLElement): void {
    const drawing = this.#drawings.get(element)
    drawing?.release()
    drawing?.sheet.close()
    this.#drawings.delete(element)
  }
}

function addCanvas(element: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.className = 'map-tile'
  canvas.style.left = canvas.style.top = `${-MARGIN}px`
  element.append(canvas)
  return canvas
}
