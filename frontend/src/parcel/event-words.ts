import { STEPS } from '../api/types'
import type { Messages } from '../i18n/vi'
import type { Format } from '../lib/format'

/** The name of a changed field as people say it; the server names it as its column. */
export function fieldName(field: string, t: Messages): string {
  const step = STEPS.find((one) => field.startsWith(`${one}_`))
  const part = step ? t.history.stepFields[field.slice(step.length + 1)] : undefined
  if (step && part !== undefined) return part ? `${t.step[step]}, ${part}` : t.step[step]
  return t.history.fields[field] ?? field
}

export function fieldValue(value: unknown, { t, f }: { t: Messages; f: Format }): string {
  if (value === null || value === undefined || value === '') return t.history.empty
  if (typeof value === 'boolean') return value ? t.yes : t.no
  if (typeof value === 'number') return f.number(value, 2)
  if (typeof value !== 'string') return JSON.stringify(value)
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? f.date(value) : value
}
