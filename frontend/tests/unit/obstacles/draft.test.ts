import { describe, expect, it } from 'vitest'
import { changeIn, differences, draftOf, rebase, reverse } from '../../../src/obstacles/draft'
import { OBSTACLE } from './samples'

const THEIRS = { ...OBSTACLE, version: 5, next_action: 'Mời hộ ký lại', due_on: '2026-12-01' }

describe('the form of an obstacle', () => {
  it('asks for nothing while it says what is stored', () => {
    expect(changeIn(draftOf(OBSTACLE), OBSTACLE)).toBeNull()
    expect(changeIn({ ...draftOf(OBSTACLE), next_action: ' Đo lại ' }, OBSTACLE)).toBeNull()
  })

  it('asks for what was changed, and no more', () => {
    const draft = { ...draftOf(OBSTACLE), state: 'proposed' as const, due_on: null }
    expect(changeIn(draft, OBSTACLE)).toEqual({ state: 'proposed', due_on: null })
  })

  it('keeps what was typed and takes over what others saved beside it', () => {
    const draft = { ...draftOf(OBSTACLE), due_on: '2026-12-24' }
    const after = rebase(draft, OBSTACLE, THEIRS)
    expect(after).toMatchObject({ next_action: 'Mời hộ ký lại', due_on: '2026-12-24' })
    expect(changeIn(after, THEIRS)).toEqual({ due_on: '2026-12-24' })
  })

  it('tells what others changed', () => {
    expect(differences(OBSTACLE, THEIRS)).toEqual(['next_action', 'due_on'])
  })

  it('gives back what a change took, its note left aside', () => {
    expect(reverse(OBSTACLE, { due_on: null, state: 'proposed', note: 'đã họp' })).toEqual({
      due_on: '2026-11-01',
      state: 'open',
    })
  })
})
