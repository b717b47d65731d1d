// What crosses the wire, and nothing else: every request and answer of /api/v1.

import type { FeatureCollection, Geometry } from 'geojson'
import type { Obstacle, ObstacleMeta } from './obstacle-types'

export * from './account-types'
export * from './audit-types'
export * from './capital-types'
export * from './import-types'
export * from './obstacle-types'
export * from './person-types'
export * from './plan-types'
export * from './rule-types'

export type IsoDate = string
export type Bbox = [west: number, south: number, east: number, north: number]
export type LonLat = [lon: number, lat: number]

/** The legal milestones, in the order of the law. */
export const STEPS = [
  'notified',
  'inventoried',
  'plan_posted',
  'plan_approved',
  'paid',
  'resettled',
  'recovery_decided',
  'handed_over',
] as const
export type Step = (typeof STEPS)[number]

/** What colours a parcel; counts of these add up to the total. */
export const STATUSES = ['cleared', 'on_track', 'undated', 'not_started', 'overdue', 'blocked'] as const
export type Status = (typeof STATUSES)[number]
export type ParcelStatus = Status | 'excluded'

export type Severity = 'none' | 'clear' | 'critical' | 'serious' | 'watch' | 'ok'

export const SECTORS = [
  'transport',
  'industrial',
  'urban',
  'irrigation',
  'energy',
  'social',
  'other',
] as const
export type Sector = (typeof SECTORS)[number]

export const PROJECT_STATUSES = ['delayed', 'on_track', 'done', 'no_parcels'] as const
export type ProjectStatus = (typeof PROJECT_STATUSES)[number]

export const FACTS = ['cleared', 'remaining', 'overdue', 'blocked', 'works_stopped', 'no_shape'] as const
export type Fact = (typeof FACTS)[number]

/** Other dated facts of a parcel that start clocks, in the order in which they may happen. */
export const FACT_KINDS = [
  'inventory_refused',
  'opinion_meeting',
  'disagreed',
  'appraisal_filed',
  'enforcement_complied',
] as const
export type FactKind = (typeof FACT_KINDS)[number]

export const WARNINGS = ['lapsed', 'too_early', 'out_of_order'] as const
export type WarningCode = (typeof WARNINGS)[number]

export type CauseCode = string

export interface NamedCode {
  code: string
  name_vi: string
  name_en: string
}

export interface Level {
  level: string
  name_vi: string
  name_en: string
  rank: number
  units: number
  valid_from: IsoDate | null
  /** First day on which no unit of the level exists any more. */
  valid_to: IsoDate | null
}

export interface BaseMap {
  name: string
  url: string
  attribution: string
  max_zoom: number
}

/** Where the classes of severity begin. */
export interface Thresholds {
  critical_share_late: number
  critical_delay_index: number
  serious_share_late: number
  silent_days: number
}

export interface Meta {
  version: string
  today: IsoDate
  demo: boolean
  levels: Level[]
  default_level: string | null
  causes: NamedCode[]
  land_uses: (NamedCode & { agricultural: boolean })[]
  severity: Thresholds
  base_maps: BaseMap[]
  bbox: Bbox | null
  parcels_min_zoom: number
  obstacles: ObstacleMeta
}

export type Tally = Record<'total' | Fact, number>
export type Lists = Record<'total' | Fact, string>

export interface Figures {
  parcels: Tally
  households: Tally
  area_m2: Tally
  by_status: Record<Status, number>
  cleared_share: number
  lost_days: number
  delay_index: number
  share_late: number
  top_step: Step | null
  top_cause: CauseCode | null
  obstacles_overdue: number
  days_since_update: number | null
  severity: Severity
  silent: boolean
}

export type CountedBy = 'unit' | 'project' | 'step' | 'cause'

/** Figures with the lists behind them, and the same on the earlier day that was asked for. */
export interface ListedFigures extends Figures {
  lists: Lists
  before: (Figures & { lists: Lists; rank: number | null }) | null
}

export interface Bottleneck extends ListedFigures {
  key: Partial<Record<CountedBy, string>>
  name: string
  rank: number
}

export interface Bottlenecks {
  as_of: IsoDate
  by: CountedBy[]
  level: string
  units_at: IsoDate
  items: Bottleneck[]
  total: ListedFigures
  outside: ListedFigures | null
}

export type UnitShapes = FeatureCollection<
  Geometry,
  {
    code: string
    name: string
    level: string
    parent_code: string | null
    severity: Severity
    silent: boolean
  }
>

export interface Page<T> {
  items: T[]
  total: number
  next: string | null
}

export interface UnitName {
  code: string
  name: string
  level?: string
}

export interface Delay {
  kind: 'deadline' | 'curve' | 'commitment'
  since: IsoDate
  days: number
}

export interface Project {
  code: string
  name: string
  sector: Sector
  project_group: string | null
  investor: string | null
  start_on: IsoDate | null
  clearance_deadline: IsoDate | null
  corridor_width_m: number | null
  min_workable_m: number | null
  archived_on: IsoDate | null
  version: number
  status: ProjectStatus
  days_late: number
  delays: Delay[]
  figures: Figures
  units: UnitName[]
  bbox: Bbox | null
  open_obstacles: number
  note?: string | null
}

export type ProjectPage = Page<Project> & { investors: string[] }

export const DUE_SOURCES = ['law', 'plan', 'deadline'] as const
export type DueSourceKind = (typeof DUE_SOURCES)[number]

/** Why a date is due: the law (with its citation), the project's plan, or its deadline. */
export interface DueSource {
  kind: DueSourceKind
  citation: string | null
}

/** A day that a limit of the law sets. */
export interface LegalLimit {
  on: IsoDate
  citation: string
}

export interface Parcel {
  id: number
  project_code: string
  project_name: string
  register_unit_code: string
  map_sheet: string
  parcel_no: string
  land_use: string
  household_code: string
  area_m2: number
  legal_area_m2: number | null
  recovered_area_m2: number | null
  measured_area_m2: number | null
  needs_resettlement: boolean
  agricultural: boolean
  status: ParcelStatus
  waiting_for: Step | null
  due_on: IsoDate | null
  due_step: Step | null
  due_source: DueSource | null
  days_late: number
  /** The first day on which the law allows the step waited for. */
  earliest_on: IsoDate | null
  /** The last day on which the notice is valid, while no recovery decision follows it. */
  lapses_on: IsoDate | null
  is_blocked: boolean
  is_overdue: boolean
  works_stopped: boolean
  has_shape: boolean
  handed_over_on: IsoDate | null
  units: UnitName[]
  /** Whose move it is, while it remains. */
  responsible_unit: UnitName | null
  version: number
  point: LonLat | null
  bbox: Bbox | null
  distance_m?: number
}

/** What everybody may see of a parcel. */
export type ParcelOutline = Pick<
  Parcel,
  'id' | 'project_code' | 'project_name' | 'status' | 'units' | 'area_m2' | 'point' | 'bbox'
>

export interface ParcelStep {
  step: Step
  on: IsoDate | null
  not_applicable_on: IsoDate | null
  document: string
  signed_on: IsoDate | null
  applies: boolean
  due_on: IsoDate | null
  due_source: DueSource | null
  days_late: number
  /** The first day on which the law allows it. */
  earliest: LegalLimit | null
  too_early: boolean
  /** The last day on which what it rests on is valid, while undone. */
  lapses: LegalLimit | null
}

export interface Warning {
  code: WarningCode
  step: Step
  limit: LegalLimit | null
  detail: string
}

export interface ParcelDetail extends Parcel {
  note: string
  excluded_on: IsoDate | null
  steps: ParcelStep[]
  facts: { fact: FactKind; on: IsoDate }[]
  warnings: Warning[]
  obstacles: Obstacle[]
  updated_at: string
  updated_by: string
}

export interface ParcelChange {
  steps?: Partial<Record<Step, { on: IsoDate | null; document?: string; signed_on?: IsoDate | null }>>
  not_applicable?: Partial<Record<Step, IsoDate | null>>
  facts?: Partial<Record<FactKind, IsoDate | null>>
  excluded_on?: IsoDate | null
  note?: string
  reason?: string
}

export interface ParcelVersion {
  id: number
  version: number
}

export interface ParcelSetAnswer {
  updated: ParcelVersion[]
  warnings: (Warning & { id: number })[]
}

export interface ParcelEvent {
  at: string
  actor: string
  action: string
  effective_on: IsoDate | null
  fields: Record<string, [old: unknown, now: unknown]>
  note: string | null
}

/** RFC 9457, with the fields of the form that are wrong and what is stored now. */
export interface ProblemBody {
  type: string
  title: string
  status: number
  detail?: string
  errors?: { pointer: string; detail: string }[]
  current?: unknown
}

/** How statuses are numbered in tiles and in the stream of changes. */
export type StatusNumber = number

export interface ParcelTouch {
  id: number
  project_code: string
  version: number
  status: StatusNumber
  days_late: number
}

export interface ChangeMessage {
  parcels: ParcelTouch[]
  projects: string[]
  reload: string[]
  units: boolean
}
