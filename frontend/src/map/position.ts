import { Circle, DivIcon, type Map as LeafletMap, Marker } from 'leaflet'
import { POSITION } from './palette'

/** Where the person with the phone stands, and how surely. */
export class PositionMark {
  #map: LeafletMap
  #accuracy: Circle | null = null
  #dot: Marker | null = null

  constructor(map: LeafletMap) {
    this.#map = map
  }

  show(lon: number, lat: number, accuracyM: number, title: string): void {
    this.clear()
    this.#accuracy = new Circle([lat, lon], {
      ...{ radius: accuracyM, color: POSITION, weight: 1, fillOpacity: 0.12, interactive: false },
    }).addTo(this.#map)
    const icon = new DivIcon({ className: 'map-position', iconSize: [20, 20] })
    this.#dot = new Marker([lat, lon], {
      icon,
      title,
      alt: title,
      interactive: false,
      keyboard: false,
    }).addTo(this.#map)
  }

  clear(): void {
    this.#accuracy?.remove()
    this.#dot?.remove()
    this.#accuracy = this.#dot = null
  }
}
