import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FromPainter, ToPainter } from '../../../src/map/paint-order'
import { type OpenSheet, Studio } from '../../../src/map/studio'

/** A painting thread that says what a test wants. */
class FakeThread extends EventTarget {
  readonly told: ToPainter[] = []

  postMessage(message: ToPainter): void {
    this.told.push(message)
  }

  say(data: FromPainter): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

let thread: FakeThread
let studio: Studio
const onFailingChange = vi.fn()
beforeEach(() => {
  thread = new FakeThread()
  // A function that answers an object may be called with `new`.
  vi.stubGlobal('Worker', function Worker() {
    return thread
  })
  studio = new Studio({ parcels: '/tiles/parcels', onFailingChange })
})
afterEach(() => vi.unstubAllGlobals())

const place = { ...{ scale: 1, left: 0, top: 0 }, mapZoom: 15, ratio: 1 }
const open = (show: (picture: ImageBitmap | null) => void): OpenSheet<'parcels'> =>
  studio.open<'parcels'>(
    { painter: 'parcels', tile: { z: 14, x: 1, y: 2 }, place, corner: { x: 0, y: 0 } },
    show,
  )
const picture = () => ({ close: vi.fn() }) as unknown as ImageBitmap

describe('the studio', () => {
  it('says first of all where the parcels are', () => {
    expect(thread.told).toEqual([{ parcels: '/tiles/parcels' }])
  })

  it('gives everybody the own picture, and null where there was no memory for one', () => {
    const [first, second] = [vi.fn(), vi.fn()]
    open(first)
    open(second)
    const bitmap = picture()
    thread.say({
      pictures: [
        { sheet: 2, bitmap },
        { sheet: 1, bitmap: null },
      ],
    })
    expect(first).toHaveBeenCalledWith(null)
    expect(second).toHaveBeenCalledWith(bitmap)
  })

  it('announces a sheet before its data, so that its colours are fetched beside them', () => {
    const sheet = open(() => {})
    expect(thread.told.at(-1)).toMatchObject({ sheet: { id: 1, tile: { z: 14, x: 1, y: 2 }, data: null } })
    const data = { projects: [] } as never
    sheet.fill(data)
    expect(thread.told.at(-1)).toMatchObject({ sheet: { id: 1, data } })
  })

  it('frees a picture for which nobody waits any more', () => {
    const show = vi.fn()
    const sheet = open(show)
    sheet.close()
    expect(thread.told.at(-1)).toEqual({ drop: 1 })
    const late = picture()
    thread.say({ pictures: [{ sheet: 1, bitmap: late }] })
    expect(show).not.toHaveBeenCalled()
    expect(late.close).toHaveBeenCalledOnce()
  })

  it('tells when the colours cannot be fetched, and when they can again', () => {
    thread.say({ failing: true })
    expect(studio.failing).toBe(true)
    thread.say({ failing: false })
    expect(studio.failing).toBe(false)
    expect(onFailingChange).toHaveBeenCalledTimes(2)
  })
})
