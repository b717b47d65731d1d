import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Import } from '../../../src/api/types'
import { ImportWatch } from '../../../src/imports/watch'
import { FakeSource } from '../fake-source'
import { importOf, reportOf } from './samples'

const RUNNING = importOf('checking')
const DONE = importOf('checked')
const WITH_REPORT = importOf('checked', { report: reportOf() })

let sources: FakeSource[]
let seen: Import[]
let troubles: unknown[]
let answers: (Import | Error)[]
let asked: number
let watch: ImportWatch

beforeEach(() => {
  vi.useFakeTimers()
  sources = []
  seen = []
  troubles = []
  answers = []
  asked = 0
  watch = new ImportWatch({
    ask: async () => {
      asked += 1
      const answer = answers.shift()
      if (!answer || answer instanceof Error) throw answer ?? new Error('nothing to answer')
      return answer
    },
    open: () => {
      const source = new FakeSource()
      sources.push(source)
      return source
    },
    onImport: (now) => seen.push(now),
    onTrouble: (error) => {
      troubles.push(error)
      return true
    },
  })
})
afterEach(() => {
  watch.stop()
  vi.useRealTimers()
})

const last = () => sources.at(-1) as FakeSource
const begin = async (...given: (Import | Error)[]) => {
  answers = given
  watch.start()
  await vi.advanceTimersByTimeAsync(0)
}

describe('the watch over an import', () => {
  it('asks once and opens no stream where nothing runs', async () => {
    await begin(WITH_REPORT)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([seen, sources.length, asked]).toEqual([[WITH_REPORT], 0, 1])
  })

  it('hands on the progress, and fetches the report when the work has ended', async () => {
    await begin(RUNNING, WITH_REPORT)
    const further = importOf('checking', {
      progress: { phase: 'reading', done: 5, of: 10, seconds_left: 1 },
    })
    last().send('import', further)
    last().send('import', DONE)
    await vi.advanceTimersByTimeAsync(0)
    expect(seen).toEqual([RUNNING, further, WITH_REPORT])
    expect(last().closed).toBe(true)
  })

  it('asks by itself where the stream is silent', async () => {
    await begin(RUNNING, RUNNING)
    await vi.advanceTimersByTimeAsync(9_999)
    expect(asked).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect([asked, sources.length]).toEqual([2, 1])
  })

  it('asks, then opens another stream, when the browser gave the first one up', async () => {
    await begin(RUNNING, RUNNING)
    last().fail(2)
    await vi.advanceTimersByTimeAsync(2_000)
    expect([asked, sources.length]).toEqual([2, 2])
  })

  it('goes on asking while the server is away, and says so', async () => {
    const away = new Error('away')
    await begin(RUNNING, away, away, WITH_REPORT)
    last().fail(2)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(seen.at(-1)).toEqual(WITH_REPORT)
    expect(troubles).toEqual([null, away, away, null])
  })

  it('begins to listen when a request has started work', async () => {
    await begin(importOf('received'))
    watch.heard(RUNNING)
    expect(sources).toHaveLength(1)
  })

  it('is silent once stopped', async () => {
    await begin(RUNNING)
    watch.stop()
    last().send('import', DONE)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([seen, asked, last().closed]).toEqual([[RUNNING], 1, true])
  })
})
