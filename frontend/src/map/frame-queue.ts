/** Milliseconds of work a frame may take while the map moves: the rest of its 16 belongs to Leaflet and the page. */
const MOVING_MS = 8
/** The same in one go while it stands still: new colours are waited for, and a click may wait so long unnoticed. */
const STILL_MS = 30

interface Job {
  steps: Generator<void, unknown>
  signal: AbortSignal | undefined
  settle: (value: unknown) => void
  fail: (reason: unknown) => void
}

/**
 * Runs what is long work on the page itself (decoding; names and highlights) in small steps, one job after the other:
 * over animation frames while the map moves, so that ten new tiles do not stall a pan; without waiting for them else.
 */
export class FrameQueue {
  /** Whether somebody moves the map. */
  isMoving = false
  #current: Job | undefined
  #jobs: Job[] = []
  #isScheduled = false

  /** Resolves with what the steps return; rejects when they throw or the signal aborts. */
  run<T>(steps: Generator<void, T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ steps, signal, settle: resolve as (value: unknown) => void, fail: reject })
      if (!this.#isScheduled) this.#schedule()
    })
  }

  destroy(): void {
    this.#current = undefined
    this.#jobs = []
  }

  #schedule(): void {
    this.#isScheduled = true
    if (this.isMoving) requestAnimationFrame(this.#work)
    else setTimeout(this.#work)
  }

  #work = () => {
    this.#isScheduled = false
    const end = performance.now() + (this.isMoving ? MOVING_MS : STILL_MS)
    let hasMore = this.#advance()
    while (hasMore && performance.now() < end) hasMore = this.#advance()
    if (hasMore) this.#schedule()
  }

  /** One step of the job that has begun, or else of the next; whether there is more to do. */
  #advance(): boolean {
    const job = this.#current ?? this.#jobs.shift()
    if (!job) return false
    this.#current = undefined
    try {
      job.signal?.throwIfAborted()
      const step = job.steps.next()
      if (step.done) job.settle(step.value)
      else this.#current = job
    } catch (error) {
      job.fail(error)
    }
    return true
  }
}
