import type { Commitment, IsoDate } from '../api/types'
import type { CommitmentMessages } from '../i18n/commitments-vi'
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

/** How much of it is reached: "58,8% trên 75%"; of parcels, which part of them. */
export function reached(
  { share, progress }: Pick<Commitment, 'share' | 'progress'>,
  t: CommitmentMessages,
  f: Format,
): string {
  if (share === null) return t.reachedParcels(f.percent(progress))
  return progress < 1
    ? t.reachedShare(f.percent(progress * share), f.percent(share))
    : t.reachedAll(f.percent(share))
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
