import { DUE_SOURCES, WARNINGS } from '../api/types'
import type { Messages } from '../i18n/vi'

/** Those whose payment is late by law: known before what it is a part of. */
const LATE_PAYMENT = 'late_by=law&late_step=paid'

/** What a list may be narrowed to, each as parameters of its query. */
export const NARROWINGS = [
  LATE_PAYMENT,
  ...DUE_SOURCES.map((source) => `late_by=${source}`),
  'lapsing=30',
  'lapsing=60',
  ...WARNINGS.map((code) => `warning=${code}`),
  'fact=undated',
  'fact=no_shape',
]

/** The narrowing of a list; empty: none. */
export function narrowingOf(query: string): string {
  const params = new URLSearchParams(query)
  return (
    NARROWINGS.find((narrowing) =>
      [...new URLSearchParams(narrowing)].every(([k, v]) => params.get(k) === v),
    ) ?? ''
  )
}

/** The query of a list with another narrowing in the place of its own. */
export function narrowed(query: string, narrowing: string): string {
  const params = new URLSearchParams(query)
  for (const [name, value] of new URLSearchParams(NARROWINGS.join('&'))) params.delete(name, value)
  for (const [name, value] of new URLSearchParams(narrowing)) params.set(name, value)
  return params.toString()
}

/** What a narrowing keeps, in words. */
export function narrowingName(narrowing: string, t: Messages): string {
  if (narrowing === LATE_PAYMENT) return t.list.latePayment
  const [name, value = ''] = narrowing.split('=')
  const source = DUE_SOURCES.find((kind) => kind === value)
  const warning = WARNINGS.find((code) => code === value)
  if (name === 'late_by' && source) return t.list.lateBy[source]
  if (name === 'warning' && warning) return t.warning[warning]
  if (name === 'lapsing') return t.list.lapsing(value)
  return value === 'undated' ? t.list.undated : t.fact.no_shape
}
