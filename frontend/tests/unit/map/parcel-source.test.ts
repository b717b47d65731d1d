import { PbfWriter } from 'pbf'
import { describe, expect, it } from 'vitest'
import type { ColouredTile } from '../../../src/map/coloured-tile'
import { STATUSES, type Status } from '../../../src/map/model'
import { ParcelSource } from '../../../src/map/parcel-source'
import type { Tile } from '../../../src/map/tile-source'
import { type FakeTiles, settled, useFakeTiles } from './fake-tiles'

const fake = useFakeTiles()

/** A vector tile of square parcels of one project. */
function shapes(...ids: number[]): Uint8Array {
  const tile = new PbfWriter()
  tile.writeMessage(
    3,
    (_, layer) => {
      layer.writeVarintField(15, 2)
      layer.writeStringField(1, 'parcels')
      for (const id of ids) {
        layer.writeMessage(
          2,
          (_, feature) => {
            feature.writeVarintField(1, id)
            feature.writePackedVarint(2, [0, 0])
            feature.writeVarintField(3, 3)
            // To 2,2; three lines of two units; closed.
            feature.writePackedVarint(4, [9, 4, 4, 26, 4, 0, 0, 4, 3, 0, 15])
          },
          null,
        )
      }
      layer.writeStringField(3, 'project')
      layer.writeMessage(4, (_, value) => value.writeStringField(1, 'GT01'), null)
      layer.writeVarintField(5, 4096)
    },
    null,
  )
  return tile.finish()
}

function states(...of: [id: number, status: Status][]): string {
  const ids = of.map(([id], i) => id - (of[i - 1]?.[0] ?? 0))
  const statuses = of.map(([, status]) => STATUSES.indexOf(status)).join('')
  return JSON.stringify({ ids, statuses, works_stopped: [of.length - 1] })
}

/** By the order of the shapes; undefined where the states know nothing. */
const statusesOf = ({ data }: Tile<ColouredTile>) =>
  [...(data?.statuses ?? [])].map((index) => STATUSES[index])

const change = (id: number, status: Status) => ({
  ...{ id, project_code: 'GT01', version: 2, days_late: 0 },
  status: STATUSES.indexOf(status),
})

const SHAPES = { west: '/t/14/100/200?part=shapes', east: '/t/14/101/200?part=shapes' }
const STATES = '/t/12/25/50?part=states'

/** Two tiles beside each other, under one tile of states. */
function twoTiles(server: FakeTiles) {
  const source = new ParcelSource({
    ...{ url: '/t', fromZoom: 14, frames: server.frames },
    ...{ onChange: () => {}, onFailingChange: () => {} },
  })
  source.setDay(null)
  const drawn: string[] = []
  const [west] = source.use(14, 100, 200, () => drawn.push('west'))
  const [east] = source.use(14, 101, 200, () => drawn.push('east'))
  return { source, west, east, drawn }
}

describe('the source of parcels', () => {
  it('has a tile when its shapes and its states are here, whichever comes first', async () => {
    const { west, east } = twoTiles(fake())
    await fake().answer(SHAPES.west, shapes(7, 9))
    expect(west.data).toBeUndefined()
    await fake().answer(STATES, states([7, 'overdue'], [9, 'cleared'], [30, 'blocked']))
    expect(east.data).toBeUndefined()
    await fake().answer(SHAPES.east, shapes(30))
    expect([...(west.data?.parcels.ids ?? [])]).toEqual([7, 9])
    expect(west.data?.projects).toEqual(['GT01'])
    expect(statusesOf(west)).toEqual(['overdue', 'cleared'])
    expect([...(east.data?.worksStopped ?? [])]).toEqual([1])
  })

  it('leaves a parcel that only the shapes know without a status', async () => {
    const { west } = twoTiles(fake())
    await fake().answer(SHAPES.west, shapes(7, 9))
    await fake().answer(STATES, states([9, 'cleared'], [30, 'blocked']))
    expect(statusesOf(west)).toEqual([undefined, 'cleared'])
  })

  it('fetches states only for another day', async () => {
    const { source, west, drawn } = twoTiles(fake())
    await fake().answer(SHAPES.west, shapes(7))
    await fake().answer(SHAPES.east, null)
    await fake().answer(STATES, states([7, 'overdue']))
    drawn.length = 0
    source.setDay('2026-01-31')
    await settled()
    expect([...fake().waiting.keys()]).toEqual([`${STATES}&as_of=2026-01-31`])
    expect(statusesOf(west)).toEqual(['overdue'])
    await fake().answer(`${STATES}&as_of=2026-01-31`, states([7, 'on_track']))
    expect(statusesOf(west)).toEqual(['on_track'])
    expect(drawn).toEqual(['west', 'east'])
  })

  it('draws again only the tiles that hold what changed live', async () => {
    const { source, east, drawn } = twoTiles(fake())
    await fake().answer(SHAPES.west, shapes(7))
    await fake().answer(SHAPES.east, shapes(30))
    await fake().answer(STATES, states([7, 'overdue'], [30, 'overdue']))
    drawn.length = 0
    source.patch([change(30, 'cleared'), change(99, 'blocked')])
    expect(drawn).toEqual(['east'])
    expect(statusesOf(east)).toEqual(['cleared'])
  })

  it('lets a change win over states that were on their way before it', async () => {
    const { source, west } = twoTiles(fake())
    await fake().answer(SHAPES.west, shapes(7))
    source.patch([change(7, 'cleared')])
    await fake().answer(STATES, states([7, 'overdue']))
    expect(statusesOf(west)).toEqual(['cleared'])
  })

  it('takes cells whole, for each day anew', async () => {
    const { source } = twoTiles(fake())
    const [cells] = source.use(9, 3, 6, () => {})
    await fake().answer('/t/9/3/6', null)
    expect(cells.data).toBeNull()
    source.setDay('2026-01-31')
    await settled()
    expect([...fake().waiting.keys()]).toContain('/t/9/3/6?as_of=2026-01-31')
  })
})
