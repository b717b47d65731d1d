import {
  DomUtil,
  type LatLng,
  Layer,
  type LeafletEventHandlerFn,
  type Map as LeafletMap,
  type Point,
  type ZoomAnimEvent,
} from 'leaflet'
import { type Brush, Surface } from './surface'

/** Drawn beyond the view on each side, as a share of it, so that a pan does not run into empty ground at once. */
const PADDING = 0.15
const MAX_RATIO = 2
const SOON_MS = 100

/** What a painter of the overlay gets: in CSS pixels, the overlay's top left corner at 0, 0. */
export interface OverlayFrame {
  context: Brush
  mapZoom: number
  width: number
  height: number
  /** World pixels at `mapZoom` of the top left corner. */
  left: number
  top: number
}

/**
 * One canvas over the whole view, for what must not be cut at the edges of tiles: names and highlights.
 * It moves with the map, is scaled while a zoom is under way, and is drawn again when things come to rest.
 */
export class CanvasOverlay extends Layer {
  #paint: (frame: OverlayFrame) => void
  #isBlank: () => boolean
  #surface = new Surface()
  #canvas = document.createElement('canvas')
  #center: LatLng | null = null
  #zoom = 0
  #frame = 0
  #timer = 0

  /** `isBlank` tells that there is nothing to draw, which is cheaper than drawing nothing. */
  constructor(pane: string, paint: (frame: OverlayFrame) => void, isBlank = () => false) {
    super({ pane })
    this.#paint = paint
    this.#isBlank = isBlank
    this.#canvas.className = 'map-overlay leaflet-zoom-animated'
    this.#canvas.setAttribute('aria-hidden', 'true')
  }

  override onAdd(): this {
    this.getPane()?.append(this.#canvas)
    this.redraw()
    return this
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#frame)
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

  /** Draws in the next frame, once however often it is asked. */
  redraw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      if (this._map) this.#draw(this._map)
    })
  }

  /** Draws a little later: for tiles, which arrive one after the other. */
  redrawSoon(): void {
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0
      this.redraw()
    }, SOON_MS)
  }

  #draw(map: LeafletMap): void {
    this.#canvas.hidden = this.#isBlank()
    if (this.#canvas.hidden) return
    const size = map.getSize()
    const margin = size.multiplyBy(PADDING).round()
    const width = size.x + 2 * margin.x
    const height = size.y + 2 * margin.y
    const ratio = Math.min(devicePixelRatio, MAX_RATIO)
    this.#center = map.getCenter()
    this.#zoom = map.getZoom()
    const corner = map.containerPointToLayerPoint([-margin.x, -margin.y])
    DomUtil.setTransform(this.#canvas, corner, 1)
    const context = this.#surface.begin(width, height, ratio)
    if (!context) return
    const { x: left, y: top } = map.getPixelOrigin().add(corner)
    this.#paint({ context, mapZoom: this.#zoom, width, height, left, top })
    this.#surface.show(this.#canvas, ratio)
  }

  /** Keeps what was drawn at the place and size that it has at another view. */
  #follow(center: LatLng, zoom: number): void {
    const map = this._map
    if (!this.#center) return
    const scale = map.getZoomScale(zoom, this.#zoom)
    const half = map.getSize().divideBy(2)
    const origin: Point = map
      .project(center, zoom)
      .subtract(half)
      .add(DomUtil.getPosition(map.getPane('mapPane') as HTMLElement))
      .round()
    const reach = half.add(map.getSize().multiplyBy(PADDING).round()).multiplyBy(scale)
    DomUtil.setTransform(
      this.#canvas,
      map.project(this.#center, zoom).subtract(reach).subtract(origin),
      scale,
    )
  }
}
