import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChangeMessage } from '../../src/api/types'
import { type LiveState, LiveStream } from '../../src/lib/live'
import { FakeSource } from './fake-source'

const MESSAGE: ChangeMessage = {
  parcels: [{ id: 7, project_code: 'A', version: 2, status: 1, days_late: 0 }],
  projects: [],
  reload: [],
  units: false,
}

let sources: FakeSource[]
let states: LiveState[]
let changes: ChangeMessage[]
let catchUps: number
let cuts: number
let stream: LiveStream

beforeEach(() => {
  vi.useFakeTimers()
  sources = []
  states = []
  changes = []
  catchUps = 0
  cuts = 0
  stream = new LiveStream(
    '/changes',
    {
      onState: (state) => states.push(state),
      onChange: (message) => changes.push(message),
      onCatchUp: () => {
        catchUps += 1
      },
      onCut: () => {
        cuts += 1
      },
    },
    () => {
      const source = new FakeSource()
      sources.push(source)
      return source
    },
  )
  stream.start()
})
afterEach(() => vi.useRealTimers())

const last = () => sources.at(-1) as FakeSource

describe('the stream of changes', () => {
  it('hands on what others changed', () => {
    last().send('open')
    last().send('change', MESSAGE)
    expect(changes).toEqual([MESSAGE])
    expect(states).toEqual(['connecting', 'open'])
    expect(catchUps).toBe(0)
  })

  it('tells of every cut at once, for the login may have ended', () => {
    last().send('open')
    expect(cuts).toBe(0)
    last().fail(0)
    expect(cuts).toBe(1)
    last().fail(2)
    expect(cuts).toBe(2)
  })

  it('catches up after a cut that the browser healed by itself', () => {
    last().send('open')
    last().fail(0)
    expect(states.at(-1)).toBe('lost')
    last().send('open')
    expect(states.at(-1)).toBe('open')
    expect(catchUps).toBe(1)
    expect(sources).toHaveLength(1)
  })

  it('opens anew, with longer pauses, when the browser gave up', () => {
    last().fail(2)
    vi.advanceTimersByTime(999)
    expect(sources).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(sources).toHaveLength(2)
    last().fail(2)
    vi.advanceTimersByTime(1_999)
    expect(sources).toHaveLength(2)
    vi.advanceTimersByTime(1)
    last().send('open')
    expect(catchUps).toBe(1)
  })

  it('throws everything away when the server says so', () => {
    last().send('open')
    last().send('reset')
    expect(catchUps).toBe(1)
  })

  it('says that what is shown may be old while the service has no database, and catches up after', () => {
    last().send('open')
    last().send('away')
    expect(states.at(-1)).toBe('lost')
    expect(last().closed).toBe(false)
    last().send('back')
    expect(states.at(-1)).toBe('open')
    expect(catchUps).toBe(1)
  })

  it('says at once that the network is gone, and reconnects at once when it is back', () => {
    last().send('open')
    stream.networkChanged(false)
    expect(states.at(-1)).toBe('lost')
    expect(sources[0]?.closed).toBe(true)
    stream.networkChanged(true)
    expect(sources).toHaveLength(2)
    last().send('open')
    expect(states.at(-1)).toBe('open')
    expect(catchUps).toBe(1)
  })

  it('catches up on what it missed while it was stopped', () => {
    last().send('open')
    stream.stop()
    expect(states.at(-1)).toBe('off')
    expect(last().closed).toBe(true)
    vi.advanceTimersByTime(60_000)
    expect(sources).toHaveLength(1)
    stream.start()
    last().send('open')
    expect(catchUps).toBe(1)
  })
})
