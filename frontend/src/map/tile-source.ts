import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import type { Decoder } from './decode'
import type { FrameQueue } from './frame-queue'

const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 30_000

export interface SourceOptions<T> {
  /** Where the tiles are, without the `/z/x/y` at the end. */
  url: string
  decode: Decoder<T>
  frames: FrameQueue
  /** Sees every decoded tile before anybody else, with the time at which it was asked for. */
  onDecoded?: (data: T, requestedAt: number) => void
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

interface Entry<T> extends Tile<T> {
  users: Set<() => void>
  request: AbortController
  retry: number
  failures: number
  etag: string | null
}

/**
 * Fetches, decodes and keeps the tiles that are in use. A tile asked for again keeps its old content until
 * the new one is decoded, so nothing flickers; one that fails is retried, ever more slowly.
 */
export class TileSource<T> {
  #options: SourceOptions<T>
  #entries = new Map<string, Entry<T>>()
  #query = ''

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
        ...{ z, x, y, data: undefined, users: new Set(), retry: 0, failures: 0, etag: null },
        request: new AbortController(),
      }
      this.#entries.set(key, entry)
      void this.#load(entry)
    }
    const used = entry
    used.users.add(onChange)
    return [used, () => this.#release(key, used, onChange)]
  }

  /** Changes what is asked for; the tiles in use are fetched again if it differs. */
  setQuery(parameters: Record<string, string | null>): void {
    const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== null)
    const query = given.length > 0 ? `?${new URLSearchParams(given)}` : ''
    if (query === this.#query) return
    this.#query = query
    for (const entry of this.#entries.values()) {
      entry.etag = null
      void this.#load(entry)
    }
  }

  /** Asks for every tile in use again; one whose ETag is still the same is not decoded again. */
  reload(): void {
    for (const entry of this.#entries.values()) void this.#load(entry)
  }

  /** Lets `edit` change tiles in place; those for which it answers true are drawn again. */
  patch(edit: (data: T) => boolean): void {
    for (const entry of this.#entries.values()) {
      if (entry.data && edit(entry.data)) this.#tell(entry)
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
      entry.retry = window.setTimeout(() => this.#load(entry), delay)
      this.#options.onFailingChange()
    }
  }

  async #fetch(entry: Entry<T>, signal: AbortSignal): Promise<void> {
    const requestedAt = performance.now()
    const url = `${this.#options.url}/${entry.z}/${entry.x}/${entry.y}${this.#query}`
    // `no-cache`: the browser may keep tiles, but has to ask whether they still hold.
    const response = await fetch(url, { signal, cache: 'no-cache' })
    if (!response.ok) throw new Error(`${url}: ${response.status}`)
    const etag = response.headers.get('ETag')
    if (etag !== null && etag === entry.etag) return
    const bytes = await response.arrayBuffer()
    const data =
      bytes.byteLength > 0
        ? await this.#options.frames.run(this.#options.decode(new VectorTile(new PbfReader(bytes))), signal)
        : null
    if (data) this.#options.onDecoded?.(data, requestedAt)
    entry.data = data
    entry.etag = etag
    this.#tell(entry)
  }

  #release(key: string, entry: Entry<T>, onChange: () => void): void {
    entry.users.delete(onChange)
    if (entry.users.size > 0 || this.#entries.get(key) !== entry) return
    this.#stop(entry)
    this.#entries.delete(key)
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
