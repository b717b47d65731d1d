import { isSameSelection, type MapState, type UnitSeverity } from './model'

/** Which parts of the state differ, by content: a page that rebuilds equal sets costs no redraw. */
export function differences(
  before: MapState,
  after: MapState,
): Record<'severities' | 'projects' | 'statuses' | 'selection', boolean> {
  return {
    severities: !isSameMap(before.severities, after.severities),
    projects: !isSameSet(before.projects, after.projects),
    statuses: !isSameSet(before.statuses, after.statuses),
    selection: !isSameSelection(before.selection, after.selection),
  }
}

function isSameSet(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean {
  if (a === null || b === null) return a === b
  return a.size === b.size && [...a].every((member) => b.has(member))
}

function isSameMap(a: ReadonlyMap<string, UnitSeverity>, b: ReadonlyMap<string, UnitSeverity>): boolean {
  return (
    a.size === b.size &&
    [...a].every(([code, x]) => {
      const y = b.get(code)
      return y && x.severity === y.severity && x.silent === y.silent && x.figures === y.figures
    })
  )
}
