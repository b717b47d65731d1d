import { inject } from 'vitest'
import { type Query, queryString } from '../../../src/api/client'
import type {
  Bottlenecks,
  Meta,
  Page,
  Parcel,
  ParcelChange,
  ParcelDetail,
  ProjectPage,
} from '../../../src/api/types'

/** The interface of the server, asked from outside the page. */
async function ask<T>(path: string, query: Query = {}, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(`${inject('origin')}/api/v1/${path}?${queryString(query)}`, init)
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer.json() as Promise<T>
}

export const meta = () => ask<Meta>('meta')
export const projects = (query: Query = {}) => ask<ProjectPage>('projects', { limit: 500, ...query })
export const bottlenecks = (query: Query) => ask<Bottlenecks>('bottlenecks', query)
export const parcels = (query: Query) => ask<Page<Parcel>>('parcels', query)
export const parcel = (id: number) => ask<ParcelDetail>(`parcels/${id}`)

/** What a colleague does elsewhere. */
export const editParcel = ({ id, version }: { id: number; version: number }, change: ParcelChange) =>
  ask<ParcelDetail>(
    `parcels/${id}`,
    {},
    {
      method: 'PATCH',
      headers: {
        'Content-Type': 'application/json',
        'If-Match': `"${version}"`,
        'X-Matbang-User': encodeURIComponent('Nguyễn Thị Đồng Nghiệp'),
      },
      body: JSON.stringify(change),
    },
  )
