import type { ChangeMessage } from '../api/types'

export type LiveState = 'off' | 'connecting' | 'open' | 'lost'

export interface LiveHandlers {
  onState(state: LiveState): void
  onChange(message: ChangeMessage): void
  /** What is shown may be old: fetch it again. */
  onCatchUp(): void
  /** The stream broke: the network, the server, or the login that it was opened with has ended. */
  onCut(): void
}

/** The part of EventSource that is used, so that tests can stand in for it. */
export interface Source {
  readonly readyState: number
  addEventListener(type: string, listener: (event: { data?: string }) => void): void
  close(): void
}

const CLOSED = 2
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

/**
 * The stream of changes, kept open. The browser reconnects by itself after a cut, but gives up
 * when the server answers with an error (as a proxy does while the service restarts): then a new
 * source is opened, with longer and longer pauses.
 */
export class LiveStream {
  readonly #url: string
  readonly #handlers: LiveHandlers
  readonly #open: (url: string) => Source
  #source: Source | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #wait = FIRST_WAIT_MS
  #wasLost = false

  constructor(url: string, handlers: LiveHandlers, open: (url: string) => Source) {
    this.#url = url
    this.#handlers = handlers
    this.#open = open
  }

  start(): void {
    if (this.#source || this.#timer) return
    this.#handlers.onState(this.#wasLost ? 'lost' : 'connecting')
    this.#connect()
  }

  /** Closes the stream; the next start catches up on what was missed meanwhile. */
  stop(): void {
    this.#wasLost = true
    this.#drop()
    this.#handlers.onState('off')
  }

  /** Tells that the network went or came, which the browser knows before any socket does. */
  networkChanged(online: boolean): void {
    if (!this.#source && !this.#timer) return
    this.#drop()
    this.#lost()
    this.#wait = FIRST_WAIT_MS
    if (online) this.#connect()
    else this.#later()
  }

  #connect(): void {
    this.#timer = undefined
    const source = this.#open(this.#url)
    this.#source = source
    source.addEventListener('open', () => this.#opened())
    source.addEventListener('error', () => this.#failed(source))
    // The service is there, but its database is not: what is shown may be old.
    source.addEventListener('away', () => this.#lost())
    source.addEventListener('back', () => this.#opened())
    source.addEventListener('reset', () => this.#handlers.onCatchUp())
    source.addEventListener('change', ({ data }) => {
      if (data) this.#handlers.onChange(JSON.parse(data))
    })
  }

  #opened(): void {
    this.#wait = FIRST_WAIT_MS
    this.#handlers.onState('open')
    if (this.#wasLost) this.#handlers.onCatchUp()
    this.#wasLost = false
  }

  #failed(source: Source): void {
    if (source !== this.#source) return
    this.#lost()
    this.#handlers.onCut()
    if (source.readyState !== CLOSED) return
    this.#drop()
    this.#later()
  }

  #lost(): void {
    this.#wasLost = true
    this.#handlers.onState('lost')
  }

  #later(): void {
    this.#timer = setTimeout(() => this.#connect(), this.#wait)
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS)
  }

  #drop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#source?.close()
    this.#source = null
  }
}
