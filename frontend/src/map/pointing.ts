import type { LatLng, Map as LeafletMap, LeafletMouseEvent } from 'leaflet'
import { type HitTiles, selectionAt } from './hit-test'
import { isSameSelection, type Selection } from './model'
import { toWorld } from './tile-grid'

/** CSS pixels around a pointer that still count as on a line. */
const MOUSE_TOLERANCE = 6
const FINGER_TOLERANCE = 18

interface Options {
  map: LeafletMap
  /** What is drawn at the moment. */
  tiles: () => HitTiles
  /** The middle of what no panel covers: where the keyboard's cross stands. */
  center: () => LatLng
  onSelect: (selection: Selection) => void
  onHover: (selection: Selection) => void
}

/** Turns mouse, finger and keyboard on the map into selections. */
export class Pointing {
  #options: Options
  #hovered: Selection = null
  #move: LeafletMouseEvent | null = null
  #frame = 0

  constructor(options: Options) {
    this.#options = options
    const { map } = options
    map.on('click', (event: LeafletMouseEvent) =>
      options.onSelect(this.#at(event.latlng, toleranceOf(event))),
    )
    map.on('mousemove', (event: LeafletMouseEvent) => {
      this.#move = event
      this.#frame ||= requestAnimationFrame(this.#hover)
    })
    map.on('mouseout', () => {
      this.#move = null
      this.#setHovered(null)
    })
    const container = map.getContainer()
    container.addEventListener('keydown', this.#onKey)
    container.addEventListener('keyup', this.#onKeyUp)
    container.addEventListener('pointerdown', this.#onPointerDown)
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame)
    const container = this.#options.map.getContainer()
    container.removeEventListener('keydown', this.#onKey)
    container.removeEventListener('keyup', this.#onKeyUp)
    container.removeEventListener('pointerdown', this.#onPointerDown)
  }

  #hover = () => {
    this.#frame = 0
    if (this.#move) this.#setHovered(this.#at(this.#move.latlng, MOUSE_TOLERANCE))
  }

  /** Arrows move the map (Leaflet does that), Enter chooses what the cross in the middle stands on. */
  #onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.target !== this.#options.map.getContainer()) return
    this.#options.onSelect(this.#at(this.#options.center(), FINGER_TOLERANCE))
  }

  /** Leaflet focuses the map on every click, so `:focus-visible` cannot tell who needs the cross. */
  #onKeyUp = () => this.#options.map.getContainer().classList.add('map-by-keyboard')

  #onPointerDown = () => this.#options.map.getContainer().classList.remove('map-by-keyboard')

  #setHovered(hovered: Selection): void {
    if (isSameSelection(this.#hovered, hovered)) return
    this.#hovered = hovered
    this.#options.map.getContainer().classList.toggle('map-points-at', hovered !== null)
    this.#options.onHover(hovered)
  }

  #at(place: LatLng, tolerance: number): Selection {
    const { map, tiles } = this.#options
    const { lng, lat } = place.wrap()
    return selectionAt({ world: toWorld(lng, lat), mapZoom: map.getZoom(), tolerance }, tiles())
  }
}

function toleranceOf({ originalEvent }: LeafletMouseEvent): number {
  const isFinger = originalEvent instanceof PointerEvent && originalEvent.pointerType === 'touch'
  return isFinger ? FINGER_TOLERANCE : MOUSE_TOLERANCE
}
