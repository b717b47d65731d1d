import type { IsoDate, StepPlan } from '../api/types'
import { daysBetween } from '../lib/format'

/** How a planned step stands: no parcel is ruled by it, it is done in time or late, is late, or has time left. */
export type Standing = 'empty' | 'unplanned' | 'done' | 'done_late' | 'late' | 'open'

/** The standing of a planned step on a day, with the days by which it is or was late, or that are left. */
export function standingOf(
  { current_on, actual }: Pick<StepPlan, 'current_on' | 'actual'>,
  day: IsoDate,
): { as: Standing; days: number } {
  if (current_on === null) return { as: 'unplanned', days: 0 }
  if (actual.of === 0) return { as: 'empty', days: 0 }
  if (actual.last_on !== null) {
    const late = daysBetween(current_on, actual.last_on)
    return late > 0 ? { as: 'done_late', days: late } : { as: 'done', days: 0 }
  }
  const left = daysBetween(day, current_on)
  return left < 0 ? { as: 'late', days: -left } : { as: 'open', days: left }
}
