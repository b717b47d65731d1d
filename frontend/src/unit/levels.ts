import { getUnitShapes } from '../api/endpoints'
import type { Level, UnitShapes } from '../api/types'
import { fold } from '../lib/fold'
import { dayWithUnits } from '../lib/level-day'

/** A level with all its units, as they are now or were last. */
export interface UnitLevel {
  level: Level
  shapes: UnitShapes
}

/** The whole tree of units, the top first. */
export function getUnitLevels(levels: Level[], today: string, signal?: AbortSignal): Promise<UnitLevel[]> {
  return Promise.all(
    levels.map(async (level) => {
      const query = { level: level.level, units_at: dayWithUnits(level, today) }
      return { level, shapes: await getUnitShapes(query, signal) }
    }),
  )
}

/** The names of all units by their codes. */
export function namesOf(levels: readonly UnitLevel[]): Map<string, string> {
  return new Map(
    levels.flatMap(({ shapes }) => shapes.features.map(({ properties: { code, name } }) => [code, name])),
  )
}

export interface UnitChoice {
  code: string
  name: string
  /** What the unit belongs to, where that is known. */
  parent: string
}

/**
 * The units of a level whose names hold a text, in the order of the language, each with its parent's
 * name unless all have the same.
 */
export function choices(
  { shapes }: UnitLevel,
  names: ReadonlyMap<string, string>,
  text: string,
  locale: string,
): UnitChoice[] {
  const wanted = fold(text.trim())
  const parents = new Set(shapes.features.map(({ properties }) => properties.parent_code))
  return shapes.features
    .map(({ properties: { code, name, parent_code } }) => ({
      code,
      name,
      parent: (parents.size > 1 && names.get(parent_code ?? '')) || '',
    }))
    .filter(({ name, parent }) => fold(`${name} ${parent}`).includes(wanted))
    .sort((a, b) => a.parent.localeCompare(b.parent, locale) || a.name.localeCompare(b.name, locale))
}
