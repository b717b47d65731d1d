import type { IsoDate, SharePoint } from '../api/types'
import { addDays, percentOf, shareOf } from '../lib/format'

/** A point of the curve while it is written: per cent, as people say it. */
export interface DraftPoint {
  on_date: IsoDate | null
  percent: number | null
}

export function draftOf(points: readonly SharePoint[]): DraftPoint[] {
  return points.map(({ on_date, share }) => ({ on_date, percent: percentOf(share) }))
}

/** In the order of their days, those without one last. */
export function inOrder(draft: readonly DraftPoint[]): DraftPoint[] {
  return draft.toSorted((a, b) => {
    if (a.on_date === null || b.on_date === null)
      return Number(a.on_date === null) - Number(b.on_date === null)
    return a.on_date.localeCompare(b.on_date)
  })
}

/** The points as they are sent; null while something is missing. */
export function pointsIn(draft: readonly DraftPoint[]): SharePoint[] | null {
  const points = draft.flatMap(({ on_date, percent }) =>
    on_date === null || percent === null ? [] : [{ on_date, share: shareOf(percent) }],
  )
  return points.length === draft.length ? points : null
}

/** A month after the last point, where a further one may be wanted; without any, after today. */
export function dayAfter(draft: readonly DraftPoint[], today: IsoDate): IsoDate {
  const last = draft.reduce((latest, { on_date }) => (on_date && on_date > latest ? on_date : latest), '')
  return addDays(last || today, 30)
}
