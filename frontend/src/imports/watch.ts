import type { Import } from '../api/types'
import type { Source } from '../lib/live'

const CLOSED = 2
/** So long may the stream be silent until the server is asked how things stand. */
const QUIET_MS = 10_000
const RETRY_MS = 2_000

export interface WatchHandlers {
  ask(): Promise<Import>
  open(): Source
  onImport(now: Import): void
  /** The server does not answer; null once it does again. Returns whether to go on asking. */
  onTrouble(error: unknown): boolean
}

export function isRunning({ state }: Import): boolean {
  return state === 'checking' || state === 'storing'
}

/**
 * Follows an import while the server works on it: by its stream of events and, where that is cut or
 * held back on the way, by asking. The report comes by asking alone, once the work has ended.
 */
export class ImportWatch {
  readonly #handlers: WatchHandlers
  #source: Source | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopped = false

  constructor(handlers: WatchHandlers) {
    this.#handlers = handlers
  }

  start(): void {
    void this.#ask()
  }

  stop(): void {
    this.#stopped = true
    this.#rest()
  }

  /** Goes on from what an answer to a request said. */
  heard(now: Import): void {
    if (this.#stopped) return
    this.#handlers.onImport(now)
    if (isRunning(now)) this.#listen()
    else this.#rest()
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      const now = await this.#handlers.ask()
      if (this.#stopped) return
      this.#handlers.onTrouble(null)
      this.heard(now)
    } catch (error) {
      if (!this.#stopped && this.#handlers.onTrouble(error)) this.#askIn(RETRY_MS)
    }
  }

  #listen(): void {
    this.#askIn(QUIET_MS)
    if (this.#source) return
    const source = this.#handlers.open()
    this.#source = source
    source.addEventListener('import', ({ data }) => {
      if (source === this.#source && data) this.#told(JSON.parse(data))
    })
    source.addEventListener('error', () => {
      if (source !== this.#source) return
      if (source.readyState === CLOSED) this.#rest()
      this.#askIn(RETRY_MS)
    })
  }

  #told(now: Import): void {
    if (isRunning(now)) {
      this.heard(now)
      return
    }
    this.#rest()
    void this.#ask()
  }

  #askIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#ask(), ms)
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = null
  }
}
