import { queryString } from '../api/client'
import { DOORS, type Door, type IsoDate } from '../api/types'

/** What is shown of the audit; empty: everything. */
export interface AuditFilter {
  from: IsoDate | null
  to: IsoDate | null
  actor: string
  /** An action, or the beginning of several. */
  action: string
  door: Door | ''
  subject: string
}

export function readFilter(query: string): AuditFilter {
  const params = new URLSearchParams(query)
  const day = (name: string) => params.get(name)?.match(/^\d{4}-\d{2}-\d{2}$/)?.[0] ?? null
  const text = (name: string) => params.get(name)?.trim() ?? ''
  return {
    from: day('from'),
    to: day('to'),
    actor: text('actor'),
    action: text('action'),
    door: DOORS.find((door) => door === params.get('door')) ?? '',
    subject: text('subject'),
  }
}

/** As the server takes it and as it stands in the address, without what is empty. */
export const writeFilter = (filter: AuditFilter): string => queryString({ ...filter })
