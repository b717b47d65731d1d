import { FACT_KINDS, STEPS } from '../api/types'
import type { Board } from '../board.svelte'
import type { Messages } from '../i18n/vi'
import type { Format } from '../lib/format'
import { tree } from '../unit/tree.svelte'

/** Of these the history keeps digests, which nobody can read. */
const PERSONAL = ['holder_name', 'compensation_vnd']

/** The name of a changed field as people say it; the server names it as its column. */
export function fieldName(field: string, t: Messages): string {
  const step = STEPS.find((one) => field.startsWith(`${one}_`))
  const part = step ? t.history.stepFields[field.slice(step.length + 1)] : undefined
  if (step && part !== undefined) return part ? `${t.step[step]}, ${part}` : t.step[step]
  const fact = FACT_KINDS.find((one) => field === `${one}_on`)
  if (fact) return t.recorded[fact]
  return t.history.fields[field] ?? field
}

/** The value of a changed field: codes as names, dates and numbers as they are written. */
export function fieldValue(field: string, value: unknown, board: Board, t: Messages, f: Format): string {
  if (value === null || value === undefined || value === '') return t.history.empty
  if (PERSONAL.includes(field)) return '•••'
  if (typeof value === 'boolean') return value ? t.yes : t.no
  if (typeof value === 'number') return f.number(value, 2)
  if (typeof value !== 'string') return JSON.stringify(value)
  if (field === 'cause') return board.cause(value)
  if (field === 'obstacle' || field === 'state')
    return t.obstacleState[value as keyof Messages['obstacleState']] ?? board.cause(value)
  if (field === 'responsible_unit_code') return tree.name(value) ?? board.unitName(value)
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? f.date(value) : value
}
