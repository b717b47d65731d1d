import type { Commitment, CommitmentState } from '../api/types'

/** A state as people read it: what was kept late is told apart from what was kept in time. */
export type Standing = CommitmentState | 'kept_late'

export function standingOf({ state, days_late }: Pick<Commitment, 'state' | 'days_late'>): Standing {
  return state === 'kept' && days_late > 0 ? 'kept_late' : state
}

/** Whether it still binds somebody: what stands can be superseded and withdrawn. */
export function stands({ state }: Pick<Commitment, 'state'>): boolean {
  return state === 'open' || state === 'broken'
}
