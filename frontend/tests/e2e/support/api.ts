import { inject } from 'vitest'
import { type Query, queryString } from '../../../src/api/client'
import type {
  Bottlenecks,
  ImportPage,
  Meta,
  Obstacle,
  Page,
  Parcel,
  ParcelChange,
  ParcelDetail,
  ParcelEvent,
  ParcelPersons,
  ParcelVersion,
  ProjectDetail,
  ProjectPage,
  User,
} from '../../../src/api/types'

export { COLLEAGUE } from './accounts'

/** Asks the server from outside the page. */
async function ask<T>(path: string, query: Query = {}, init: RequestInit = {}): Promise<T> {
  const headers = { Authorization: `Bearer ${inject('colleague')}`, ...init.headers }
  const answer = await fetch(`${inject('origin')}/api/v1/${path}?${queryString(query)}`, { ...init, headers })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json() as Promise<T>
}

export const meta = () => ask<Meta>('meta')
export const projects = (query: Query = {}) => ask<ProjectPage>('projects', { limit: 500, ...query })
export const project = (code: string) => ask<ProjectDetail>(`projects/${code}`)
export const bottlenecks = (query: Query) => ask<Bottlenecks>('bottlenecks', query)
export const parcels = (query: Query) => ask<Page<Parcel>>('parcels', query)
export const parcel = (id: number) => ask<ParcelDetail>(`parcels/${id}`)
export const persons = (id: number) => ask<ParcelPersons>(`parcels/${id}/persons`)
export const events = (id: number) => ask<{ items: ParcelEvent[] }>(`parcels/${id}/events`)
export const imports = () => ask<ImportPage>('imports', { limit: 200 })
export const obstacles = (query: Query) => ask<Page<Obstacle>>('obstacles', query)

export const users = () => ask<{ items: User[] }>('users')

/** What a colleague saves from elsewhere. */
export const editParcel = ({ id, version }: ParcelVersion, change: ParcelChange) =>
  ask<ParcelDetail>(
    `parcels/${id}`,
    {},
    {
      method: 'PATCH',
      headers: {
        'Content-Type': 'application/json',
        'If-Match': `"${version}"`,
      },
      body: JSON.stringify(change),
    },
  )

/** One parcel that answers to the query and has a shape; there must be one. */
export async function anyParcel(query: Query, nth = 0): Promise<Parcel> {
  const { items } = await parcels({ sort: 'key', limit: 500, ...query })
  const found = items.filter((one) => one.has_shape)[nth]
  if (!found) throw new Error(`the demo has no parcel for ${queryString(query)}`)
  return found
}
