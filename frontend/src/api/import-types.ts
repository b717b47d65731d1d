// What crosses the wire of /api/v1/imports; the rest is in types.ts.

import type { FeatureCollection, Geometry } from 'geojson'
import type { Bbox, IsoDate } from './types'

export const IMPORT_KINDS = ['parcels', 'projects', 'units'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

export type ImportState =
  | 'received'
  | 'checking'
  | 'checked'
  | 'storing'
  | 'stored'
  | 'refused'
  | 'failed'
  | 'cancelled'
  | 'undone'

/** A sentence in both languages. */
export interface Told {
  vi: string
  en: string
}

export const IMPORT_ENCODINGS = ['utf-8', 'utf-16', 'windows-1258', 'tcvn3', 'vni'] as const
export type ImportEncoding = (typeof IMPORT_ENCODINGS)[number]
/** How a number that can be read in two ways is to be read. */
export type NumberStyle = 'vi' | 'en'

export interface ImportOptions {
  kind: ImportKind
  project?: string
  crs?: string
  level?: string
  level_name_vi?: string
  level_name_en?: string
  parent?: string
  valid_from?: IsoDate
  valid_to?: IsoDate
  /** Field to column; an empty column means that the field is read from none. */
  map: Record<string, string>
  layer?: string
  encoding?: ImportEncoding
  numbers?: NumberStyle
  swap_axes: boolean
  repair: boolean
  skip_bad: boolean
  allow_no_shape: boolean
  overwrite: boolean
}

export interface ImportProgress {
  phase: 'surveying' | 'reading' | 'merging'
  done: number
  of: number
  seconds_left: number | null
}

export interface ImportCounts {
  read: number
  stored: number
  updated: number
  unchanged: number
  refused: number
}

export interface ImportProblem extends Told {
  /** Place in the file from 1, the row in a table; 0 is the file as a whole. */
  feature: number
  key: string | null
  field: string | null
  code: string
}

export interface ImportReport extends ImportCounts {
  kind: ImportKind
  file_name: string
  format: ImportFormat
  dry_run: boolean
  stored_in_database: boolean
  repaired: number
  outside_units: number
  kept_by_person: number
  crs: string | null
  bbox: Bbox | null
  problems: ImportProblem[]
  more_problems: number
  warnings: ImportProblem[]
  warning_counts: ({ code: string; count: number } & Told)[]
  notes: Told[]
}

/** A file that was received, and what became of it. */
export interface Import {
  id: string
  kind: ImportKind | null
  file_name: string
  bytes: number
  created_at: string
  created_by: string
  state: ImportState
  progress: ImportProgress | null
  options: Partial<ImportOptions>
  /** Null in lists, in the stream of events and before the first check. */
  report: ImportReport | null
  /** The counts of the report, in lists too. */
  counts: ImportCounts | null
  failure: Told | null
  has_refused: boolean
  can: Record<'check' | 'store' | 'cancel' | 'undo' | 'discard', boolean>
}

export interface ImportPage {
  items: Import[]
  next: string | null
}

export type ImportFormat = 'geojson' | 'shapefile' | 'geopackage' | 'csv' | 'xlsx'

/** A way to read the coordinates that puts them where the province is. */
export interface LikelyCrs extends Told {
  crs: string
  swap_axes: boolean
}

/** What a received file says of itself. */
export interface ImportPreview {
  format: ImportFormat
  layers: { name: string; features: number | null }[]
  layer: string | null
  encoding: ImportEncoding | null
  features: number | null
  crs: {
    stated: string | null
    how: 'standard' | 'named' | 'missing' | 'unknown' | 'no_shapes'
    name: string | null
    likely: LikelyCrs[]
  }
  columns: string[]
  rows: (string | null)[][]
  fields: { field: string; column: string | null; needed: boolean }[]
  remembered: { options: ImportOptions; at: string; by: string } | null
}

export type ImportMark = 'good' | 'warning' | 'refused'

export type ImportShapes = FeatureCollection<
  Geometry,
  { feature: number; key: string | null; mark: ImportMark }
>
