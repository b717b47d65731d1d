import type { Commitment, IsoDate } from '../api/types'
import type { Messages } from '../i18n/vi'
import { daysBetween, type Format } from '../lib/format'

/** What is promised: "Bàn giao 80% diện tích". */
export function promised(
  { share, parcels }: Pick<Commitment, 'share' | 'parcels'>,
  t: Messages,
  f: Format,
): string {
  return share === null
    ? t.commitments.ofParcels(f.number(parcels ?? 0), parcels ?? 0)
    : t.commitments.ofShare(f.percent(share))
}

/** How far from its day a commitment is or was; empty where that no longer matters. */
export function timing(
  { state, due_on, met_on, days_late }: Commitment,
  day: IsoDate,
  t: Messages,
  f: Format,
): string {
  const words: string[] = []
  if (met_on) words.push(t.commitments.metOn(f.date(met_on)))
  if (days_late > 0) words.push(t.commitments.late(f.number(days_late), days_late))
  if (state === 'open') {
    const left = daysBetween(day, due_on)
    words.push(left > 0 ? t.commitments.left(f.number(left), left) : t.commitments.dueToday)
  }
  return words.join(', ')
}
