// What crosses the wire of the history of everything; the rest is in types.ts.

export const DOORS = ['http', 'import', 'cli', 'demo'] as const
export type Door = (typeof DOORS)[number]

/** Something that was done. */
export interface AuditRow {
  /** Order of recording. */
  number: number
  id: string
  at: string
  /** The account or program; `unknown` where nobody had logged in. */
  actor: string
  door: string
  /** What, for instance `parcel.update`. */
  action: string
  /** To what, as the server notes it. */
  subject: string
  /** The seal that it is under; null: not yet. */
  seal: number | null
}

/** The latest first. */
export interface AuditPage {
  items: AuditRow[]
  next: string | null
}
