import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FromPainter, PaintOrder, ToPainter } from '../../../src/map/paint-order'
import { Studio } from '../../../src/map/studio'

/** A painting thread that answers when a test says so. Orders are told apart by their zoom. */
class FakeThread extends EventTarget {
  readonly ordered: number[] = []

  postMessage(message: ToPainter): void {
    if ('order' in message) this.ordered.push(message.order.place.mapZoom)
  }

  async answer(data: FromPainter): Promise<void> {
    this.dispatchEvent(new MessageEvent('message', { data }))
    await Promise.resolve()
  }
}

let thread: FakeThread
let studio: Studio
beforeEach(() => {
  thread = new FakeThread()
  // A function that answers an object may be called with `new`.
  vi.stubGlobal('Worker', function Worker() {
    return thread
  })
  studio = new Studio()
})
afterEach(() => vi.unstubAllGlobals())

const order = (mapZoom: number) => () =>
  ({ painter: 'projects', place: { mapZoom }, data: {} }) as PaintOrder<'projects'>
const picture = () => ({ close: vi.fn() }) as unknown as ImageBitmap
const never = new AbortController().signal

describe('the studio', () => {
  it('orders what is in sight before what is not, and little ahead', async () => {
    for (const zoom of [1, 2, 3, 4, 5]) void studio.paint(order(zoom), never, true)
    void studio.paint(order(6), never, false)
    expect(thread.ordered).toEqual([1, 2, 3, 4])
    await thread.answer({ picture: picture() })
    await thread.answer({ picture: picture() })
    expect(thread.ordered).toEqual([1, 2, 3, 4, 6, 5])
  })

  it('gives everybody the own picture', async () => {
    const [first, second] = [picture(), picture()]
    const asked = [studio.paint(order(1), never, false), studio.paint(order(2), never, false)]
    await thread.answer({ picture: first })
    await thread.answer({ picture: second })
    expect(await Promise.all(asked)).toEqual([first, second])
  })

  it('looks at an order when its turn comes, and takes none for an answer', async () => {
    for (const zoom of [1, 2, 3, 4]) void studio.paint(order(zoom), never, false)
    const late = vi.fn(() => null)
    const asked = studio.paint(late, never, false)
    expect(late).not.toHaveBeenCalled()
    await thread.answer({ picture: picture() })
    expect(await asked).toBeNull()
    expect(thread.ordered).toEqual([1, 2, 3, 4])
  })

  it('has nothing painted that nobody waits for any more, and frees what was', async () => {
    const ended = new AbortController()
    const asked = [1, 2, 3, 4, 5].map((zoom) => studio.paint(order(zoom), ended.signal, false))
    ended.abort()
    const refused = Promise.allSettled(asked)
    const painted = picture()
    await thread.answer({ picture: painted })
    for (let rest = 0; rest < 3; rest++) await thread.answer({ picture: null })
    expect((await refused).every(({ status }) => status === 'rejected')).toBe(true)
    expect(thread.ordered).toEqual([1, 2, 3, 4])
    expect(painted.close).toHaveBeenCalledOnce()
  })

  it('fails for one picture and goes on with the next', async () => {
    const failed = studio.paint(order(1), never, false)
    const good = studio.paint(order(2), never, false)
    const failure = expect(failed).rejects.toThrow('no such status')
    await thread.answer({ failure: new Error('no such status') })
    await failure
    const painted = picture()
    await thread.answer({ picture: painted })
    expect(await good).toBe(painted)
  })
})
