import type { NewUser, Role, User, UserChange } from '../api/types'

/** What the form of an account holds. */
export type Draft = NewUser

const FIELDS = ['full_name', 'role', 'unit_codes', 'project_codes'] as const
export type Field = (typeof FIELDS)[number]

export const EMPTY: Draft = { name: '', full_name: '', role: 'field', unit_codes: [], project_codes: [] }

/** Whether accounts of a role are limited to areas. */
export function hasAreas(role: Role): boolean {
  return role === 'field' || role === 'officer'
}

export function draftOf({ name, full_name, role, unit_codes, project_codes }: User): Draft {
  return { name, full_name, role, unit_codes, project_codes }
}

/** The draft as it is sent: what a role without areas cannot have is left out. */
export function sent(draft: Draft): Draft {
  const own = { ...draft, name: draft.name.trim(), full_name: draft.full_name.trim() }
  return hasAreas(draft.role) ? own : { ...own, unit_codes: [], project_codes: [] }
}

/** What the draft changes about an account; null for nothing. */
export function changeIn(draft: Draft, user: User): UserChange | null {
  const now = sent(draft)
  const changed = FIELDS.filter((field) => !same(now[field], user[field]))
  return changed.length ? Object.fromEntries(changed.map((field) => [field, now[field]])) : null
}

/** The draft on what somebody else saved meanwhile: their values where this form changed nothing. */
export function rebase(draft: Draft, before: User, after: User): Draft {
  const theirs = FIELDS.filter((field) => same(draft[field], before[field]))
  return { ...draft, ...Object.fromEntries(theirs.map((field) => [field, after[field]])) }
}

/** What differs between two readings of an account. */
export function differences(before: User, after: User): (Field | 'disabled')[] {
  return [...FIELDS, 'disabled' as const].filter((field) => !same(before[field], after[field]))
}

function same(a: unknown, b: unknown): boolean {
  const plain = (value: unknown) => (Array.isArray(value) ? value.toSorted().join('\n') : value)
  return plain(a) === plain(b)
}
