import {
  DomUtil,
  type LatLng,
  Layer,
  type LeafletEventHandlerFn,
  type Map as LeafletMap,
  type Point,
  type ZoomAnimEvent,
} from 'leaflet'
import type { FrameQueue } from './frame-queue'
import { type Brush, Surface, show } from './surface'

/** Drawn beyond the view on each side, as a share of it, so that a pan does not run into empty ground at once. */
const PADDING = 0.15
const MAX_RATIO = 2
const SOON_MS = 100

/** What a painter of the overlay gets: in CSS pixels, the overlay's top left corner at 0, 0. */
export interface OverlayFrame {
  context: Brush
  mapZoom: number
  /** World pixels at `mapZoom` of the top left corner. */
  left: number
  top: number
}

interface OverlayOptions {
  frames: FrameQueue
  paint: (frame: OverlayFrame) => void
  /** Whether there is nothing to draw, which is cheaper than drawing nothing. */
  isBlank: () => boolean
}

/**
 * One canvas over the whole view, for what must not be cut at the edges of tiles: names and highlights.
 * It moves with the map, is scaled while a zoom is under way, and is drawn again when things come to rest.
 */
export class CanvasOverlay extends Layer {
  #options: OverlayOptions
  #surface = new Surface()
  #canvas = document.createElement('canvas')
  #isQueued = false
  #timer = 0
  /** What the canvas shows at the moment: the place of its middle, its zoom, half its size. */
  #shown: { center: LatLng; zoom: number; half: Point } | null = null

  constructor(pane: string, options: OverlayOptions) {
    super()
    this.options = { pane }
    this.#options = options
    this.#canvas.className = 'map-overlay leaflet-zoom-animated'
    this.#canvas.setAttribute('aria-hidden', 'true')
  }

  override onAdd(): this {
    this.getPane()?.append(this.#canvas)
    this.redraw()
    return this
  }

  override onRemove(): this {
    clearTimeout(this.#timer)
    this.#canvas.remove()
    return this
  }

  override getEvents(): Record<string, LeafletEventHandlerFn> {
    return {
      viewreset: () => this.redraw(),
      moveend: () => this.redraw(),
      resize: () => this.redraw(),
      zoom: () => this.#follow(this._map.getCenter(), this._map.getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as ZoomAnimEvent
        this.#follow(center, zoom)
      },
    }
  }

  /** Draws when its turn comes, once however often it is asked. */
  redraw(): void {
    if (this.#isQueued) return
    this.#isQueued = true
    void this.#options.frames.run(this.#draw())
  }

  /** Draws a little later: for tiles, which arrive one after the other. */
  redrawSoon(): void {
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0
      this.redraw()
    }, SOON_MS)
  }

  *#draw(): Generator<void, void> {
    this.#isQueued = false
    const map: LeafletMap | undefined = this._map
    this.#canvas.hidden = !map || this.#options.isBlank()
    if (!map || this.#canvas.hidden) return
    const size = map.getSize()
    const margin = size.multiplyBy(PADDING).round()
    const whole = size.add(margin.multiplyBy(2))
    const ratio = Math.min(devicePixelRatio, MAX_RATIO)
    const zoom = map.getZoom()
    const origin = map.getPixelOrigin()
    const corner = map.containerPointToLayerPoint(margin.multiplyBy(-1))
    const center = map.layerPointToLatLng(corner.add(whole.divideBy(2)))
    const context = this.#surface.begin(whole.x, whole.y, ratio)
    if (!context) return
    const { x: left, y: top } = origin.add(corner)
    this.#options.paint({ context, mapZoom: zoom, left, top })
    yield
    void this.#surface.end().then((picture) => {
      // The map has jumped meanwhile: its own event has asked for the next drawing already.
      if (!map.getPixelOrigin().equals(origin)) return
      show(picture, this.#canvas, ratio)
      this.#shown = { center, zoom, half: whole.divideBy(2) }
      DomUtil.setTransform(this.#canvas, corner, 1)
    })
  }

  /** Keeps what was drawn at the place and size that it has at another view. */
  #follow(center: LatLng, zoom: number): void {
    if (!this.#shown) return
    const map = this._map
    const scale = map.getZoomScale(zoom, this.#shown.zoom)
    const origin = map
      .project(center, zoom)
      .subtract(map.getSize().divideBy(2))
      .add(DomUtil.getPosition(map.getPane('mapPane') as HTMLElement))
      .round()
    const middle = map.project(this.#shown.center, zoom).subtract(origin)
    DomUtil.setTransform(this.#canvas, middle.subtract(this.#shown.half.multiplyBy(scale)), scale)
  }
}
