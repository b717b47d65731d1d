import type { Level } from '../api/types'
import { addDays } from './format'

/** A day on which the level's units exist: that of the page, else the nearest; null for the page's. */
export function dayWithUnits({ valid_from, valid_to }: Level, day: string): string | null {
  if (valid_to && valid_to <= day) return addDays(valid_to, -1)
  return valid_from && valid_from > day ? valid_from : null
}
