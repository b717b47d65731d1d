import { expect, it } from 'vitest'
import type { ParcelsTile } from '../../../src/map/decode'
import { STATUSES } from '../../../src/map/model'
import { gatherCells } from '../../../src/map/painters/cells'
import { polygons } from './shapes'

const PLACE = { scale: 1 / 8, left: 0, top: 0 }
const REACH = 20

function tile(
  cells: { x: number; y: number; project?: number; cleared?: number; blocked?: number }[],
): ParcelsTile {
  return {
    projects: ['A', 'B'],
    parcels: {
      ids: new Float64Array(),
      projects: new Uint16Array(),
      shapes: polygons(),
    },
    cells: {
      xy: Int32Array.from(cells.flatMap(({ x, y }) => [8 * x, 8 * y])),
      projects: Uint16Array.from(cells, ({ project }) => project ?? 0),
      counts: Uint32Array.from(
        cells.flatMap(({ cleared, blocked }) => [cleared ?? 0, blocked ?? 0, 0, 0, 0, 0]),
      ),
    },
  }
}

it('cells nearby become one ring in the middle of their parcels', () => {
  const rings = gatherCells(
    tile([
      { x: 2, y: 2, cleared: 3 },
      { x: 6, y: 2, blocked: 1 },
    ]),
    PLACE,
    REACH,
    (_, __, n) => n,
  )
  expect(rings).toHaveLength(1)
  expect(rings[0]).toMatchObject({ x: 3, y: 2, total: 4 })
  expect(rings[0]?.counts[STATUSES.indexOf('cleared')]).toBe(3)
  expect(rings[0]?.counts[STATUSES.indexOf('blocked')]).toBe(1)
})

it('a crowd on the edge between two bins is not torn apart', () => {
  const crowd = [
    { x: 19, y: 5, cleared: 1 },
    { x: 21, y: 5, cleared: 1 },
  ]
  expect(gatherCells(tile(crowd), PLACE, REACH, (_, __, n) => n)).toHaveLength(1)
})

it('far cells stay rings of their own, and what does not count leaves no ring', () => {
  const cells = tile([
    { x: 10, y: 10, project: 0, cleared: 2 },
    { x: 200, y: 10, project: 1, cleared: 5 },
  ])
  expect(gatherCells(cells, PLACE, REACH, (_, __, n) => n)).toHaveLength(2)
  expect(gatherCells(cells, PLACE, REACH, (project, _, n) => (project === 1 ? n : 0))).toMatchObject([
    { total: 5 },
  ])
})
