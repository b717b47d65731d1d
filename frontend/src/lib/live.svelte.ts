import type { ChangeMessage } from '../api/types'
import { type LiveState, LiveStream } from './live'
import { session } from './session.svelte'

const SOON_MS = 250
const CALM_MS = 1_500
const HIDDEN_MS = 10_000

type Listener = { change(message: ChangeMessage): void; catchUp(): void }

/** What the page knows of others' edits: the map listens, panels watch `revision` and fetch again. */
class Live {
  state = $state<LiveState>('off')
  revision = $state(0)
  #listeners = new Set<Listener>()
  #wanted = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #last = 0
  #stream = new LiveStream(
    '/api/v1/changes',
    {
      onState: (state) => {
        this.state = state
      },
      onChange: (message) => {
        for (const listener of this.#listeners) listener.change(message)
        this.#refreshSoon()
      },
      onCatchUp: () => {
        for (const listener of this.#listeners) listener.catchUp()
        this.#refreshSoon()
      },
      onCut: () => void session.ask(),
    },
    (url) => new EventSource(url),
  )

  /**
   * Keeps the stream open while the page is in sight. A browser allows six connections to one
   * server: a tab that nobody looks at gives its own back and catches up on return.
   */
  watch(): () => void {
    let hiding: ReturnType<typeof setTimeout> | undefined
    const onVisibility = () => {
      clearTimeout(hiding)
      if (document.hidden) hiding = setTimeout(() => this.#stream.stop(), HIDDEN_MS)
      else if (this.#wanted) this.#stream.start()
    }
    const onNetwork = () => this.#stream.networkChanged(navigator.onLine)
    document.addEventListener('visibilitychange', onVisibility)
    addEventListener('online', onNetwork)
    addEventListener('offline', onNetwork)
    this.#wanted = true
    if (!document.hidden) this.#stream.start()
    return () => {
      this.#wanted = false
      clearTimeout(hiding)
      document.removeEventListener('visibilitychange', onVisibility)
      removeEventListener('online', onNetwork)
      removeEventListener('offline', onNetwork)
      this.#stream.stop()
    }
  }

  /** Fetches again what the panels show, after an edit of one's own. */
  refresh(): void {
    this.#last = Date.now()
    this.revision += 1
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A single edit shows at once; a flood of them, as of an import, at a pace that can be read. */
  #refreshSoon(): void {
    if (this.#timer) return
    const wait = Math.max(SOON_MS, CALM_MS - (Date.now() - this.#last))
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#last = Date.now()
      this.revision += 1
    }, wait)
  }
}

export const live = new Live()
