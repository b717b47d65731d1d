import { get, Problem, type Query, queryString, write } from './client'
import type {
  Bottlenecks,
  Import,
  ImportKind,
  ImportOptions,
  ImportPage,
  ImportPreview,
  ImportShapes,
  Meta,
  Page,
  Parcel,
  ParcelChange,
  ParcelDetail,
  ParcelEvent,
  ParcelOutline,
  ParcelSetAnswer,
  ParcelVersion,
  Project,
  ProjectPage,
  UnitShapes,
} from './types'
import { type UploadWatch, upload } from './upload'

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
  get<Project>(address(`projects/${encodeURIComponent(code)}`, query), signal)

/** A project as the list has it, which is all that the public sees. */
export async function getListedProject(code: string, query: Query, signal?: AbortSignal): Promise<Project> {
  const { items } = await getAllProjects(query, signal)
  const found = items.find((project) => project.code === code)
  if (!found) throw new Problem(404, null)
  return found
}

export const getParcels = (query: Query, signal?: AbortSignal) =>
  get<Page<Parcel>>(address('parcels', query), signal)

export const getParcelPage = (url: string, signal?: AbortSignal) => get<Page<Parcel>>(url, signal)

export const getParcel = (id: number, query: Query = {}, signal?: AbortSignal) =>
  get<ParcelDetail>(address(`parcels/${id}`, query), signal)

export const getParcelOutline = (id: number, query: Query = {}, signal?: AbortSignal) =>
  get<ParcelOutline>(address(`parcels/${id}/outline`, query), signal)

export const getParcelEvents = (id: number, signal?: AbortSignal) =>
  get<{ items: ParcelEvent[] }>(address(`parcels/${id}/events`), signal)

export const editParcel = (id: number, version: number, change: ParcelChange) =>
  write<ParcelDetail>('PATCH', address(`parcels/${id}`), { version, body: change })

export const editParcels = (parcels: ParcelVersion[], change: ParcelChange) =>
  write<ParcelSetAnswer>('PATCH', address('parcels'), { body: { parcels, change } })

const ofImport = (id: string, part = '') => address(`imports/${encodeURIComponent(id)}${part}`)

/** Sends a file to be looked at; sent again with the same `id`, it is the same import. */
export const receiveImport = (id: string, kind: ImportKind, file: File, watch: UploadWatch) => {
  const form = new FormData()
  form.append('kind', kind)
  form.append('then', 'inspect')
  // Last, so that the server has read every setting before the first byte of it.
  form.append('file', file)
  return upload<Import>(address('imports'), form, id, watch)
}

export const getImports = (signal?: AbortSignal) => get<ImportPage>(address('imports', { limit: 30 }), signal)

export const getImportPage = (url: string, signal?: AbortSignal) => get<ImportPage>(url, signal)

export const getImport = (id: string, signal?: AbortSignal) => get<Import>(ofImport(id), signal)

export const getImportPreview = (id: string, query: Query, signal?: AbortSignal) =>
  get<ImportPreview>(address(`imports/${encodeURIComponent(id)}/preview`, query), signal)

export const getImportShapes = (id: string, signal?: AbortSignal) =>
  get<ImportShapes>(ofImport(id, '/shapes'), signal)

export const checkImport = (id: string, options: ImportOptions) =>
  write<Import>('POST', ofImport(id, '/check'), { body: options })

export const storeImport = (id: string, options: Partial<ImportOptions>) =>
  write<Import>('POST', ofImport(id, '/store'), { body: options })

export const cancelImport = (id: string) => write<Import>('POST', ofImport(id, '/cancel'), {})

export const undoImport = (id: string) => write<Import>('POST', ofImport(id, '/undo'), {})

export const discardImport = (id: string) => write<undefined>('DELETE', ofImport(id), {})

export const importEvents = (id: string) => ofImport(id, '/events')

export const refusedFeatures = (id: string) => ofImport(id, '/refused')
