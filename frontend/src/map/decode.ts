import { VectorTile, type VectorTileFeature, type VectorTileLayer } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import type { components } from '../api/openapi.gen'
import { type FlatGeometry, GeometryBuilder } from './geometry'

/**
 * From what the server sends to columns. Every decoder is a generator that pauses between slices of features,
 * so that a tile with thousands of parcels never blocks a frame (see FrameQueue).
 */
export type Decoder<T> = (bytes: ArrayBuffer) => Generator<void, T>

const FEATURES_A_STEP = 300
const STATES_A_STEP = 3_000

export interface UnitColumns {
  codes: string[]
  severities: Uint8Array
  silent: Uint8Array
  shapes: FlatGeometry
}

export interface UnitLabel {
  code: string
  name: string
  x: number
  y: number
}

export interface UnitsTile {
  units: UnitColumns
  labels: UnitLabel[]
}

export interface ProjectsTile {
  codes: string[]
  names: string[]
  statuses: Uint8Array
  /** 1 = polygon, 0 = line. */
  areas: Uint8Array
  /** 1 = an obstacle concerns the project as a whole. */
  obstacles: Uint8Array
  shapes: FlatGeometry
}

export interface ParcelColumns {
  ids: Float64Array
  /** Index into `ParcelsTile.projects`. */
  projects: Uint16Array
  shapes: FlatGeometry
}

/** Below the zoom of single parcels: points that carry counts. */
export interface CellColumns {
  xy: Int32Array
  projects: Uint16Array
  /** Six counts a cell, for the statuses 1 (cleared) to 6 (on track). */
  counts: Uint32Array
}

export interface ParcelsTile {
  projects: string[]
  parcels: ParcelColumns
  cells: CellColumns
}

/** What colours parcels, by their ids; of more ground than one tile of shapes. */
export interface ParcelStates {
  /** Indexes into STATUSES. */
  statuses: Map<number, number>
  worksStopped: Set<number>
}

/** As sent: see `ParcelStates` of the API. */
type SentStates = components['schemas']['ParcelStates']

export const COUNTED = 6
const COUNT_NAMES = ['cleared', 'blocked', 'overdue', 'not_started', 'undated', 'on_track']

export function* decodeUnits(bytes: ArrayBuffer): Generator<void, UnitsTile> {
  const { layers } = new VectorTile(new PbfReader(bytes))
  const layer = layers.units
  const count = layer?.length ?? 0
  const shapes = new GeometryBuilder()
  const codes: string[] = []
  const severities = new Uint8Array(count)
  const silent = new Uint8Array(count)
  for (const [i, feature] of features(layer)) {
    codes.push(text(feature, 'code'))
    severities[i] = integer(feature, 'severity')
    silent[i] = feature.properties.silent === true ? 1 : 0
    shapes.add(feature)
    // One district can have as many vertices as a thousand parcels.
    yield
  }
  const labels: UnitLabel[] = []
  for (const [, feature] of features(layers.labels)) {
    const point = feature.loadGeometry()[0]?.[0]
    if (point)
      labels.push({ code: text(feature, 'code'), name: text(feature, 'name'), x: point.x, y: point.y })
  }
  return { units: { codes, severities, silent, shapes: shapes.build() }, labels }
}

export function* decodeProjects(bytes: ArrayBuffer): Generator<void, ProjectsTile> {
  const layer = new VectorTile(new PbfReader(bytes)).layers.projects
  const count = layer?.length ?? 0
  const shapes = new GeometryBuilder()
  const codes: string[] = []
  const names: string[] = []
  const statuses = new Uint8Array(count)
  const areas = new Uint8Array(count)
  const obstacles = new Uint8Array(count)
  for (const [i, feature] of features(layer)) {
    codes.push(text(feature, 'code'))
    names.push(text(feature, 'name'))
    statuses[i] = integer(feature, 'status')
    areas[i] = feature.type === 3 ? 1 : 0
    obstacles[i] = feature.properties.obstacle === true ? 1 : 0
    shapes.add(feature)
    yield
  }
  return { codes, names, statuses, areas, obstacles, shapes: shapes.build() }
}

export function* decodeParcels(bytes: ArrayBuffer): Generator<void, ParcelsTile> {
  const { layers } = new VectorTile(new PbfReader(bytes))
  const projects = new ProjectTable()
  const parcels = yield* decodeParcelColumns(layers.parcels, projects)
  const cells = decodeCells(layers.cells, projects)
  return { projects: projects.codes, parcels, cells }
}

export function* decodeStates(bytes: ArrayBuffer): Generator<void, ParcelStates> {
  const sent: SentStates = JSON.parse(new TextDecoder().decode(bytes))
  const states: ParcelStates = { statuses: new Map(), worksStopped: new Set() }
  const stopped = new Set(sent.works_stopped)
  let id = 0
  for (const [i, step] of sent.ids.entries()) {
    id += step
    states.statuses.set(id, Number(sent.statuses[i]))
    if (stopped.has(i)) states.worksStopped.add(id)
    if (i % STATES_A_STEP === 0) yield
  }
  return states
}

function* decodeParcelColumns(
  layer: VectorTileLayer | undefined,
  projects: ProjectTable,
): Generator<void, ParcelColumns> {
  const count = layer?.length ?? 0
  const shapes = new GeometryBuilder()
  const ids = new Float64Array(count)
  const indexes = new Uint16Array(count)
  for (const [i, feature] of features(layer)) {
    ids[i] = feature.id ?? 0
    indexes[i] = projects.index(text(feature, 'project'))
    shapes.add(feature)
    if (i % FEATURES_A_STEP === 0) yield
  }
  return { ids, projects: indexes, shapes: shapes.build() }
}

function decodeCells(layer: VectorTileLayer | undefined, projects: ProjectTable): CellColumns {
  const count = layer?.length ?? 0
  const xy = new Int32Array(2 * count)
  const indexes = new Uint16Array(count)
  const counts = new Uint32Array(COUNTED * count)
  for (const [i, feature] of features(layer)) {
    const point = feature.loadGeometry()[0]?.[0]
    xy[2 * i] = point?.x ?? 0
    xy[2 * i + 1] = point?.y ?? 0
    indexes[i] = projects.index(text(feature, 'project'))
    COUNT_NAMES.forEach((name, k) => {
      counts[COUNTED * i + k] = integer(feature, name)
    })
  }
  return { xy, projects: indexes, counts }
}

/** Project codes as small integers, per tile. */
class ProjectTable {
  readonly codes: string[] = []
  #indexes = new Map<string, number>()

  index(code: string): number {
    let index = this.#indexes.get(code)
    if (index === undefined) {
      index = this.codes.push(code) - 1
      this.#indexes.set(code, index)
    }
    return index
  }
}

function* features(layer: VectorTileLayer | undefined): Generator<[number, VectorTileFeature]> {
  for (let i = 0; i < (layer?.length ?? 0); i++) {
    yield [i, (layer as VectorTileLayer).feature(i)]
  }
}

function text(feature: VectorTileFeature, name: string): string {
  const value = feature.properties[name]
  return typeof value === 'string' ? value : ''
}

function integer(feature: VectorTileFeature, name: string): number {
  const value = feature.properties[name]
  return typeof value === 'number' ? value : 0
}
