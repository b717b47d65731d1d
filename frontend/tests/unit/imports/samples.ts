import type { Import, ImportPreview, ImportProblem, ImportReport, ImportState } from '../../../src/api/types'

const CAN = { check: true, store: false, cancel: false, undo: false, discard: true }

export function importOf(state: ImportState, change: Partial<Import> = {}): Import {
  return {
    id: '0192f0c4-5e7a-7c3b-9d55-0a1b2c3d4e5f',
    kind: 'parcels',
    file_name: 'thua-dat.zip',
    bytes: 1_200_000,
    created_at: '2026-11-23T02:00:00Z',
    created_by: 'Lê Đình Khuê',
    state,
    progress: null,
    options: {},
    report: null,
    counts: null,
    failure: null,
    has_refused: false,
    can: CAN,
    ...change,
  }
}

export function problem(feature: number, code: string, key: string | null = null): ImportProblem {
  return { feature, key, field: null, code, vi: 'sai', en: 'wrong' }
}

export function reportOf(change: Partial<ImportReport> = {}): ImportReport {
  return {
    kind: 'parcels',
    file_name: 'thua-dat.zip',
    format: 'shapefile',
    dry_run: true,
    stored_in_database: false,
    read: 10,
    stored: 10,
    updated: 0,
    unchanged: 0,
    refused: 0,
    repaired: 0,
    outside_units: 0,
    kept_by_person: 0,
    crs: 'EPSG:9213',
    bbox: null,
    problems: [],
    more_problems: 0,
    warnings: [],
    warning_counts: [],
    notes: [],
    ...change,
  }
}

/** A shapefile of parcels without a coordinate system, its names in the columns of a cadastral office. */
export function previewOf(change: Partial<ImportPreview> = {}): ImportPreview {
  return {
    format: 'shapefile',
    layers: [{ name: 'thua', features: 10 }],
    layer: 'thua',
    encoding: 'tcvn3',
    features: 10,
    crs: { stated: null, how: 'missing', name: null, likely: [] },
    columns: ['SOTO', 'SOTHUA', 'TENCHU', 'GHICHU'],
    rows: [],
    fields: [
      { field: 'project_code', column: null, needed: true },
      { field: 'map_sheet', column: 'SOTO', needed: true },
      { field: 'parcel_no', column: 'SOTHUA', needed: true },
      { field: 'holder_name', column: 'TENCHU', needed: false },
      { field: 'land_use', column: null, needed: false },
    ],
    remembered: null,
    ...change,
  }
}
