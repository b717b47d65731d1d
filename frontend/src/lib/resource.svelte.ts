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
  loading = $state(true)
  #attempt = $state(0)
  #loaded: string | null = null

  /** `keep` shows the old data while those of the new key are on their way. */
  constructor(
    key: () => string | null,
    private load: (signal: AbortSignal) => Promise<T>,
    private keep = false,
  ) {
    $effect(() => {
      const wanted = key()
      void [live.revision, i18n.locale, this.#attempt]
      const aborter = new AbortController()
      untrack(() => this.#run(wanted, aborter.signal))
      return () => aborter.abort()
    })
  }

  retry(): void {
    this.failure = null
    this.#attempt += 1
  }

  async #run(key: string | null, signal: AbortSignal): Promise<void> {
    if (key !== this.#loaded && !this.keep) this.data = null
    this.#loaded = key
    this.loading = key !== null
    if (key === null) return
    try {
      const data = await this.load(signal)
      if (signal.aborted) return
      this.data = data
      this.failure = null
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof Problem)) throw error
      this.failure = error
    }
    this.loading = false
  }
}
