import type { IsoDate, Sector } from './types'

/** Order of projects by their capital. */
export const CAPITAL_SORTS = [
  '-waiting',
  '-planned',
  'disbursed_share',
  'cleared_share',
  '-late_payment_days',
] as const
export type CapitalSort = (typeof CAPITAL_SORTS)[number]

/** Whether figures still tell how things stand. */
export type Freshness = 'current' | 'stale' | 'absent'

export interface LatePayments {
  parcels: number
  days: number
}

/** Addresses of the lists of parcels behind the numbers. */
export interface CapitalLists {
  remaining: string
  late_payments: string
}

/** Capital of a project in a year beside its clearance; amounts in whole VND. */
export interface CapitalRow {
  project: string
  name: string
  sector: Sector
  investor: string
  planned_vnd: number | null
  disbursed_vnd: number | null
  disbursed_share: number | null
  over_plan: boolean
  reported_on: IsoDate | null
  version: number | null
  freshness: Freshness
  cleared_share: number
  remaining_parcels: number
  waiting_vnd: number
  late_payments: LatePayments
  lists: CapitalLists
}

export interface CapitalTotal {
  projects: number
  absent: number
  stale: number
  planned_vnd: number
  disbursed_vnd: number
  disbursed_share: number | null
  cleared_share: number
  remaining_parcels: number
  waiting_vnd: number
  late_payments: LatePayments
  lists: CapitalLists
}

export interface Capital {
  as_of: IsoDate
  year: number
  years: number[]
  investors: string[]
  items: CapitalRow[]
  total: CapitalTotal
}

/** Capital of a project in a year, as it was reported on a day. */
export interface CapitalFigure {
  year: number
  as_of: IsoDate
  planned_vnd: number
  disbursed_vnd: number
  note: string
  /** Name of the file that it came from; empty: typed. */
  source: string
  recorded_by: string
  recorded_at: string
  version: number
}

export interface CapitalYear extends CapitalFigure {
  disbursed_share: number | null
  over_plan: boolean
  freshness: Freshness
  /** The latest first. */
  history: CapitalFigure[]
}

export interface ProjectCapital {
  project: string
  as_of: IsoDate
  years: CapitalYear[]
}

export interface CapitalInput {
  as_of: IsoDate
  planned_vnd: number
  disbursed_vnd: number
  note: string
}

export const MONEY_UNITS = ['dong', 'million', 'billion'] as const
export type MoneyUnit = (typeof MONEY_UNITS)[number]

export interface CapitalAmounts {
  planned_vnd: number
  disbursed_vnd: number
}

/** What became of a file of figures, or would. */
export interface CapitalImported {
  dry_run: boolean
  rows: number
  new: number
  changed: number
  same: number
  sheet: string | null
  columns: { field: string; heading: string; unit: MoneyUnit | null }[]
  changes: {
    row: number
    project: string
    year: number
    as_of: IsoDate
    before: CapitalAmounts | null
    after: CapitalAmounts
    over_plan: boolean
  }[]
}
