/** Milliseconds of work a frame may take: the rest of its 16 belongs to Leaflet and the page. */
const BUDGET_MS = 8

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
  #jobs: Job[] = []
  #frame = 0

  /** Resolves with what the steps return; rejects when they throw or the signal aborts. */
  run<T>(steps: Generator<void, T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ steps, signal, settle: resolve as (value: unknown) => void, fail: reject })
      this.#frame ||= requestAnimationFrame(this.#work)
    })
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame)
    this.#jobs = []
  }

  #work = () => {
    const end = performance.now() + BUDGET_MS
    do this.#advance()
    while (this.#jobs.length > 0 && performance.now() < end)
    this.#frame = this.#jobs.length > 0 ? requestAnimationFrame(this.#work) : 0
  }

  #advance(): void {
    const job = this.#jobs[0]
    if (!job) return
    try {
      job.signal?.throwIfAborted()
      const step = job.steps.next()
      if (!step.done) return
      job.settle(step.value)
    } catch (error) {
      job.fail(error)
    }
    this.#jobs.shift()
  }
}
