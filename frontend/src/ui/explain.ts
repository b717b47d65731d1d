import type { Problem } from '../api/client'
import type { Messages } from '../i18n/vi'

/** A problem as a sentence: the server's own, where it gave one in the reader's language. */
export function explain(problem: Problem, t: Messages): string {
  if (problem.status === 0) return t.problem.offline
  if (problem.status === 404) return t.problem.gone
  if (problem.status >= 500 && !problem.body?.detail) return t.problem.server
  return problem.message
}
