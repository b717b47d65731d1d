/** Milliseconds of work a frame may take while the map moves: the rest of its 16 belongs to Leaflet and the page. */
const MOVING_MS = 8
/** The same while it stands still: what is waited for is new colours, and a click may wait so long unnoticed. */
const STILL_MS = 30

interface Job {
  steps: Generator<void, unknown>
  signal: AbortSignal | undefined
  settle: (value: unknown) => void
  fail: (reason: unknown) => void
}

/**
 * Runs long work (decoding, painting) in small steps over animation frames, one job after the other,
 * so that neither ten new tiles nor a recoloured map stall a pan.
 */
export class FrameQueue {
  /** Whether somebody moves the map. */
  isMoving = false
  #current: Job | undefined
  #jobs: Job[] = []
  /** For what is out of sight. */
  #later: Job[] = []
  #frame = 0

  /** Resolves with what the steps return; rejects when they throw or the signal aborts. `later`: after all others. */
  run<T>(steps: Generator<void, T>, signal?: AbortSignal, later = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const job: Job = { steps, signal, settle: resolve as (value: unknown) => void, fail: reject }
      if (later) this.#later.push(job)
      else this.#jobs.push(job)
      this.#frame ||= requestAnimationFrame(this.#work)
    })
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame)
    this.#current = undefined
    this.#jobs = []
    this.#later = []
  }

  #work = () => {
    const end = performance.now() + (this.isMoving ? MOVING_MS : STILL_MS)
    let hasMore = this.#advance()
    while (hasMore && performance.now() < end) hasMore = this.#advance()
    this.#frame = hasMore ? requestAnimationFrame(this.#work) : 0
  }

  /** One step of the job that has begun, or else of the next; whether there is more to do. */
  #advance(): boolean {
    const job = this.#current ?? this.#jobs.shift() ?? this.#later.shift()
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
