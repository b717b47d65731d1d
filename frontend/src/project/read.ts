import type { Query } from '../api/client'
import { getListedProject, getProject } from '../api/endpoints'
import type { Project } from '../api/types'
import { session } from '../lib/session.svelte'

/** A project in full, or what of it the public may see. */
export function readProject(code: string, query: Query, signal?: AbortSignal): Promise<Project> {
  const get = session.may('read_parcels') ? getProject : getListedProject
  return get(code, query, signal)
}
