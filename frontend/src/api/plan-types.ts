// What crosses the wire of plans and commitments; the rest is in types.ts.

import type { IsoDate, Parcel, Step, UnitName } from './types'

/** What every change of a plan tells. */
export interface PlanChange {
  set_on: IsoDate
  reason: string
  /** Null: not by an account, or not told to the public. */
  by: string | null
  at: string
}

/** A change of a planned day; null: withdrawn. */
export type DayChange = PlanChange & { planned_on: IsoDate | null }

/** A planned day as it was first set and as it is in force; null: none. */
export interface PlannedDay {
  original_on: IsoDate | null
  current_on: IsoDate | null
  changes: DayChange[]
}

export interface StepPlan extends PlannedDay {
  /** Null: the whole project. */
  unit: UnitName | null
  step: Step
  /** Of the parcels that this plan rules. */
  actual: { done: number; of: number; last_on: IsoDate | null }
}

export interface SharePoint {
  on_date: IsoDate
  share: number
}

export interface ShareCurve {
  original: SharePoint[]
  current: SharePoint[]
  actual: SharePoint[]
  changes: PlanChange[]
}

export interface Plans {
  /** Of the project, whose plans these are. */
  version: number
  steps: StepPlan[]
  deadline: PlannedDay
  curve: ShareCurve
  commitments: Commitment[]
}

export const COMMITMENT_STATES = ['open', 'broken', 'kept', 'superseded', 'withdrawn'] as const
export type CommitmentState = (typeof COMMITMENT_STATES)[number]

/** A promise to have a share of a project, or some of its parcels, cleared by a day. */
export interface Commitment {
  id: number
  project_code: string
  project_name: string
  made_by: string
  made_to: string
  made_on: IsoDate
  /** The day first promised. */
  original_on: IsoDate
  due_on: IsoDate
  /** Null: of named parcels. */
  share: number | null
  /** How many parcels are named; null: a share of the project. */
  parcels: number | null
  /** Empty for the public. */
  text: string
  state: CommitmentState
  met_on: IsoDate | null
  days_late: number
  progress: number
  supersedes: number | null
  superseded_on: IsoDate | null
  withdrawn_on: IsoDate | null
  superseded_by: number | null
  /** Why it was withdrawn, else why it took the place of the one before; empty for the public. */
  reason: string
  /** Null for the public. */
  made_by_account: string | null
  version: number
}

export interface CommitmentDetail extends Commitment {
  /** The parcels that it names; to the public without their numbers. */
  committed_parcels: Pick<Parcel, 'id' | 'map_sheet' | 'parcel_no' | 'status' | 'handed_over_on'>[]
  /** Those that it took the place of and that took its place, the oldest first, itself among them. */
  chain: Commitment[]
}

export interface NewCommitment {
  made_by: string
  made_to: string
  made_on?: IsoDate
  due_on: IsoDate
  share?: number
  parcels?: number[]
  text?: string
}

export interface CommitmentSuccessor {
  due_on: IsoDate
  share?: number
  parcels?: number[]
  reason: string
}
