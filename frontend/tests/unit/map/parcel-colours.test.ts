import { describe, expect, it } from 'vitest'
import { colour } from '../../../src/map/coloured-tile'
import type { ParcelsTile } from '../../../src/map/decode'
import { STATUSES, type Status } from '../../../src/map/model'
import { ParcelColours } from '../../../src/map/parcel-colours'
import { type FakeTiles, settled, useFakeTiles } from './fake-tiles'

const fake = useFakeTiles()

function states(...of: [id: number, status: Status][]): string {
  const ids = of.map(([id], i) => id - (of[i - 1]?.[0] ?? 0))
  const statuses = of.map(([, status]) => STATUSES.indexOf(status)).join('')
  return JSON.stringify({ ids, statuses, works_stopped: [of.length - 1] })
}

const change = (id: number, status: Status) => ({
  ...{ id, project_code: 'GT01', version: 2, days_late: 0 },
  status: STATUSES.indexOf(status),
})

const STATES = '/t/12/25/50?part=states'
const [WEST, EAST] = [1, 2]

/** Two sheets beside each other, under one tile of states. */
function twoSheets(server: FakeTiles) {
  const changed: number[] = []
  const failing: boolean[] = []
  const colours = new ParcelColours({
    url: '/t',
    onChange: (sheet) => changed.push(sheet),
    onFailingChange: (isFailing) => failing.push(isFailing),
  })
  colours.setDay(null)
  colours.use(WEST, { z: 14, x: 100, y: 200 })
  colours.use(EAST, { z: 14, x: 101, y: 200 })
  expect([...server.waiting.keys()]).toEqual([STATES])
  return { colours, changed, failing }
}

/** The colours of parcels in the order of their shapes; undefined where the states know nothing. */
function coloured(colours: ParcelColours, sheet: number, ...ids: number[]) {
  const tile = { parcels: { ids: Float64Array.from(ids) } } as ParcelsTile
  const { statuses, worksStopped } = colour(tile, colours.of(sheet) ?? null)
  return { statuses: [...statuses].map((index) => STATUSES[index]), worksStopped: [...worksStopped] }
}

describe('the colours of parcels', () => {
  it('come for the sheets of several tiles at once, and say so', async () => {
    const { colours, changed } = twoSheets(fake())
    expect(colours.of(WEST)).toBeUndefined()
    await fake().answer(STATES, states([7, 'overdue'], [9, 'cleared'], [30, 'blocked']))
    expect(changed).toEqual([WEST, EAST])
    expect(coloured(colours, WEST, 7, 9)).toEqual({ statuses: ['overdue', 'cleared'], worksStopped: [0, 0] })
    expect(coloured(colours, EAST, 30)).toEqual({ statuses: ['blocked'], worksStopped: [1] })
  })

  it('leave a parcel that only the shapes know without a status', async () => {
    const { colours } = twoSheets(fake())
    await fake().answer(STATES, states([9, 'cleared'], [30, 'blocked']))
    expect(coloured(colours, WEST, 7, 9).statuses).toEqual([undefined, 'cleared'])
  })

  it('stay until those of another day are here', async () => {
    const { colours, changed } = twoSheets(fake())
    await fake().answer(STATES, states([7, 'overdue']))
    changed.length = 0
    colours.setDay('2026-01-31')
    await settled()
    expect([...fake().waiting.keys()]).toEqual([`${STATES}&as_of=2026-01-31`])
    expect(coloured(colours, WEST, 7).statuses).toEqual(['overdue'])
    await fake().answer(`${STATES}&as_of=2026-01-31`, states([7, 'on_track']))
    expect(coloured(colours, WEST, 7).statuses).toEqual(['on_track'])
    expect(changed).toEqual([WEST, EAST])
  })

  it('change live, and name the parcels', async () => {
    const { colours } = twoSheets(fake())
    await fake().answer(STATES, states([7, 'overdue'], [30, 'overdue']))
    expect([...colours.patch([change(30, 'cleared'), change(99, 'blocked')])]).toEqual([30, 99])
    expect(coloured(colours, EAST, 30).statuses).toEqual(['cleared'])
  })

  it('follow a change rather than states that were on their way before it', async () => {
    const { colours } = twoSheets(fake())
    colours.patch([change(7, 'cleared')])
    await fake().answer(STATES, states([7, 'overdue']))
    expect(coloured(colours, WEST, 7).statuses).toEqual(['cleared'])
  })

  it('are fetched once however often a sheet is filled, and no more when nobody uses them', async () => {
    const { colours, changed } = twoSheets(fake())
    colours.use(WEST, { z: 14, x: 100, y: 200 })
    colours.release(WEST)
    await fake().answer(STATES, states([7, 'overdue']))
    expect(changed).toEqual([EAST])
    expect(colours.of(WEST)).toBeUndefined()
    colours.release(EAST)
    colours.setDay('2026-01-31')
    await settled()
    expect(fake().waiting.size).toBe(0)
  })

  it('tell when they cannot be fetched', async () => {
    const { failing } = twoSheets(fake())
    await fake().answer(STATES, 500)
    expect(failing).toEqual([true])
  })
})
