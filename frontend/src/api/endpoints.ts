import { get, Problem, type Query, queryString, write } from './client'
import type {
  Bottlenecks,
  ImportReport,
  Meta,
  NewObstacle,
  Obstacle,
  Page,
  Parcel,
  ParcelChange,
  ParcelDetail,
  ParcelEvent,
  ParcelSetAnswer,
  ParcelVersion,
  PastImport,
  ProjectDetail,
  ProjectPage,
  UnitShapes,
} from './types'

const API = '/api/v1'

export function address(path: string, query: Query = {}): string {
  const text = queryString(query)
  return text ? `${API}/${path}?${text}` : `${API}/${path}`
}

export const getMeta = (signal?: AbortSignal) => get<Meta>(address('meta'), signal)

export const getBottlenecks = (query: Query, signal?: AbortSignal) =>
  get<Bottlenecks>(address('bottlenecks', query), signal)

export const getUnitShapes = (query: Query, signal?: AbortSignal) =>
  get<UnitShapes>(address('units', query), signal)

export async function getAllProjects(query: Query, signal?: AbortSignal): Promise<ProjectPage> {
  const all = await get<ProjectPage>(address('projects', { ...query, limit: 500 }), signal)
  for (let next = all.next; next; ) {
    const page = await get<ProjectPage>(next, signal)
    all.items.push(...page.items)
    next = page.next
  }
  return { ...all, next: null }
}

export const getProject = (code: string, query: Query, signal?: AbortSignal) =>
  get<ProjectDetail>(address(`projects/${encodeURIComponent(code)}`, query), signal)

export const getParcels = (query: Query, signal?: AbortSignal) =>
  get<Page<Parcel>>(address('parcels', query), signal)

export const getParcelPage = (url: string, signal?: AbortSignal) => get<Page<Parcel>>(url, signal)

export const getParcel = (id: number, query: Query = {}, signal?: AbortSignal) =>
  get<ParcelDetail>(address(`parcels/${id}`, query), signal)

export const getParcelEvents = (id: number, signal?: AbortSignal) =>
  get<{ items: ParcelEvent[] }>(address(`parcels/${id}/events`), signal)

export const editParcel = (id: number, version: number, change: ParcelChange) =>
  write<ParcelDetail>('PATCH', address(`parcels/${id}`), { version, body: change })

export const editParcels = (parcels: ParcelVersion[], change: ParcelChange) =>
  write<ParcelSetAnswer>('PATCH', address('parcels'), { body: { parcels, change } })

export const raiseObstacle = (obstacle: NewObstacle) =>
  write<Obstacle>('POST', address('obstacles'), { body: obstacle })

export const closeObstacle = (
  { id, version }: ParcelVersion,
  body: { result?: string; closed_on?: string; state?: 'resolved' | 'withdrawn' },
) => write<Obstacle>('POST', address(`obstacles/${id}/close`), { version, body })

export const reopenObstacle = ({ id, version }: ParcelVersion) =>
  write<Obstacle>('POST', address(`obstacles/${id}/reopen`), { version, body: {} })

/** The report, also where rows were refused: that answer is a 422 with the same shape. */
export async function sendImport(form: FormData): Promise<ImportReport> {
  try {
    return await write<ImportReport>('POST', address('imports'), { form })
  } catch (error) {
    if (error instanceof Problem && error.status === 422 && error.body && 'refused' in error.body) {
      return error.body as unknown as ImportReport
    }
    throw error
  }
}

export const getImports = (signal?: AbortSignal) => get<{ items: PastImport[] }>(address('imports'), signal)
