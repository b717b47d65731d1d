import type { FactKind, IsoDate, Step } from './types'

export type LimitKind = 'max' | 'min' | 'valid'
export type LimitUnit = 'day' | 'working_day' | 'month'
export type LimitCondition = 'any' | 'agricultural' | 'not_agricultural' | 'resettlement' | 'no_resettlement'

/** One limit of the law. */
export interface Rule {
  valid_from: IsoDate
  /** First day no more in force. */
  valid_to: IsoDate | null
  /** All of them must have happened. */
  start_facts: (Step | FactKind)[]
  target_step: Step
  kind: LimitKind
  amount: number
  unit: LimitUnit
  condition: LimitCondition
  citation: string
}

export interface NewRule {
  regime: string
  rule: Rule
}

export interface StoredRule extends NewRule {
  id: number
}

/** Limits that are to end and to come. */
export interface RuleChanges {
  end?: { id: number; on: IsoDate }[]
  add?: NewRule[]
}

/** What they would do to parcels today. */
export interface RulePreview {
  parcels: number
  other_status: number
  other_due: number
  changed: number
}
