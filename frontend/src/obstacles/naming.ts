import { OBSTACLE_OPEN, type Obstacle } from '../api/types'
import type { Board } from '../board.svelte'
import type { ObstacleMessages } from '../i18n/obstacles-vi'
import type { Format } from '../lib/format'

export const isOpen = ({ state }: Pick<Obstacle, 'state'>) => OBSTACLE_OPEN.some((open) => open === state)

/** "Tranh chấp · Hai hộ liền kề …": the cause alone tells too many of them apart by nothing. */
export function obstacleName(
  { cause, description }: Pick<Obstacle, 'cause' | 'description'>,
  board: Board,
): string {
  return description ? `${board.cause(cause)} · ${description}` : board.cause(cause)
}

/** What it was raised on: some parcels, a household, the whole project. */
export function scopeWords(obstacle: Obstacle, t: ObstacleMessages, f: Format): string {
  const { scope, household_code, parcel_count } = obstacle
  if (scope === 'project') return t.wholeProject
  const parcels = t.parcels(f.number(parcel_count), parcel_count)
  return scope === 'household' ? `${t.ofHousehold(household_code)}, ${parcels}` : parcels
}

/** What waits for it; empty for what holds up a project as a whole. */
export function heldWords({ scope, held }: Obstacle, t: ObstacleMessages, f: Format): string {
  if (scope === 'project') return ''
  if (held.parcels === 0) return t.heldNone
  return t.held(f.number(held.parcels), f.area(held.area_m2), held.parcels)
}
