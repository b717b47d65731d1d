import type { Bbox } from '../api/types'
import { type Place, placeKey, readAddress } from './address'

export interface Camera {
  flyTo(bbox: Bbox, maxZoom?: number): void
  showPosition(lon: number, lat: number, accuracyM: number): void
  clearPosition(): void
}

/**
 * The map as the panels see it. A place opened from a list, or by a link, is flown to as soon as
 * both the map and the place's extent are there; one clicked on the map is mostly in sight already.
 */
class MapDoor {
  #camera: Camera | null = null
  #destination: { key: string; maxZoom?: number } | null = opened()
  #flight: { bbox: Bbox; maxZoom?: number } | null = null

  install(camera: Camera): void {
    this.#camera = camera
    if (this.#flight) camera.flyTo(this.#flight.bbox, this.#flight.maxZoom)
    this.#flight = null
  }

  /** Sets out for a place; `maxZoom` overrides how near its panel would go. */
  head(place: Place, maxZoom?: number): void {
    this.#destination = { key: placeKey(place), maxZoom }
  }

  headsFor(place: Place): boolean {
    return placeKey(place) === this.#destination?.key
  }

  /** Tells where a place lies; flies there if it was headed for. */
  found(place: Place, bbox: Bbox | null, maxZoom?: number): void {
    if (!this.headsFor(place)) return
    const limit = this.#destination?.maxZoom ?? maxZoom
    this.#destination = null
    if (bbox) this.flyTo(bbox, limit)
  }

  flyTo(bbox: Bbox, maxZoom?: number): void {
    if (this.#camera) this.#camera.flyTo(bbox, maxZoom)
    else this.#flight = { bbox, maxZoom }
  }

  showPosition(lon: number, lat: number, accuracyM: number): void {
    this.#camera?.showPosition(lon, lat, accuracyM)
  }

  clearPosition(): void {
    this.#camera?.clearPosition()
  }
}

/** What the link of the page opened. */
function opened(): { key: string } | null {
  const place = readAddress(location.search).trail.at(-1)
  return place ? { key: placeKey(place) } : null
}

export const camera = new MapDoor()
