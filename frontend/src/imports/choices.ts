import type {
  ImportEncoding,
  ImportKind,
  ImportOptions,
  ImportPreview,
  IsoDate,
  LikelyCrs,
  NumberStyle,
} from '../api/types'

/** How a file is to be read: the form that a person fills in. */
export interface Choices {
  kind: ImportKind
  /** '': as the file says, row by row. */
  project: string
  /** '': as the file says. */
  crs: string
  swap_axes: boolean
  level: string
  level_name_vi: string
  level_name_en: string
  parent: string
  valid_from: IsoDate | null
  valid_to: IsoDate | null
  /** The field that each column is read as; a field is in one column only. */
  columns: Record<string, string>
  layer: string | null
  encoding: ImportEncoding | null
  numbers: NumberStyle | null
  repair: boolean
  skip_bad: boolean
  allow_no_shape: boolean
  overwrite: boolean
}

/** What the server needs and neither the file nor the form says. */
export type Lack = { what: 'crs' | 'project' } | { what: 'field'; field: string }

/** What stands for a field that no column has. */
const INSTEAD: Record<string, 'project' | 'level' | 'parent'> = {
  project_code: 'project',
  level: 'level',
  parent_code: 'parent',
}

/** The form as it is first shown: as last asked for this file, else as the file suggests; `project` is at hand. */
export function firstChoices(
  kind: ImportKind,
  asked: Partial<ImportOptions>,
  preview: ImportPreview,
  project: string,
): Choices {
  const last: Partial<ImportOptions> = asked.kind === kind ? asked : {}
  const before = preview.remembered?.options
  const usual = asked.kind === undefined && before?.kind === kind ? before : last
  const columns = columnsOf(preview, last.map ?? {})
  const namesProject = Object.values(columns).includes('project_code')
  return {
    kind,
    project: last.project ?? (namesProject || kind !== 'parcels' ? '' : project),
    crs: last.crs ?? '',
    swap_axes: last.swap_axes ?? false,
    level: usual.level ?? '',
    level_name_vi: usual.level_name_vi ?? '',
    level_name_en: usual.level_name_en ?? '',
    parent: usual.parent ?? '',
    valid_from: last.valid_from ?? null,
    valid_to: last.valid_to ?? null,
    columns,
    layer: preview.layer,
    encoding: preview.encoding,
    numbers: usual.numbers ?? null,
    repair: last.repair ?? false,
    skip_bad: last.skip_bad ?? false,
    allow_no_shape: last.allow_no_shape ?? preview.crs.how === 'no_shapes',
    overwrite: last.overwrite ?? false,
  }
}

/**
 * The form after another look into the file: what was chosen stays, but for the columns where the
 * file turned out to have others.
 */
export function keepChoices(chosen: Choices, fresh: Choices, isSameTable: boolean): Choices {
  const { layer, encoding, columns } = fresh
  return { ...chosen, layer, encoding, columns: isSameTable ? chosen.columns : columns }
}

/** The field of each column: what the server would take, changed by what was asked for. */
function columnsOf(preview: ImportPreview, map: Record<string, string>): Record<string, string> {
  let columns: Record<string, string> = {}
  for (const { field, column } of preview.fields) {
    const source = map[field] ?? column
    if (source && preview.columns.includes(source)) columns = assign(columns, source, field)
  }
  return columns
}

/** The columns once one of them is read as `field`, or as nothing for ''. */
export function assign(
  columns: Record<string, string>,
  column: string,
  field: string,
): Record<string, string> {
  const others = Object.entries(columns).filter(([name, has]) => name !== column && has !== field)
  return Object.fromEntries(field ? [...others, [column, field]] : others)
}

export function takeLikely(choices: Choices, { crs, swap_axes }: LikelyCrs): Choices {
  return { ...choices, crs, swap_axes }
}

/** Whether nobody but the person can say which coordinate system the file is in. */
export function mustChooseCrs({ crs }: ImportPreview): boolean {
  return crs.how === 'missing' || crs.how === 'unknown'
}

/** Whether the file leaves it open how its letters are written. */
export function mayChooseEncoding({ format, encoding }: ImportPreview): boolean {
  if (format === 'geojson') return encoding !== null && encoding !== 'utf-8'
  return format === 'csv' || format === 'shapefile'
}

/** The choices as the server takes them; what does not belong to the kind is left out. */
export function optionsOf(choices: Choices, preview: ImportPreview): ImportOptions {
  const said = (text: string) => text.trim() || undefined
  const isUnits = choices.kind === 'units'
  return {
    kind: choices.kind,
    project: choices.kind === 'parcels' ? said(choices.project) : undefined,
    crs: said(choices.crs),
    level: isUnits ? said(choices.level) : undefined,
    level_name_vi: isUnits ? said(choices.level_name_vi) : undefined,
    level_name_en: isUnits ? said(choices.level_name_en) : undefined,
    parent: isUnits ? said(choices.parent) : undefined,
    valid_from: (isUnits && choices.valid_from) || undefined,
    valid_to: (isUnits && choices.valid_to) || undefined,
    map: mapOf(choices.columns, preview),
    layer: preview.layers.length > 1 ? (choices.layer ?? undefined) : undefined,
    encoding: mayChooseEncoding(preview) ? (choices.encoding ?? undefined) : undefined,
    numbers: choices.numbers ?? undefined,
    swap_axes: choices.swap_axes,
    repair: choices.repair,
    skip_bad: choices.skip_bad,
    allow_no_shape: choices.allow_no_shape,
    overwrite: choices.overwrite,
  }
}

/**
 * Field to column. A field that the server would have found in a column, but that the person took
 * from it, is named with an empty column: read from none. What stands in no column, as a feature's
 * own id, stays as it was.
 */
function mapOf(chosen: Record<string, string>, { columns, fields }: ImportPreview): Record<string, string> {
  const map = Object.fromEntries(Object.entries(chosen).map(([column, field]) => [field, column]))
  for (const { field, column } of fields) {
    if (column !== null) map[field] ??= columns.includes(column) ? '' : column
  }
  return map
}

/** What keeps the file from being checked, in the order of the form. */
export function lacking(choices: Choices, preview: ImportPreview): Lack[] {
  const lacks: Lack[] = []
  const assigned = new Set(Object.values(choices.columns))
  if (choices.kind === 'parcels' && !choices.project && !assigned.has('project_code'))
    lacks.push({ what: 'project' })
  if (mustChooseCrs(preview) && !choices.crs.trim()) lacks.push({ what: 'crs' })
  for (const { field, needed } of preview.fields) {
    const instead = INSTEAD[field]
    const isSaid = assigned.has(field) || field === 'project_code' || (instead && choices[instead].trim())
    if (needed && !isSaid) lacks.push({ what: 'field', field })
  }
  return lacks
}
