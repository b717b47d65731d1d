import { inject } from 'vitest'
import { type Query, queryString } from '../../../src/api/client'
import type {
  AuditPage,
  Bottlenecks,
  Commitment,
  CommitmentDetail,
  Credentials,
  ImportPage,
  MadeUser,
  Meta,
  NewObstacle,
  NewUser,
  Obstacle,
  ObstacleChange,
  ObstacleDetail,
  ObstaclePage,
  ObstacleVersion,
  Page,
  Parcel,
  ParcelChange,
  ParcelDetail,
  ParcelEvent,
  ParcelPersons,
  ParcelVersion,
  Plans,
  Project,
  ProjectPage,
  User,
  UserChange,
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
export const project = (code: string) => ask<Project>(`projects/${code}`)
export const plans = (code: string, query: Query = {}) => ask<Plans>(`projects/${code}/plans`, query)
export const commitments = (query: Query = {}) =>
  ask<Page<Commitment>>('commitments', { limit: 500, ...query })
export const commitment = (id: number) => ask<CommitmentDetail>(`commitments/${id}`)
export const bottlenecks = (query: Query) => ask<Bottlenecks>('bottlenecks', query)
export const parcels = (query: Query) => ask<Page<Parcel>>('parcels', query)
export const parcel = (id: number) => ask<ParcelDetail>(`parcels/${id}`)
export const persons = (id: number) => ask<ParcelPersons>(`parcels/${id}/persons`)
export const events = (id: number) => ask<{ items: ParcelEvent[] }>(`parcels/${id}/events`)
export const imports = () => ask<ImportPage>('imports', { limit: 200 })
export const obstacles = (query: Query) => ask<ObstaclePage>('obstacles', query)
export const obstacle = (id: number) => ask<ObstacleDetail>(`obstacles/${id}`)

export const audit = (query: Query = {}) => ask<AuditPage>('audit', { limit: 500, ...query })
export const users = () => ask<{ items: User[] }>('users')

const send = <T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown, headers = {}) =>
  ask<T>(
    path,
    {},
    { method, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) },
  )

/** An account of somebody new, with a password. */
export async function somebody(given: Partial<NewUser> & Pick<NewUser, 'role'>): Promise<Credentials & User> {
  const name = `nguoi-${crypto.randomUUID().slice(0, 8)}`
  const password = `mot-cau-dai-${crypto.randomUUID().slice(0, 8)}`
  const { user, link } = await send<MadeUser>('POST', 'users', { name, ...given })
  await send('POST', 'password-links', { token: link?.token, password })
  return { ...user, password }
}

/** What a colleague changes about an account. */
export const editUser = ({ id, version }: Pick<User, 'id' | 'version'>, change: UserChange) =>
  send<User>('PATCH', `users/${id}`, change, { 'If-Match': `"${version}"` })

/** What a colleague plans from elsewhere. */
export const planStep = (code: string, version: number, plan: object) =>
  send<Plans>('PUT', `projects/${code}/plans/steps`, plan, { 'If-Match': `"${version}"` })

/** What a colleague withdraws from elsewhere. */
export const withdrawCommitment = ({ id, version }: Pick<Commitment, 'id' | 'version'>, reason: string) =>
  send<CommitmentDetail>('POST', `commitments/${id}/withdraw`, { reason }, { 'If-Match': `"${version}"` })

/** What a colleague saves from elsewhere. */
export const editParcel = ({ id, version }: ParcelVersion, change: ParcelChange) =>
  send<ParcelDetail>('PATCH', `parcels/${id}`, change, { 'If-Match': `"${version}"` })

export const editObstacle = ({ id, version }: ObstacleVersion, change: ObstacleChange) =>
  send<Obstacle>('PATCH', `obstacles/${id}`, change, { 'If-Match': `"${version}"` })

export const raiseObstacle = (obstacle: NewObstacle) => send<Obstacle>('POST', 'obstacles', obstacle)

/** One parcel that answers to the query and has a shape; there must be one. */
export async function anyParcel(query: Query, nth = 0): Promise<Parcel> {
  const { items } = await parcels({ sort: 'key', limit: 500, ...query })
  const found = items.filter((one) => one.has_shape)[nth]
  if (!found) throw new Error(`the demo has no parcel for ${queryString(query)}`)
  return found
}
