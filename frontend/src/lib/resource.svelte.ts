import { untrack } from 'svelte'
import { Problem } from '../api/client'
import { i18n } from '../i18n/index.svelte'
import { live } from './live.svelte'

/**
 * Something fetched for the component that makes it: again when its key changes, when others have
 * edited, and when the language changes. A null key means that nothing is wanted.
 */
export class Resource<T> {
  data = $state.raw<T | null>(null)
  failure = $state.raw<Problem | null>(null)
  /** The data belong to an older key; those of the new one are on their way. */
  stale = $state(false)
  #attempt = $state(0)
  #key: string | null = null
  #locale = ''
  #running: AbortController | null = null
  #again = false

  /** `keep` shows the old data while those of the new key are on their way. */
  constructor(
    key: () => string | null,
    private load: (signal: AbortSignal) => Promise<T>,
    private keep = false,
  ) {
    // Derived, so that only another text counts as another key.
    const wanted = $derived(key())
    $effect(() => {
      const now = wanted
      const { locale } = i18n
      void [live.revision, this.#attempt]
      untrack(() => this.#want(now, locale))
    })
    $effect(() => () => this.#running?.abort())
  }

  retry(): void {
    this.failure = null
    this.#attempt += 1
  }

  /**
   * A new key or language drops the request under way. A mere refresh waits for it instead: under
   * a flood of edits and a slow line nothing would ever arrive otherwise.
   */
  #want(key: string | null, locale: string): void {
    const isOther = key !== this.#key
    const isSuperseded = isOther || locale !== this.#locale
    this.#key = key
    this.#locale = locale
    if (isOther && !this.keep) this.data = null
    if (isOther) this.stale = this.data !== null
    if (this.#running && !isSuperseded) {
      this.#again = true
      return
    }
    this.#running?.abort()
    this.#running = null
    if (key !== null) void this.#run()
  }

  async #run(): Promise<void> {
    const run = new AbortController()
    this.#running = run
    this.#again = false
    try {
      const data = await this.load(run.signal)
      if (run.signal.aborted) return
      this.data = data
      this.failure = null
    } catch (error) {
      if (run.signal.aborted) return
      if (!(error instanceof Problem)) throw error
      this.failure = error
    }
    this.#running = null
    this.stale = false
    if (this.#again) void this.#run()
  }
}
