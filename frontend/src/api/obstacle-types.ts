// What crosses the wire of obstacles; the rest is in types.ts.

import type { IsoDate, ParcelEvent, ParcelStatus, UnitName } from './types'

export const OBSTACLE_OPEN = ['open', 'proposed', 'cannot_be_resolved'] as const
export type OpenState = (typeof OBSTACLE_OPEN)[number]

export const OBSTACLE_CLOSED = ['resolved', 'withdrawn'] as const
export type ClosedState = (typeof OBSTACLE_CLOSED)[number]

export type ObstacleState = OpenState | ClosedState

export interface Obstacle {
  id: number
  project_code: string
  project_name: string
  scope: 'parcel' | 'household' | 'selection' | 'project'
  household_code: string
  cause: string
  description: string
  responsible_unit_code: string
  responsible_unit: UnitName | null
  /** Login name; empty: nobody. */
  responsible_account: string
  responsible_name: string
  next_action: string
  due_on: IsoDate | null
  days_overdue: number
  /** The unit that it has climbed to since it is past its due date. */
  escalated_to: UnitName | null
  state: ObstacleState
  opened_on: IsoDate
  closed_on: IsoDate | null
  result: string
  raised_by: string
  units: UnitName[]
  parcel_count: number
  /** The parcels that wait for it. */
  held: Held
  comment_count: number
  attachment_count: number
  version: number
}

export interface Held {
  parcels: number
  area_m2: number
}

/** What a whole list adds up to; a parcel that several hold up counts once. */
export interface ObstacleTotals {
  overdue: number
  escalated: number
  held: Held
}

export interface ObstaclePage {
  items: Obstacle[]
  total: number
  totals: ObstacleTotals
  next: string | null
}

export interface Comment {
  id: number
  at: string
  by: string
  text: string
}

export interface Attachment {
  id: number
  name: string
  media_type: string
  size_bytes: number
  at: string
  by: string
}

export interface HeldParcel {
  id: number
  map_sheet: string
  parcel_no: string
  status: ParcelStatus
}

export interface ObstacleDetail extends Obstacle {
  parcels: HeldParcel[]
  intervals: { opened_on: IsoDate; closed_on: IsoDate | null }[]
  comments: Comment[]
  attachments: Attachment[]
}

export interface NewObstacle {
  project_code: string
  scope: Obstacle['scope']
  parcels?: number[]
  household_code?: string
  cause: string
  description?: string
  responsible_unit_code?: string
  responsible_account?: string
  next_action?: string
  due_on?: IsoDate
}

export interface ObstacleChange {
  cause?: string
  description?: string
  next_action?: string
  responsible_unit_code?: string
  responsible_account?: string
  due_on?: IsoDate | null
  state?: OpenState
  note?: string
}

export interface Closing {
  state?: ClosedState
  result?: string
  closed_on?: IsoDate
}

/** What is done to several at once: to all or to none. */
export type BulkChange = { change: ObstacleChange } | { close: Closing }

export type ObstacleVersion = Pick<Obstacle, 'id' | 'version'>

/** Whom an obstacle can be given to. */
export interface Officer {
  account: string
  full_name: string
}

/** What holds for every obstacle. */
export interface ObstacleMeta {
  /** After how many days past its due date one climbs by one more unit. */
  escalation_days: number
  attachment_max_bytes: number
  attachments_most: number
  attachment_types: string[]
}

export interface ObstacleEvents {
  items: ParcelEvent[]
}
