import { type Query, queryString } from '../api/client'
import { OBSTACLE_CLOSED, OBSTACLE_OPEN } from '../api/types'

/** Which states are shown; empty: every one in which an obstacle is open. */
export const SHOWN_STATES = ['', ...OBSTACLE_OPEN, ...OBSTACLE_CLOSED, 'all'] as const
export type ShownState = (typeof SHOWN_STATES)[number]

export const OBSTACLE_SORTS = ['-overdue', '-parcels', '-area', '-opened'] as const
export type ObstacleSort = (typeof OBSTACLE_SORTS)[number]

/** What is shown of the register; the first is what it opens with. */
export interface ObstacleFilter {
  q: string
  project: string
  unit: string
  /** The level of `unit`. */
  level: string
  cause: string
  state: ShownState
  responsible: string
  escalated_to: string
  /** The number of a parcel. */
  parcel: string
  overdue: boolean
  mine: boolean
  sort: ObstacleSort
}

export const NO_FILTER: ObstacleFilter = {
  q: '',
  project: '',
  unit: '',
  level: '',
  cause: '',
  state: '',
  responsible: '',
  escalated_to: '',
  parcel: '',
  overdue: false,
  mine: false,
  sort: '-overdue',
}

export function readFilter(query: string): ObstacleFilter {
  const params = new URLSearchParams(query)
  const text = (name: string) => params.get(name)?.trim() ?? ''
  return {
    q: text('q'),
    project: text('project'),
    unit: text('unit'),
    level: text('level'),
    cause: text('cause'),
    state: SHOWN_STATES.find((state) => state === text('state')) ?? '',
    responsible: text('responsible'),
    escalated_to: text('escalated_to'),
    parcel: text('parcel').match(/^\d+$/)?.[0] ?? '',
    overdue: text('overdue') === 'true',
    mine: text('mine') === 'true',
    sort: OBSTACLE_SORTS.find((sort) => sort === text('sort')) ?? NO_FILTER.sort,
  }
}

/** As it stands in the address, without what is as always. */
export function writeFilter({ sort, ...filter }: ObstacleFilter): string {
  return queryString({ ...filter, sort: sort === NO_FILTER.sort ? '' : sort })
}

/** As the server takes it. */
export function asked({ state, mine, ...filter }: ObstacleFilter): Query {
  return {
    ...filter,
    open: state === '',
    state: state === 'all' ? '' : state,
    account: mine ? 'me' : '',
  }
}

/** How many conditions leave something out; an order leaves out nothing. */
export function conditions({ sort: _, level: __, ...filter }: ObstacleFilter): number {
  return Object.values(filter).filter(Boolean).length
}
