import { afterEach, beforeEach, vi } from 'vitest'
import { FrameQueue } from '../../../src/map/frame-queue'

/** What a server answers: null = nothing there, a number = a status without content. */
type Answer = string | Uint8Array | null | number

/** A server of tiles whose answers come when a test says so, and a browser just large enough for a tile source. */
export class FakeTiles {
  /** Requests that wait for their answer: path with query. */
  readonly waiting = new Map<string, { tag: string | null; answer: (what: Answer, tag?: string) => void }>()
  readonly frames = new FrameQueue()

  async answer(path: string, what: Answer, tag?: string): Promise<void> {
    const request = this.waiting.get(path)
    if (!request) throw new Error(`${path} was not asked for, but ${[...this.waiting.keys()]}`)
    this.waiting.delete(path)
    request.answer(what, tag)
    await settled()
  }

  fetch = (url: string, { headers, signal }: { headers: Record<string, string>; signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      const answer = (what: Answer, tag?: string) => resolve(responseOf(what, tag))
      signal.addEventListener('abort', () => {
        this.waiting.delete(url)
        reject(signal.reason)
      })
      this.waiting.set(url, { tag: headers['If-None-Match'] ?? null, answer })
    })
}

function responseOf(what: Answer, tag?: string): Response {
  const headers: HeadersInit = tag ? { ETag: tag } : {}
  if (typeof what === 'number') return new Response(null, { status: what, headers })
  return what === null
    ? new Response(null, { status: 204, headers })
    : new Response(what as BodyInit, { headers })
}

/** Lets everything run that is ready to. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve))
}

/** Gives each test of a file a server of its own. */
export function useFakeTiles(): () => FakeTiles {
  let tiles: FakeTiles
  beforeEach(() => {
    tiles = new FakeTiles()
    vi.stubGlobal('fetch', tiles.fetch)
    vi.stubGlobal('addEventListener', () => {})
    vi.stubGlobal('removeEventListener', () => {})
    vi.stubGlobal('self', globalThis)
  })
  afterEach(() => vi.unstubAllGlobals())
  return () => tiles
}
