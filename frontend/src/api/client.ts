import type { ProblemBody } from './types'

/** An answer that is not a success; `status` 0 means that no answer came at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly body: ProblemBody | null,
  ) {
    super(body?.detail ?? body?.title ?? `HTTP ${status}`)
  }

  /** The sentence for one field, by its JSON pointer; in a set of edits the pointers are longer. */
  at(pointer: string): string | null {
    return this.body?.errors?.find((error) => error.pointer.endsWith(pointer))?.detail ?? null
  }

  /** The sentences that belong to none of the fields on the form. */
  besides(pointers: readonly string[]): string[] {
    const others = (this.body?.errors ?? []).filter(
      (error) => !pointers.some((pointer) => error.pointer.endsWith(pointer)),
    )
    return others.map((error) => error.detail)
  }
}

export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>

/** A query string without the empty values, arrays repeated. */
export function queryString(query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '' && one !== false) params.append(name, String(one))
    }
  }
  return params.toString()
}

/** In which language to answer, and whom to tell that a login is needed; set by the page. */
export const caller = { locale: 'vi', onLoginNeeded: () => {} }

export interface Writing {
  /** A thing, sent as JSON, or a file, sent as it is. */
  body?: unknown
  version?: number
}

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  return answer(await attempt(url, { signal, headers: commonHeaders() }))
}

/**
 * Sends a write. It carries an operation id, so that repeating it after a lost connection does
 * nothing twice; one such repetition happens here.
 */
export async function write<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  writing: Writing,
): Promise<T> {
  const headers = writingHeaders(newOperationId())
  if (writing.version !== undefined) headers.set('If-Match', `"${writing.version}"`)
  const isFile = writing.body instanceof Blob
  if (isFile) headers.set('Content-Type', 'application/octet-stream')
  else if (writing.body !== undefined) headers.set('Content-Type', 'application/json')
  const body = isFile ? (writing.body as Blob) : JSON.stringify(writing.body)
  const init = { method, headers, body }
  try {
    return await answer(await attempt(url, init))
  } catch (error) {
    if (error instanceof Problem && error.status === 0) return answer(await attempt(url, init))
    throw error
  }
}

export interface ReceivedFile {
  name: string
  content: Blob
}

/**
 * A file that is asked for with a body. Asked for once, whatever happens on the way: the server
 * records every asking.
 */
export async function receive(url: string, body: unknown): Promise<ReceivedFile> {
  const headers = commonHeaders()
  headers.set('Content-Type', 'application/json')
  const response = await attempt(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw problemOf(response.status, await response.text())
  const [, name] = response.headers.get('Content-Disposition')?.match(/filename="([^"]+)"/) ?? []
  try {
    return { name: name ?? 'matbang', content: await response.blob() }
  } catch {
    // The line broke within the file.
    throw new Problem(0, null)
  }
}

function commonHeaders(): Headers {
  return new Headers({ 'Accept-Language': caller.locale })
}

/** The headers of a write: which one it is, however often it is sent. */
export function writingHeaders(operationId: string): Headers {
  const headers = commonHeaders()
  headers.set('X-Operation-Id', operationId)
  return headers
}

async function attempt(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, null)
  }
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return response.status === 204 ? (undefined as T) : response.json()
  throw problemOf(response.status, await response.text())
}

/**
 * The problem that an answer tells; one that is not the service's own, as a proxy's, has no body.
 * A session that ended is told to the page as well, whatever was asked for.
 */
export function problemOf(status: number, text: string): Problem {
  const body = parsed(text)
  if (status === 401 && body?.type.endsWith('/login-needed')) caller.onLoginNeeded()
  return new Problem(status, body)
}

function parsed(text: string): ProblemBody | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A random UUID; `crypto.randomUUID` is missing where the page is not served over https. */
export function newOperationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
