// What crosses the wire of land users; the rest is in types.ts.

import type { Parcel } from './types'

export interface ParcelPersons {
  /** Null: not known. */
  holder_name: string | null
  /** Whole VND; null: not known, or not for the reader. */
  compensation_vnd: number | null
  with_compensation: boolean
}

export interface FoundPerson {
  holder_name: string | null
  parcel: Parcel
}

export interface PersonsFound {
  /** The first of them. */
  items: FoundPerson[]
  total: number
}
