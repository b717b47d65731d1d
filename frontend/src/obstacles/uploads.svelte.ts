import { newOperationId, Problem } from '../api/client'
import { attach } from '../api/obstacles'
import type { ObstacleMeta } from '../api/types'

/** Why a file is not even sent. */
export type Unfit = 'tooLarge' | 'empty' | 'heic' | 'wrongType' | 'tooMany'

/** One file on its way to an obstacle. */
export class Upload {
  state = $state<'waiting' | 'sending' | 'sent' | 'failed' | 'unfit'>('waiting')
  sent = $state(0)
  problem = $state.raw<Problem | null>(null)
  readonly unfit: Unfit | null
  /** The same however often it has to be sent, so that it is attached once. */
  readonly operationId = newOperationId()
  readonly stop = new AbortController()

  constructor(
    readonly file: File,
    unfit: Unfit | null,
  ) {
    this.unfit = unfit
    if (unfit) this.state = 'unfit'
  }
}

/** What is wrong with a file before it is sent; the server looks into it again. */
export function unfitness(
  { name, type, size }: Pick<File, 'name' | 'type' | 'size'>,
  already: number,
  limits: ObstacleMeta,
): Unfit | null {
  if (/\.hei[cf]$/i.test(name) || /^image\/hei[cf]/.test(type)) return 'heic'
  // A phone that does not know the type of a file leaves it out.
  if (type !== '' && !limits.attachment_types.includes(type)) return 'wrongType'
  if (size === 0) return 'empty'
  if (size > limits.attachment_max_bytes) return 'tooLarge'
  return already >= limits.attachments_most ? 'tooMany' : null
}

/** Files that go to an obstacle one after the other. */
export class Uploads {
  all = $state.raw<Upload[]>([])
  #busy = false

  constructor(
    private limits: () => ObstacleMeta,
    /** How many the obstacle has already. */
    private already: () => number,
  ) {}

  get waiting(): Upload[] {
    return this.all.filter(({ state }) => state !== 'sent' && state !== 'unfit')
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const already = this.already() + this.waiting.length
      this.all = [...this.all, new Upload(file, unfitness(file, already, this.limits()))]
    }
  }

  /** Leaves out a file; one that is being sent is stopped. */
  drop(upload: Upload): void {
    upload.stop.abort()
    this.all = this.all.filter((one) => one !== upload)
  }

  stop(): void {
    for (const upload of this.all) upload.stop.abort()
  }

  /** Sends all that wait, and what failed before if it is named. True when nothing is left to send. */
  async send(obstacle: number, again?: Upload): Promise<boolean> {
    if (again) again.state = 'waiting'
    if (this.#busy) return false
    this.#busy = true
    try {
      for (let next = this.#next(); next; next = this.#next()) await this.#sendOne(obstacle, next)
    } finally {
      this.#busy = false
    }
    return this.waiting.length === 0
  }

  /** Forgets those that have arrived, where they are shown by themselves. */
  forgetSent(): void {
    this.all = this.all.filter(({ state }) => state !== 'sent')
  }

  #next(): Upload | undefined {
    return this.all.find(({ state }) => state === 'waiting')
  }

  async #sendOne(obstacle: number, upload: Upload): Promise<void> {
    upload.state = 'sending'
    upload.problem = null
    upload.sent = 0
    try {
      await attach(obstacle, upload.file, upload.operationId, {
        signal: upload.stop.signal,
        onprogress: (sent) => {
          upload.sent = sent
        },
      })
      upload.state = 'sent'
    } catch (error) {
      if (error instanceof Problem) upload.problem = error
      else if (!upload.stop.signal.aborted) throw error
      upload.state = 'failed'
    }
  }
}
