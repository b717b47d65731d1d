import type { Decoder } from './decode'
import type { FrameQueue } from './frame-queue'

const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 30_000

export interface SourceOptions<T> {
  /** Where the tiles are, without the `/z/x/y` at the end. */
  url: string
  decode: Decoder<T>
  /** Against whatever else the page fetches. */
  priority?: RequestPriority
  frames: FrameQueue
  /** May edit every decoded tile before anybody sees it, given when it was asked for; answers whether it did. */
  onDecoded?: (data: T, requestedAt: number) => boolean
  /** After a tile's data have changed. */
  onChange: () => void
  onFailingChange: () => void
}

/** One tile that something on the map needs. */
export interface Tile<T> {
  readonly z: number
  readonly x: number
  readonly y: number
  /** undefined = has not arrived yet; null = there is nothing in it. */
  data: T | null | undefined
}

/** The parameters to ask with at a zoom; null = left out. */
export type TileQuery = (z: number) => Record<string, string | null>

interface Entry<T> extends Tile<T> {
  users: Set<() => void>
  /** What was last asked for. */
  query: string
  /** Shows what was asked for before that. */
  isBehind: boolean
  /** Has arrived, but waits for the tiles that are behind. */
  next: T | null | undefined
  request: AbortController
  retry: number
  failures: number
  etag: string | null
}

/**
 * Fetches, decodes and keeps the tiles that are in use. A tile asked for again keeps its old content until
 * the new one is decoded, so nothing flickers; one that fails is retried, ever more slowly. When what is asked
 * for changes, all tiles change together: a map that shows two days at once would tell lies about both.
 */
export class TileSource<T> {
  #options: SourceOptions<T>
  #entries = new Map<string, Entry<T>>()
  #query: TileQuery = () => ({})

  constructor(options: SourceOptions<T>) {
    this.#options = options
    addEventListener('online', this.#retryFailing)
  }

  get tiles(): readonly Tile<T>[] {
    return [...this.#entries.values()]
  }

  get failing(): boolean {
    for (const entry of this.#entries.values()) if (entry.failures > 0) return true
    return false
  }

  /** Starts using a tile. `onChange` runs whenever its data change; the second part of the answer ends the use. */
  use(z: number, x: number, y: number, onChange: () => void): [Tile<T>, release: () => void] {
    const key = `${z}/${x}/${y}`
    let entry = this.#entries.get(key)
    if (!entry) {
      entry = {
        ...{ z, x, y, data: undefined, next: undefined, users: new Set(), isBehind: false },
        ...{ query: searchOf(this.#query(z)), retry: 0, failures: 0, etag: null },
        request: new AbortController(),
      }
      this.#entries.set(key, entry)
      void this.#load(entry)
    }
    const used = entry
    used.users.add(onChange)
    return [used, () => this.#release(key, used, onChange)]
  }

  /** Changes what is asked for; the tiles in use for which it differs are fetched again. */
  setQuery(query: TileQuery): void {
    this.#query = query
    const changed = [...this.#entries.values()].filter(({ z, query: asked }) => asked !== searchOf(query(z)))
    for (const entry of changed) {
      entry.query = searchOf(query(entry.z))
      entry.isBehind = entry.data !== undefined || entry.next !== undefined
    }
    for (const entry of changed) void this.#load(entry)
  }

  /** Asks for every tile in use again; one whose ETag is still the same is not decoded again. */
  reload(): void {
    for (const entry of this.#entries.values()) void this.#load(entry)
  }

  /** Lets `change` edit tiles in place, and answer whether it did. */
  edit(change: (data: T) => boolean): void {
    for (const entry of this.#entries.values()) {
      // What is behind shows something else; what will take its place sees the change when it is decoded.
      const data = entry.isBehind ? null : (entry.next ?? entry.data)
      if (data && change(data)) entry.etag = null
    }
  }

  destroy(): void {
    removeEventListener('online', this.#retryFailing)
    for (const entry of this.#entries.values()) this.#stop(entry)
    this.#entries.clear()
  }

  async #load(entry: Entry<T>): Promise<void> {
    this.#stop(entry)
    entry.request = new AbortController()
    const { signal } = entry.request
    try {
      await this.#fetch(entry, signal)
      if (entry.failures > 0) {
        entry.failures = 0
        this.#options.onFailingChange()
      }
    } catch {
      if (signal.aborted) return
      const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** entry.failures) * (0.75 + Math.random() / 2)
      entry.failures++
      entry.retry = self.setTimeout(() => this.#load(entry), delay)
      this.#options.onFailingChange()
    }
  }

  async #fetch(entry: Entry<T>, signal: AbortSignal): Promise<void> {
    const requestedAt = performance.now()
    const url = `${this.#options.url}/${entry.z}/${entry.x}/${entry.y}${entry.query}`
    // An ETag names the content, whatever was asked for: units seldom differ from one day to another.
    const headers: HeadersInit = entry.etag === null ? {} : { 'If-None-Match': entry.etag }
    // `no-cache`: the browser may keep tiles, but has to ask whether they still hold.
    const { priority } = this.#options
    const response = await fetch(url, { signal, headers, priority, cache: 'no-cache' })
    if (response.status === 304) return this.#arrived(entry, entry.next)
    if (!response.ok) throw new Error(`${url}: ${response.status}`)
    const bytes = await response.arrayBuffer()
    const data =
      bytes.byteLength > 0 ? await this.#options.frames.run(this.#options.decode(bytes), signal) : null
    const isEdited = data !== null && this.#options.onDecoded?.(data, requestedAt)
    // What was edited is not what the tag names.
    entry.etag = isEdited ? null : response.headers.get('ETag')
    this.#arrived(entry, data)
  }

  #arrived(entry: Entry<T>, data: T | null | undefined): void {
    entry.isBehind = false
    entry.next = data
    this.#showArrived()
  }

  #showArrived(): void {
    const entries = [...this.#entries.values()]
    if (entries.some(({ isBehind }) => isBehind)) return
    for (const entry of entries) {
      if (entry.next === undefined) continue
      entry.data = entry.next
      entry.next = undefined
      this.#tell(entry)
    }
  }

  #release(key: string, entry: Entry<T>, onChange: () => void): void {
    entry.users.delete(onChange)
    if (entry.users.size > 0 || this.#entries.get(key) !== entry) return
    this.#stop(entry)
    this.#entries.delete(key)
    this.#showArrived()
    if (entry.failures > 0) this.#options.onFailingChange()
  }

  #tell(entry: Entry<T>): void {
    for (const onChange of entry.users) onChange()
    this.#options.onChange()
  }

  #stop(entry: Entry<T>): void {
    entry.request.abort()
    clearTimeout(entry.retry)
  }

  #retryFailing = () => {
    for (const entry of this.#entries.values()) if (entry.failures > 0) void this.#load(entry)
  }
}

function searchOf(parameters: Record<string, string | null>): string {
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== null)
  return given.length > 0 ? `?${new URLSearchParams(given)}` : ''
}
