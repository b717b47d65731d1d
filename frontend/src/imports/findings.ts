import type { ImportProblem, ImportReport, Told } from '../api/types'

/** One line of a report: why a feature is refused, or what to look at before it is stored. */
export interface Finding extends ImportProblem {
  mark: 'refused' | 'warning'
}

/** Lines of one kind: all refusals, or the warnings of one code. */
export interface FindingGroup {
  /** `refused`, or the code of the warnings. */
  id: string
  mark: Finding['mark']
  /** How many there are in the file; the report may tell fewer one by one. */
  count: number
  /** Null for refusals, which the page names itself. */
  name: Told | null
}

export interface FindingFilter {
  group: string | null
  /** Part of a key, or a feature's number. */
  text: string
}

export const NO_FINDING_FILTER: FindingFilter = { group: null, text: '' }

/** All lines of a report, refusals first. */
export function findingsOf({ problems, warnings }: ImportReport): Finding[] {
  return [
    ...problems.map((problem): Finding => ({ ...problem, mark: 'refused' })),
    ...warnings.map((warning): Finding => ({ ...warning, mark: 'warning' })),
  ]
}

export function groupsOf({ problems, more_problems, warning_counts }: ImportReport): FindingGroup[] {
  const refusals = problems.length + more_problems
  const warnings = warning_counts.map(
    ({ code, count, vi, en }): FindingGroup => ({ id: code, mark: 'warning', count, name: { vi, en } }),
  )
  return refusals ? [{ id: 'refused', mark: 'refused', count: refusals, name: null }, ...warnings] : warnings
}

export function matching(findings: readonly Finding[], { group, text }: FindingFilter): Finding[] {
  const wanted = text.trim().toLocaleLowerCase('vi')
  return findings.filter(
    (finding) =>
      (group === null || group === (finding.mark === 'refused' ? 'refused' : finding.code)) &&
      (wanted === '' ||
        String(finding.feature) === wanted ||
        (finding.key ?? '').toLocaleLowerCase('vi').includes(wanted)),
  )
}

/** How many of the lines that the filter asks for are told by their number alone. */
export function untold(report: ImportReport, group: string | null): number {
  const told = (wanted: FindingGroup) => matching(findingsOf(report), { group: wanted.id, text: '' }).length
  return groupsOf(report)
    .filter(({ id }) => group === null || group === id)
    .reduce((sum, one) => sum + Math.max(0, one.count - told(one)), 0)
}
