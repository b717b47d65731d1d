import { Problem } from '../api/client'
import {
  cancelImport,
  checkImport,
  discardImport,
  getImport,
  importEvents,
  storeImport,
  undoImport,
} from '../api/endpoints'
import type { Import, ImportOptions } from '../api/types'
import { live } from '../lib/live.svelte'
import { ImportWatch } from './watch'

/** One import as the page shows it: followed while it is worked on, and told what to do next. */
export class ImportJob {
  now = $state.raw<Import | null>(null)
  /** Why it cannot be shown, or is not up to date. */
  trouble = $state.raw<Problem | null>(null)
  /** Why the last thing asked for was not done. */
  refusal = $state.raw<Problem | null>(null)
  /** An answer is awaited. */
  busy = $state(false)
  readonly #id: string
  #watch: ImportWatch | null = null

  constructor(id: string) {
    this.#id = id
  }

  /** Starts to follow; gives what ends it. */
  open(): () => void {
    const watch = new ImportWatch({
      ask: () => getImport(this.#id),
      open: () => new EventSource(importEvents(this.#id)),
      onImport: (now) => this.#show(now),
      onTrouble: (error) => this.#bear(error),
    })
    this.#watch = watch
    watch.start()
    return () => watch.stop()
  }

  retry(): void {
    this.trouble = null
    this.#watch?.start()
  }

  check(options: ImportOptions): Promise<boolean> {
    return this.#act(() => checkImport(this.#id, options))
  }

  /** Stores what was checked, with the options of the check. */
  store(): Promise<boolean> {
    return this.#act(() => storeImport(this.#id, this.now?.options ?? {}))
  }

  cancel(): Promise<boolean> {
    return this.#act(() => cancelImport(this.#id))
  }

  undo(): Promise<boolean> {
    return this.#act(() => undoImport(this.#id))
  }

  discard(): Promise<boolean> {
    return this.#act(() => discardImport(this.#id))
  }

  /** Whether it was done; else `refusal` says why not. */
  async #act(ask: () => Promise<Import | undefined>): Promise<boolean> {
    this.busy = true
    this.refusal = null
    try {
      const now = await ask()
      if (now) this.#watch?.heard(now)
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.refusal = error
      return false
    } finally {
      this.busy = false
    }
  }

  #show(now: Import): void {
    const before = this.now
    this.now = now
    const isOver = now.state === 'stored' || now.state === 'undone'
    if (before && before.state !== now.state && isOver) live.refresh()
  }

  /** While the server is away, what is known stays in view and is asked for again. */
  #bear(error: unknown): boolean {
    if (error !== null && !(error instanceof Problem)) throw error
    this.trouble = error
    return error !== null && this.now !== null && (error.status === 0 || error.status >= 500)
  }
}
