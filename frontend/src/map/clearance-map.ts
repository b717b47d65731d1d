import { Control, LatLngBounds, Map as LeafletMap } from 'leaflet'
import { ZoomControl } from './controls'
import { Ground } from './ground'
import { MapLayers } from './layers'
import { LegendControl } from './legend'
import type {
  Box,
  MapOptions,
  MapState,
  MapTexts,
  MapView,
  Padding,
  ParcelChange,
  Selection,
  TilesStatus,
} from './model'
import { Pointing } from './pointing'
import { PositionMark } from './position'

const MIN_ZOOM = 5
const MAX_ZOOM = 20
/** Where a flight ends when the goal is smaller than the view. */
const CLOSE_UP_ZOOM = 18
/** The legend starts open only where the map keeps this many pixels of width with it. */
const ROOM_FOR_LEGEND = 900
const VIETNAM: Box = [102.1, 8.2, 109.5, 23.4]
/** Free ground between what one flies to and the panels. CSS pixels. */
const AIR = 24

interface Listeners {
  select: ((selection: Selection) => void)[]
  hover: ((selection: Selection) => void)[]
  move: ((view: MapView) => void)[]
  status: ((status: TilesStatus) => void)[]
}

/** The map of the page: the only door to Leaflet. State goes in, events come out. */
export class ClearanceMap {
  #options: MapOptions
  #texts: MapTexts
  #map: LeafletMap
  #layers: MapLayers
  #pointing: Pointing
  #position: PositionMark
  #zoomControl = new ZoomControl()
  #legend = new LegendControl()
  #ground: Ground
  #padding: Padding = { left: 0, right: 0, top: 0, bottom: 0 }
  #listeners: Listeners = { select: [], hover: [], move: [], status: [] }
  #resize: ResizeObserver

  constructor(options: MapOptions) {
    this.#options = options
    this.#texts = options.texts
    const { container } = options
    container.classList.add('map')
    container.setAttribute('role', 'region')
    this.#map = new LeafletMap(container, {
      ...{ zoomControl: false, attributionControl: false, minZoom: MIN_ZOOM, maxZoom: MAX_ZOOM },
      worldCopyJump: true,
    })
    this.#map.fitBounds(toBounds(options.bounds ?? VIETNAM))
    this.#layers = new MapLayers(this.#map, {
      tilesBase: options.tilesBase,
      parcelsMinZoom: options.parcelsMinZoom,
      onStatus: (status) => this.#tell('status', status),
    })
    this.#position = new PositionMark(this.#map)
    this.#pointing = new Pointing({
      map: this.#map,
      tiles: () => this.#layers.tiles,
      center: () => toBounds(this.getView().bbox).getCenter(),
      onSelect: (selection) => this.#tell('select', selection),
      onHover: (selection) => {
        this.#layers.setHovered(selection)
        this.#tell('hover', selection)
      },
    })
    this.#ground = new Ground(this.#map, options.baseMaps)
    this.#addControls()
    this.setTexts(options.texts, options.locale)
    this.#makeRoomForLegend()
    this.flyTo(options.bounds ?? VIETNAM, { animate: false })
    this.#map.on('moveend', () => this.#tell('move', this.getView()))
    this.#resize = new ResizeObserver(() => this.#map.invalidateSize({ pan: false }))
    this.#resize.observe(container)
  }

  setTexts(texts: MapTexts, locale: 'vi' | 'en'): void {
    this.#texts = texts
    this.#options.container.lang = locale
    this.#options.container.setAttribute('aria-label', texts.map)
    for (const control of [this.#zoomControl, this.#legend, this.#ground]) control.setTexts(texts)
  }

  setView(state: MapState): void {
    this.#layers.setState(state)
  }

  /** Recolours the parcels that are on the map without fetching anything. */
  patchParcels(changes: ParcelChange[]): void {
    this.#layers.patchParcels(changes)
  }

  /** The three fetch again; what is drawn stays until the new tiles are here. */
  reloadParcels(): void {
    this.#layers.reloadParcels()
  }

  reloadProjects(): void {
    this.#layers.reloadProjects()
  }

  reloadUnits(): void {
    this.#layers.reloadUnits()
  }

  flyTo(bbox: Box, options: { maxZoom?: number; animate?: boolean } = {}): void {
    const { left, right, top, bottom } = this.#padding
    const fit = {
      paddingTopLeft: [left + this.#legend.coveredWidth + AIR, top + AIR] as [number, number],
      paddingBottomRight: [right + AIR, bottom + AIR] as [number, number],
      maxZoom: options.maxZoom ?? CLOSE_UP_ZOOM,
    }
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    if (options.animate === false || isCalm) this.#map.fitBounds(toBounds(bbox), { ...fit, animate: false })
    else this.#map.flyToBounds(toBounds(bbox), { ...fit, duration: 0.9 })
  }

  showPosition(lon: number, lat: number, accuracyM: number): void {
    this.#position.show(lon, lat, accuracyM, this.#texts.position)
  }

  clearPosition(): void {
    this.#position.clear()
  }

  /** How far panels reach over the map: flights and controls keep clear of them. */
  setPadding(padding: Padding): void {
    this.#padding = padding
    for (const [side, pixels] of Object.entries(padding)) {
      this.#options.container.style.setProperty(`--map-${side}`, `${pixels}px`)
    }
    this.#makeRoomForLegend()
  }

  #makeRoomForLegend(): void {
    const { left, right } = this.#padding
    this.#legend.suggestOpen(this.#map.getSize().x - left - right >= ROOM_FOR_LEGEND)
  }

  getView(): MapView {
    const { lng, lat } = this.#map.getCenter()
    const { x, y } = this.#map.getSize()
    const { left, right, top, bottom } = this.#padding
    const nw = this.#map.containerPointToLatLng([left, top])
    const se = this.#map.containerPointToLatLng([x - right, y - bottom])
    return { center: [lng, lat], zoom: this.#map.getZoom(), bbox: [nw.lng, se.lat, se.lng, nw.lat] }
  }

  onSelect(listener: (selection: Selection) => void): void {
    this.#listeners.select.push(listener)
  }

  onHover(listener: (selection: Selection) => void): void {
    this.#listeners.hover.push(listener)
  }

  onMove(listener: (view: MapView) => void): void {
    this.#listeners.move.push(listener)
  }

  onStatus(listener: (status: TilesStatus) => void): void {
    this.#listeners.status.push(listener)
  }

  destroy(): void {
    this.#resize.disconnect()
    this.#pointing.destroy()
    this.#layers.destroy()
    this.#map.remove()
  }

  #addControls(): void {
    const scale = new Control.Scale({ position: 'bottomleft', imperial: false })
    const [attribution, chooser] = this.#ground.controls
    const controls = [scale, this.#legend, attribution, this.#zoomControl, chooser]
    for (const control of controls) control.addTo(this.#map)
  }

  #tell<K extends keyof Listeners>(kind: K, value: Parameters<Listeners[K][number]>[0]): void {
    for (const listener of this.#listeners[kind] as ((given: typeof value) => void)[]) listener(value)
  }
}

function toBounds([west, south, east, north]: Box): LatLngBounds {
  return new LatLngBounds([south, west], [north, east])
}
