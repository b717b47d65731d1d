import { describe, expect, it } from 'vitest'
import type { User } from '../../../src/api/types'
import { changeIn, differences, draftOf, EMPTY, rebase, sent } from '../../../src/users/user-draft'

const USER: User = {
  id: 7,
  name: 'lan',
  full_name: 'Nguyễn Thị Lan',
  role: 'field',
  unit_codes: ['168', '169'],
  project_codes: [],
  disabled: false,
  has_password: true,
  created_at: '2026-11-01T00:00:00Z',
  seen_at: null,
  version: 3,
}

describe('the form of an account', () => {
  it('changes nothing as it opens, nor when the same units are chosen in another order', () => {
    const draft = draftOf(USER)
    expect(changeIn(draft, USER)).toBeNull()
    expect(changeIn({ ...draft, unit_codes: ['169', '168'] }, USER)).toBeNull()
  })

  it('sends only what it changes', () => {
    expect(changeIn({ ...draftOf(USER), full_name: ' Lan ' }, USER)).toEqual({ full_name: 'Lan' })
  })

  it('takes the areas away from a role that has none', () => {
    expect(changeIn({ ...draftOf(USER), role: 'leader' }, USER)).toEqual({ role: 'leader', unit_codes: [] })
    expect(sent({ ...EMPTY, name: ' an ', role: 'admin', unit_codes: ['168'] })).toMatchObject({
      name: 'an',
      unit_codes: [],
    })
  })
})

describe('an account that somebody else edited meanwhile', () => {
  const after: User = { ...USER, role: 'officer', full_name: 'Lan N.', version: 4 }

  it('keeps what was typed, and takes theirs over for the rest', () => {
    const draft = { ...draftOf(USER), full_name: 'Nguyễn Lan' }
    const rebased = rebase(draft, USER, after)
    expect(rebased).toMatchObject({ full_name: 'Nguyễn Lan', role: 'officer' })
    expect(changeIn(rebased, after)).toEqual({ full_name: 'Nguyễn Lan' })
  })

  it('is told field by field', () => {
    expect(differences(USER, after)).toEqual(['full_name', 'role'])
    expect(differences(USER, { ...USER, disabled: true })).toEqual(['disabled'])
  })
})
