import type { ImportKind, IsoDate } from '../api/types'

/** How a file is to be read. */
export interface Order {
  kind: ImportKind
  project: string
  crs: string
  level: string
  parent: string
  valid_from: IsoDate | null
  valid_to: IsoDate | null
  overwrite: boolean
  map: { target: string; source: string }[]
}

/** The fields that a file's own property names can be mapped to. */
export const TARGETS: Record<ImportKind, readonly string[]> = {
  units: ['code', 'name', 'level', 'parent_code', 'valid_from', 'valid_to'],
  projects: [
    ...['code', 'name', 'sector', 'group', 'investor', 'clearance_deadline', 'start_on'],
    ...['corridor_width_m', 'min_workable_m'],
  ],
  parcels: [
    ...['project_code', 'register_unit_code', 'map_sheet', 'parcel_no', 'land_use', 'household_code'],
    ...['holder_name', 'legal_area_m2', 'recovered_area_m2', 'compensation_vnd', 'needs_resettlement'],
    ...['notified_on', 'inventoried_on', 'plan_posted_on', 'plan_approved_on', 'paid_on', 'resettled_on'],
    ...['recovery_decided_on', 'handed_over_on'],
  ],
}

/** The coordinate systems in use in Vietnam; anything else can be typed. */
export const COORDINATE_SYSTEMS = [
  'EPSG:4326',
  ...Array.from({ length: 14 }, (_, index) => `EPSG:${9205 + index}`),
  'EPSG:5897',
  'EPSG:5898',
  'EPSG:5899',
  'EPSG:3405',
]

export function emptyOrder(project: string): Order {
  return {
    kind: 'parcels',
    project,
    crs: '',
    level: '',
    parent: '',
    valid_from: null,
    valid_to: null,
    overwrite: false,
    map: [],
  }
}

/** The order and its file as the server takes them; what does not belong to the kind is left out. */
export function formOf(order: Order, file: File, dryRun: boolean): FormData {
  const form = new FormData()
  const put = (name: string, value: string | null) => value && form.append(name, value)
  put('kind', order.kind)
  put('crs', order.crs.trim())
  if (order.kind === 'parcels') put('project', order.project)
  if (order.kind === 'units') {
    put('level', order.level.trim())
    put('parent', order.parent.trim())
    put('valid_from', order.valid_from)
    put('valid_to', order.valid_to)
  }
  for (const { target, source } of order.map)
    put('map', target && source ? `${target}=${source.trim()}` : null)
  if (order.overwrite) form.append('overwrite', 'true')
  if (dryRun) form.append('dry_run', 'true')
  // Last, so that the server has read every setting before the first row.
  form.append('file', file)
  return form
}
