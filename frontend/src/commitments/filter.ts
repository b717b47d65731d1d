import { queryString } from '../api/client'
import { COMMITMENT_STATES, type CommitmentState } from '../api/types'

export const DUE_WITHIN = [7, 14, 30] as const
export const COMMITMENT_SORTS = ['due', '-days_late'] as const
export type CommitmentSort = (typeof COMMITMENT_SORTS)[number]

/** What is shown of the commitments; empty: all of them. */
export interface CommitmentFilter {
  state: CommitmentState[]
  project: string
  /** Code of a unit in which parcels of the project lie. */
  unit: string
  /** Days from the day that is shown. */
  due_within: (typeof DUE_WITHIN)[number] | null
  q: string
  sort: CommitmentSort
}

export function readFilter(query: string): CommitmentFilter {
  const params = new URLSearchParams(query)
  const text = (name: string) => params.get(name)?.trim() ?? ''
  return {
    state: COMMITMENT_STATES.filter((state) => params.getAll('state').includes(state)),
    project: text('project'),
    unit: text('unit'),
    due_within: DUE_WITHIN.find((days) => String(days) === params.get('due_within')) ?? null,
    q: text('q'),
    sort: COMMITMENT_SORTS.find((sort) => sort === params.get('sort')) ?? 'due',
  }
}

/** As it stands in the address, without what is as always. */
export function writeFilter({ sort, ...filter }: CommitmentFilter): string {
  return queryString({ ...filter, sort: sort === 'due' ? null : sort })
}

/** Whether anything is left out: sorting leaves out nothing. */
export function narrows(filter: CommitmentFilter): boolean {
  return writeFilter({ ...filter, sort: 'due' }) !== ''
}
