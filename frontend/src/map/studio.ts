import type { FromPainter, Painted, PaintOrder, Scene, ToPainter } from './paint-order'

/** Orders that the painting thread has at a time: it need not wait for a busy page, and what is in sight not for much. */
const AHEAD = 4

interface Waiting {
  order: () => PaintOrder | null
  signal: AbortSignal
  settle: (picture: ImageBitmap | null) => void
  fail: (reason: unknown) => void
}

/** Has tiles painted in a thread of its own, so that neither new tiles nor a recoloured map keep the page from answering. */
export class Studio {
  #worker = new Worker(new URL('./painting.worker.ts', import.meta.url), { type: 'module' })
  #waiting: Waiting[] = []
  /** For what is out of sight. */
  #later: Waiting[] = []
  /** In the painting thread, in the order in which it answers. */
  #ordered: Waiting[] = []

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromPainter>) => this.#answered(data))
  }

  /** What colours all that is painted from now on. */
  setScene(scene: Scene): void {
    this.#send({ scene })
  }

  /**
   * The picture that `order` asks for when its turn comes; null when it asks for none, or the browser has no memory
   * for it. Rejects when the signal aborts. `later`: after all others.
   */
  paint<K extends keyof Painted>(
    order: () => PaintOrder<K> | null,
    signal: AbortSignal,
    later: boolean,
  ): Promise<ImageBitmap | null> {
    return new Promise((settle, fail) => {
      const waiting = { order: order as () => PaintOrder | null, signal, settle, fail }
      if (later) this.#later.push(waiting)
      else this.#waiting.push(waiting)
      this.#order()
    })
  }

  destroy(): void {
    this.#worker.terminate()
  }

  #order(): void {
    while (this.#ordered.length < AHEAD) {
      const next = this.#waiting.shift() ?? this.#later.shift()
      if (!next) return
      const order = next.signal.aborted ? null : next.order()
      if (order) {
        this.#ordered.push(next)
        this.#send({ order })
      } else if (next.signal.aborted) next.fail(next.signal.reason)
      else next.settle(null)
    }
  }

  #answered(answer: FromPainter): void {
    const { signal, settle, fail } = this.#ordered.shift() as Waiting
    this.#order()
    if ('failure' in answer) fail(answer.failure)
    else if (signal.aborted) {
      answer.picture?.close()
      fail(signal.reason)
    } else settle(answer.picture)
  }

  #send(message: ToPainter): void {
    this.#worker.postMessage(message)
  }
}
