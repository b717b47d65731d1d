import type { Grant, SessionUser } from '../api/types'

/** What lies somewhere: in a project, and in units of every level. */
export interface Placed {
  project_code: string
  units: readonly { code: string }[]
}

/** Whether a grant reaches a place; the server decides, this only keeps the page from offering what it refuses. */
export function reaches(grant: Grant, user: SessionUser | null, place: Placed): boolean {
  return grant === 'yes' || (grant === 'own_areas' && user !== null && isInArea(user, place))
}

function isInArea({ units, projects }: SessionUser, place: Placed): boolean {
  const inProject = projects.length === 0 || projects.includes(place.project_code)
  const inUnit = units.length === 0 || place.units.some(({ code }) => units.some((own) => own.code === code))
  return inProject && inUnit
}
