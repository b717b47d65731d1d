/** The words the map shares with the rest of the page. Everything geographic is lon/lat, west south east north. */

/** In the order of the integers that the tiles carry. */
export const STATUSES = [
  'excluded',
  'cleared',
  'blocked',
  'overdue',
  'not_started',
  'undated',
  'on_track',
] as const
/** For people: what needs an eye comes first. */
export const STATUSES_WORST_FIRST = [
  'blocked',
  'overdue',
  'undated',
  'not_started',
  'on_track',
  'cleared',
  'excluded',
] as const satisfies Status[]
export type Status = (typeof STATUSES)[number]

/** In the order of the integers that the tiles carry. */
export const SEVERITIES = ['none', 'clear', 'critical', 'serious', 'watch', 'ok'] as const
export const SEVERITIES_WORST_FIRST = [
  'critical',
  'serious',
  'watch',
  'ok',
  'clear',
  'none',
] as const satisfies Severity[]
export type Severity = (typeof SEVERITIES)[number]

/** In the order of the integers that the tiles carry. */
export const PROJECT_STATUSES = ['no_parcels', 'done', 'delayed', 'on_track'] as const
export type ProjectStatus = (typeof PROJECT_STATUSES)[number]

/** What was found about a shape of a file, the worst last. */
export const MARKS = ['good', 'warning', 'refused'] as const
export type Mark = (typeof MARKS)[number]

export type Box = [west: number, south: number, east: number, north: number]

export type Selection =
  | { kind: 'unit'; code: string }
  | { kind: 'project'; code: string }
  | { kind: 'parcel'; id: number; project: string }
  | null

export function isSameSelection(a: Selection, b: Selection): boolean {
  if (a === null || b === null) return a === b
  if (a.kind === 'parcel') return b.kind === 'parcel' && a.id === b.id
  return a.kind === b.kind && a.code === b.code
}

export interface UnitSeverity {
  severity: Severity
  /** No person has updated anything there for a while: hatched. */
  silent: boolean
  /** A short line under the unit's name, ready for display; '' for none. */
  figures: string
}

/** What the map shows. Changing anything but `asOf`, `level` and `unitsAt` fetches nothing. */
export interface MapState {
  /** ISO date; null = today, live. */
  asOf: string | null
  level: string
  unitsAt: string | null
  severities: ReadonlyMap<string, UnitSeverity>
  /** Projects drawn in full, all others faded; null = all. */
  projects: ReadonlySet<string> | null
  /** Parcel statuses drawn in full, all others faded; null = all. */
  statuses: ReadonlySet<Status> | null
  selection: Selection
}

export interface ParcelChange {
  id: number
  project_code: string
  version: number
  /** Index into STATUSES. */
  status: number
  days_late: number
}

export interface MapView {
  center: [lon: number, lat: number]
  zoom: number
  /** The part of the ground that no panel covers. */
  bbox: Box
}

export interface Padding {
  left: number
  right: number
  top: number
  bottom: number
}

export type TilesStatus = 'failing' | 'ok'

export interface BaseMap {
  name: string
  url: string
  attribution: string
  max_zoom: number
}

/** Every text that the map itself shows or reads out, already translated. */
export interface MapTexts {
  /** What a screen reader calls the map. */
  map: string
  zoomIn: string
  zoomOut: string
  baseMap: string
  baseMapNone: string
  legend: string
  unitsTitle: string
  projectsTitle: string
  parcelsTitle: string
  /** Explains the rings below the zoom of single parcels. */
  cells: string
  severity: Record<Severity, string>
  /** What makes a unit fall into the class, with its thresholds. */
  severityHint: Record<Severity, string>
  silent: string
  status: Record<Status, string>
  /** What the mark on a blocked parcel says. */
  blockedHint: string
  worksStopped: string
  projectStatus: Record<ProjectStatus, string>
  /** What the mark of an obstacle of a whole project says. */
  projectObstacle: string
  position: string
}

export interface MapOptions {
  container: HTMLElement
  /** Origin of the tiles; '' = the page's own. */
  tilesBase: string
  baseMaps: BaseMap[]
  bounds: Box | null
  /** The first tile zoom that carries single parcels. */
  parcelsMinZoom: number
  texts: MapTexts
  locale: 'vi' | 'en'
}
