import type { IsoDate, ParcelDetail, Step } from '../api/types'
import type { Said } from './edits'

/** What the form of a step holds while it is open. */
export interface Draft {
  as: Said['as']
  on: IsoDate | null
  document: string
  signed_on: IsoDate | null
  not_applicable_on: IsoDate | null
  reason: string
}

/** The form as it opens: what is stored, else "done today". */
export function draftOf(parcel: ParcelDetail, step: Step, today: IsoDate): Draft {
  const now = parcel.steps.find((one) => one.step === step)
  return {
    as: now?.not_applicable_on ? 'not_applicable' : 'done',
    on: now?.on ?? today,
    document: now?.document ?? '',
    signed_on: now?.signed_on ?? null,
    not_applicable_on: now?.not_applicable_on ?? today,
    reason: '',
  }
}

/** What the form says; null while a date is missing. */
export function saidIn({ as, on, document, signed_on, not_applicable_on }: Draft): Said | null {
  if (as === 'open') return { as }
  if (as === 'not_applicable') return not_applicable_on ? { as, on: not_applicable_on } : null
  return on ? { as, on, document: document.trim(), signed_on } : null
}

/** The fields of the form as the server calls them. */
export function pointersOf(step: Step): string[] {
  return [
    `/steps/${step}/on`,
    `/steps/${step}/document`,
    `/steps/${step}/signed_on`,
    `/not_applicable/${step}`,
  ]
}
