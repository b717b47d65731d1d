import type { Layer, Map as LeafletMap } from 'leaflet'
import { CanvasOverlay } from './canvas-overlay'
import {
  type Decoder,
  decodeParcels,
  decodeProjects,
  decodeUnits,
  type ParcelsTile,
  type ProjectsTile,
  type UnitsTile,
} from './decode'
import { FrameQueue } from './frame-queue'
import type { HitTiles } from './hit-test'
import { isSameSelection, type MapState, type ParcelChange, type Selection, type TilesStatus } from './model'
import type { Sent } from './paint-order'
import { paintHighlights } from './painters/highlight'
import { paintLabels } from './painters/labels'
import { LAST_UNIT_FILL_ZOOM, unitFillOpacity } from './painters/units'
import { differences } from './state-diff'
import { Studio } from './studio'
import { tileZoom } from './tile-grid'
import { TileSource } from './tile-source'
import { VectorTileLayer } from './vector-tile-layer'

/** Bottom to top. Project lines lie under the rings, but over single parcels. */
const PANES = { 'unit-fill': 310, 'unit-outline': 320, parcels: 340, highlight: 360, labels: 370 }
const PROJECTS_UNDER_RINGS = '330'
const PROJECTS_OVER_PARCELS = '350'
/** A flat colour needs no sharpness: at most one pixel per pixel saves memory on phones. */
const FLAT_RATIO = 1
const SHARP_RATIO = 2
/** Counts in rings are fetched, not patched; at most this often while changes pour in. */
const RELOAD_AFTER_MS = 1_500
/** Lines, outlines and names of another state let single parcels go first: those are what one looks at. */
const FOLLOW_MS = 250

interface Options {
  tilesBase: string
  parcelsMinZoom: number
  onStatus: (status: TilesStatus) => void
}

/** What is drawn from tiles: three sources, the layers over them, and the state that colours them. */
export class MapLayers {
  readonly #state: MapState = {
    ...{ asOf: null, level: '', unitsAt: null, severities: new Map() },
    ...{ projects: null, statuses: null, selection: null },
  }
  #map: LeafletMap
  #options: Options
  #frames = new FrameQueue()
  #studio: Studio
  #units: TileSource<UnitsTile>
  #projects: TileSource<ProjectsTile>
  #parcels: TileSource<ParcelsTile>
  #waiting: Layer[]
  #highlights: CanvasOverlay
  #labels: CanvasOverlay
  #hovered: Selection = null
  #status: TilesStatus = 'ok'
  #reload = 0
  #follow = 0
  #areLabelsStale = false

  constructor(map: LeafletMap, options: Options) {
    this.#map = map
    this.#options = options
    for (const [name, z] of Object.entries(PANES)) map.createPane(name).style.zIndex = String(z)
    map.createPane('projects')
    const state = this.#state
    this.#studio = new Studio({
      parcels: `${options.tilesBase}/tiles/parcels`,
      onFailingChange: () => this.#tellStatus(),
    })
    this.#units = this.#source('units', decodeUnits)
    this.#projects = this.#source('projects', decodeProjects)
    this.#parcels = this.#source('parcels', decodeParcels)
    const unitFill = this.#layer('unit-fill', this.#units, FLAT_RATIO, LAST_UNIT_FILL_ZOOM)
    const outlines = this.#layer('unit-outline', this.#units, SHARP_RATIO)
    const projects = this.#layer('projects', this.#projects, SHARP_RATIO)
    const parcels = this.#layer('parcels', this.#parcels, SHARP_RATIO)
    this.#highlights = new CanvasOverlay('highlight', {
      frames: this.#frames,
      paint: (frame) => paintHighlights(frame, this.tiles, state.selection, this.#hovered),
      isBlank: () => !state.selection && !this.#hovered,
    })
    this.#labels = new CanvasOverlay('labels', {
      frames: this.#frames,
      paint: (frame) => paintLabels(frame, this.tiles, state),
      isBlank: () => false,
    })
    this.#waiting = [unitFill, outlines, projects, parcels, this.#highlights, this.#labels]
    map.on('zoomend', this.#adaptToZoom)
    map.on('movestart moveend', ({ type }) => {
      this.#frames.isMoving = type === 'movestart'
    })
    map.on('moveend', this.#tellSight)
    this.#adaptToZoom()
    this.#tellSight()
  }

  get tiles(): HitTiles {
    return { units: this.#units.tiles, projects: this.#projects.tiles, parcels: this.#parcels.tiles }
  }

  setState(next: MapState): void {
    const differs = differences(this.#state, next)
    Object.assign(this.#state, next)
    const { asOf, severities, projects, statuses } = next
    const { parcelsMinZoom } = this.#options
    const stale: (keyof Sent)[] = []
    if (differs.projects || differs.statuses) stale.push('parcels')
    if (differs.projects) stale.push('projects')
    if (differs.severities) stale.push('unit-fill')
    this.#studio.setScene({ asOf, severities, projects, statuses, parcelsMinZoom }, stale)
    if (differs.selection) this.#highlights.redraw()
    this.#areLabelsStale ||= differs.severities || differs.projects
    // The shapes of single parcels are the same on every day; the painting thread fetches what colours them.
    this.#parcels.setQuery((z) =>
      z < parcelsMinZoom ? { part: null, as_of: asOf } : { part: 'shapes', as_of: null },
    )
    clearTimeout(this.#follow)
    if (this.#waiting.length > 0 || !this.#showsParcels) this.#ask()
    else this.#follow = window.setTimeout(() => this.#ask(), FOLLOW_MS)
    // Before the first state nobody knows which tiles to ask for.
    for (const layer of this.#waiting.splice(0)) layer.addTo(this.#map)
  }

  /** Asks for the lines and outlines of the present state, and writes its names. */
  #ask(): void {
    if (this.#areLabelsStale) this.#labels.redraw()
    this.#areLabelsStale = false
    const { asOf, level, unitsAt, severities } = this.#state
    // With severities at hand the tiles' own are not used, and a new date need not fetch the shapes again.
    const unitsAsOf = severities.size > 0 ? null : asOf
    this.#projects.setQuery(() => ({ as_of: asOf }))
    this.#units.setQuery(() => ({ as_of: unitsAsOf, level: level || null, units_at: unitsAt ?? asOf }))
  }

  /** Whether single parcels are drawn: below their zoom rings count them. */
  get #showsParcels(): boolean {
    return tileZoom(this.#map.getZoom()) >= this.#options.parcelsMinZoom
  }

  setHovered(hovered: Selection): void {
    if (isSameSelection(this.#hovered, hovered)) return
    this.#hovered = hovered
    this.#highlights.redraw()
  }

  patchParcels(changes: ParcelChange[]): void {
    const isLive = this.#state.asOf === null
    if (isLive) this.#studio.patchParcels(changes)
    // A ring's counts, and what a change of today means for another date, only the server knows.
    if (isLive && this.#showsParcels) return
    this.#reload ||= window.setTimeout(() => {
      this.#reload = 0
      this.reloadParcels()
    }, RELOAD_AFTER_MS)
  }

  reloadUnits(): void {
    this.#units.reload()
  }

  reloadProjects(): void {
    this.#projects.reload()
  }

  reloadParcels(): void {
    this.#parcels.reload()
    this.#studio.reloadStates()
  }

  destroy(): void {
    clearTimeout(this.#reload)
    clearTimeout(this.#follow)
    this.#frames.destroy()
    this.#studio.destroy()
    for (const source of [this.#units, this.#projects, this.#parcels]) source.destroy()
  }

  #source<T>(name: string, decode: Decoder<T>): TileSource<T> {
    return new TileSource({ ...this.#wiring(name), decode })
  }

  #wiring(name: string) {
    return {
      ...{ url: `${this.#options.tilesBase}/tiles/${name}`, frames: this.#frames },
      onChange: () => {
        this.#highlights.redrawSoon()
        if (name !== 'parcels') this.#labels.redrawSoon()
      },
      onFailingChange: () => this.#tellStatus(),
    }
  }

  /** Every painter has a pane of its name. */
  #layer<K extends keyof Sent>(
    painter: K,
    source: TileSource<Sent[K]>,
    maxRatio: number,
    maxZoom?: number,
  ): VectorTileLayer<K> {
    return new VectorTileLayer({ pane: painter, source, painter, studio: this.#studio, maxRatio, maxZoom })
  }

  #tellStatus(): void {
    const isFailing = [this.#units, this.#projects, this.#parcels, this.#studio].some(
      ({ failing }) => failing,
    )
    const status = isFailing ? 'failing' : 'ok'
    if (status === this.#status) return
    this.#status = status
    this.#options.onStatus(status)
  }

  #tellSight = () => {
    const { min, max } = this.#map.getPixelBounds()
    if (min && max) this.#studio.setSight({ mapZoom: this.#map.getZoom(), min, max })
  }

  #adaptToZoom = () => {
    const zoom = this.#map.getZoom()
    const style = (pane: string) => (this.#map.getPane(pane) as HTMLElement).style
    style('unit-fill').opacity = String(unitFillOpacity(zoom))
    style('projects').zIndex = this.#showsParcels ? PROJECTS_OVER_PARCELS : PROJECTS_UNDER_RINGS
  }
}
