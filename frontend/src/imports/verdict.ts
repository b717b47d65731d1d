import type { Import } from '../api/types'
import type { ImportMessages } from '../i18n/imports-vi'
import type { Format } from '../lib/format'

/** What became of an import, in a sentence. */
export function verdictOf({ state, report }: Import, t: ImportMessages, f: Format): string {
  const { verdict } = t
  switch (state) {
    case 'checking':
    case 'storing':
      return t.working[state]
    case 'checked': {
      if (report?.refused) return verdict.checkedSkip(f.number(report.refused))
      const warnings = report?.warning_counts.reduce((sum, { count }) => sum + count, 0) ?? 0
      return warnings ? verdict.checkedWarnings(f.number(warnings), warnings) : verdict.checked
    }
    case 'refused':
      return report?.refused ? verdict.refused(f.number(report.refused), report.refused) : verdict.refusedFile
    default:
      return verdict[state]
  }
}
