import type { Obstacle, ObstacleChange, OpenState } from '../api/types'

const FIELDS = [
  'cause',
  'description',
  'next_action',
  'state',
  'responsible_unit_code',
  'responsible_account',
  'due_on',
] as const
export type Field = (typeof FIELDS)[number]

/** What can be said of an open obstacle, as the forms hold it. */
export type Draft = Pick<Obstacle, Exclude<Field, 'state'>> & { state: OpenState }

export function draftOf(obstacle: Obstacle): Draft {
  const { cause, description, next_action, responsible_unit_code, responsible_account, due_on } = obstacle
  const state = obstacle.state as OpenState
  return { cause, description, next_action, state, responsible_unit_code, responsible_account, due_on }
}

/** What the draft changes about an obstacle; null for nothing. */
export function changeIn(draft: Draft, obstacle: Obstacle): ObstacleChange | null {
  const now = { ...draft, description: draft.description.trim(), next_action: draft.next_action.trim() }
  const changed = FIELDS.filter((field) => now[field] !== obstacle[field])
  return changed.length ? Object.fromEntries(changed.map((field) => [field, now[field]])) : null
}

/** The change that gives an obstacle back what `change` took from it. */
export function reverse(before: Obstacle, change: ObstacleChange): ObstacleChange {
  const changed = FIELDS.filter((field) => field in change)
  return Object.fromEntries(changed.map((field) => [field, before[field]]))
}

/** The draft on what somebody else saved meanwhile: their values where this form changed nothing. */
export function rebase(draft: Draft, before: Obstacle, after: Obstacle): Draft {
  const theirs = FIELDS.filter((field) => draft[field] === before[field])
  return { ...draft, ...Object.fromEntries(theirs.map((field) => [field, after[field]])) }
}

/** What differs between two readings of an obstacle. */
export function differences(before: Obstacle, after: Obstacle): Field[] {
  return FIELDS.filter((field) => before[field] !== after[field])
}
