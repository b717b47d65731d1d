import 'leaflet/dist/leaflet.css'
import './map.css'
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import { Canvas, Control, GeoJSON, Map as LeafletMap, type Path, type PathOptions } from 'leaflet'
import { ZoomControl } from './controls'
import { Ground } from './ground'
import type { BaseMap, MapTexts } from './model'
import { INK } from './palette'

const CHOSEN = '#0b5a8c'

interface Unit {
  code: string
  name: string
}

export interface UnitsMapOptions {
  container: HTMLElement
  baseMaps: BaseMap[]
  texts: MapTexts
  /** What the map is called. */
  name: string
  onPick: (code: string) => void
}

/** A small map of the units of one level, on which some are chosen. */
export class UnitsMap {
  #options: UnitsMapOptions
  #map: LeafletMap
  #zoom = new ZoomControl()
  #ground: Ground
  #drawn: GeoJSON | null = null
  #paths = new Map<string, Path>()
  #chosen: ReadonlySet<string> = new Set()
  #resize: ResizeObserver

  constructor(options: UnitsMapOptions) {
    const { container, baseMaps, texts, name } = options
    this.#options = options
    container.classList.add('map')
    container.setAttribute('role', 'region')
    this.#map = new LeafletMap(container, {
      ...{ zoomControl: false, attributionControl: false, minZoom: 5, maxZoom: 16, zoomSnap: 0.5 },
      // The page scrolls past the map; a wheel that zooms would hold it.
      scrollWheelZoom: false,
      renderer: new Canvas({ padding: 0.3 }),
    })
    this.#ground = new Ground(this.#map, baseMaps)
    const scale = new Control.Scale({ position: 'bottomleft', imperial: false })
    const [attribution, chooser] = this.#ground.controls
    for (const control of [scale, attribution, this.#zoom, chooser]) control.addTo(this.#map)
    this.setTexts(texts, name)
    this.#resize = new ResizeObserver(() => this.#map.invalidateSize({ pan: false }))
    this.#resize.observe(container)
  }

  setTexts(texts: MapTexts, name: string): void {
    this.#options.container.setAttribute('aria-label', name)
    this.#zoom.setTexts(texts)
    this.#ground.setTexts(texts)
  }

  /** Shows these units in place of those before. */
  setUnits(units: FeatureCollection<Geometry, Unit>): void {
    this.#drawn?.remove()
    this.#paths.clear()
    this.#drawn = new GeoJSON<Unit>(units, {
      style: (feature) => this.#styleOf(feature?.properties.code ?? ''),
      onEachFeature: ({ properties: { code, name } }: Feature<Geometry, Unit>, layer) => {
        const path = layer as Path
        this.#paths.set(code, path)
        path.on('click', () => this.#options.onPick(code))
        const tip = document.createElement('span')
        tip.textContent = name
        path.bindTooltip(tip, { sticky: true })
      },
    })
    const bounds = this.#drawn.getBounds()
    if (bounds.isValid()) this.#map.fitBounds(bounds.pad(0.03), { animate: false })
    this.#drawn.addTo(this.#map)
    this.setChosen(this.#chosen)
  }

  /** Outlines these units, and no others. */
  setChosen(codes: ReadonlySet<string>): void {
    this.#chosen = codes
    for (const [code, path] of this.#paths) {
      path.setStyle(this.#styleOf(code))
      // Its outline lies over those of its neighbours.
      if (codes.has(code)) path.bringToFront()
    }
  }

  destroy(): void {
    this.#resize.disconnect()
    this.#map.remove()
  }

  #styleOf(code: string): PathOptions {
    return this.#chosen.has(code)
      ? { color: CHOSEN, weight: 4, fillColor: CHOSEN, fillOpacity: 0.35 }
      : { color: INK, weight: 1, fillColor: '#fff', fillOpacity: 0.25 }
  }
}
