import 'leaflet/dist/leaflet.css'
import './map.css'
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import {
  Canvas,
  CircleMarker,
  Control,
  GeoJSON,
  type LatLng,
  LatLngBounds,
  type Layer,
  Map as LeafletMap,
  type Path,
  type PathOptions,
} from 'leaflet'
import { CanvasOverlay, type OverlayFrame } from './canvas-overlay'
import { ZoomControl } from './controls'
import { FrameQueue } from './frame-queue'
import { Ground } from './ground'
import { type BaseMap, MARKS, type MapTexts, type Mark } from './model'
import { drawMark } from './painters/marks'
import { INK, MARK_COLOURS } from './palette'

const MAX_ZOOM = 20
const CLOSE_UP_ZOOM = 18
/** How far beside a shape a click still means it: those of a whole district are specks. CSS pixels. */
const REACH_PX = 6
/** Marks keep so far apart; of those that do not, the first stands for the others. CSS pixels. */
const APART_PX = 13

export type MarkedShapes = FeatureCollection<Geometry, { feature: number; mark: Mark }>

export interface ShapesMapOptions {
  container: HTMLElement
  baseMaps: BaseMap[]
  shapes: MarkedShapes
  texts: MapTexts
  /** What the map is called. */
  name: string
  onSelect: (feature: number) => void
}

interface Shape {
  path: Path
  mark: Mark
  bounds: LatLngBounds
}

/** A small map of the shapes of one file, by what was found about each. */
export class ShapesMap {
  #map: LeafletMap
  #frames = new FrameQueue()
  #zoom = new ZoomControl()
  #ground: Ground
  #container: HTMLElement
  /** By number of the feature in the file. */
  #shapes = new Map<number, Shape>()
  #selected: number | null = null
  #resize: ResizeObserver

  constructor({ container, baseMaps, shapes, texts, name, onSelect }: ShapesMapOptions) {
    this.#container = container
    container.classList.add('map')
    container.setAttribute('role', 'region')
    this.#map = new LeafletMap(container, {
      ...{ zoomControl: false, attributionControl: false, minZoom: 5, maxZoom: MAX_ZOOM },
      // The page scrolls past the map; a wheel that zooms would hold it.
      scrollWheelZoom: false,
      renderer: new Canvas({ tolerance: REACH_PX, padding: 0.3 }),
    })
    this.#ground = new Ground(this.#map, baseMaps)
    const scale = new Control.Scale({ position: 'bottomleft', imperial: false })
    const [attribution, chooser] = this.#ground.controls
    for (const control of [scale, attribution, this.#zoom, chooser]) control.addTo(this.#map)
    this.setTexts(texts, name)

    const drawn = this.#draw(shapes, onSelect)
    this.#map.fitBounds(drawn.getBounds().pad(0.08), { animate: false, maxZoom: CLOSE_UP_ZOOM })
    drawn.addTo(this.#map)
    new CanvasOverlay('markerPane', {
      frames: this.#frames,
      paint: (frame) => this.#paintMarks(frame),
      isBlank: () => this.#shapes.size === 0,
    }).addTo(this.#map)
    this.#resize = new ResizeObserver(() => this.#map.invalidateSize({ pan: false }))
    this.#resize.observe(container)
  }

  setTexts(texts: MapTexts, name: string): void {
    this.#container.setAttribute('aria-label', name)
    this.#zoom.setTexts(texts)
    this.#ground.setTexts(texts)
  }

  has(feature: number): boolean {
    return this.#shapes.has(feature)
  }

  /** Outlines one shape and goes there; null for none. */
  select(feature: number | null): void {
    const before = this.#shapes.get(this.#selected ?? Number.NaN)
    before?.path.setStyle(styleOf(before.mark))
    this.#selected = feature
    const shape = this.#shapes.get(feature ?? Number.NaN)
    if (!shape) return
    shape.path.setStyle({ color: INK, weight: 4, dashArray: '' }).bringToFront()
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#map.fitBounds(shape.bounds.pad(1), { maxZoom: CLOSE_UP_ZOOM, animate: !isCalm })
  }

  destroy(): void {
    this.#resize.disconnect()
    this.#frames.destroy()
    this.#map.remove()
  }

  #draw(shapes: MarkedShapes, onSelect: (feature: number) => void): GeoJSON {
    // What matters lies on top.
    const rank = ({ properties }: Feature<Geometry, { mark: Mark }>) => MARKS.indexOf(properties.mark)
    const features = shapes.features.toSorted((a, b) => rank(a) - rank(b))
    return new GeoJSON<{ feature: number; mark: Mark }>({ ...shapes, features } as MarkedShapes, {
      style: (feature) => styleOf(feature?.properties.mark ?? 'good'),
      pointToLayer: (_, at) => new CircleMarker(at, { radius: 5 }),
      onEachFeature: ({ properties: { feature, mark } }, layer) => {
        const path = layer as Path
        this.#shapes.set(feature, { path, mark, bounds: boundsOf(layer) })
        path.on('click', () => onSelect(feature))
      },
    })
  }

  #paintMarks({ context, left, top, mapZoom }: OverlayFrame): void {
    const taken = new Set<string>()
    for (const wanted of ['refused', 'warning'] as const) {
      for (const { mark, bounds } of this.#shapes.values()) {
        if (mark !== wanted) continue
        const at = this.#map.project(bounds.getCenter(), mapZoom)
        const cell = `${Math.floor(at.x / APART_PX)} ${Math.floor(at.y / APART_PX)}`
        if (taken.has(cell)) continue
        taken.add(cell)
        drawMark(context, mark, at.x - left, at.y - top)
      }
    }
  }
}

function styleOf(mark: Mark): PathOptions {
  const { fill, ink } = MARK_COLOURS[mark]
  const dashes = { good: '', warning: '6 3', refused: '2 3' }
  return {
    color: ink,
    weight: mark === 'good' ? 1 : 2,
    dashArray: dashes[mark],
    fillColor: fill,
    fillOpacity: 0.45,
  }
}

function boundsOf(layer: Layer): LatLngBounds {
  const shape = layer as Layer & { getBounds?: () => LatLngBounds; getLatLng?: () => LatLng }
  if (shape.getBounds) return shape.getBounds()
  return new LatLngBounds(shape.getLatLng ? [shape.getLatLng()] : [])
}
