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

/** Whether a grant reaches everything that lies there, as what is said of a whole project needs. */
export function reachesAll(grant: Grant, user: SessionUser | null, place: Placed): boolean {
  if (grant !== 'own_areas') return grant === 'yes'
  const limited = user !== null && user.units.length > 0
  const parts = limited ? place.units.map((unit) => ({ ...place, units: [unit] })) : [place]
  return parts.length > 0 && parts.every((part) => reaches(grant, user, part))
}

function isInArea({ units, projects }: SessionUser, place: Placed): boolean {
  const inProject = projects.length === 0 || projects.includes(place.project_code)
  const inUnit = units.length === 0 || place.units.some(({ code }) => units.some((own) => own.code === code))
  return inProject && inUnit
}
