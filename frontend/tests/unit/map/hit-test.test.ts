import { describe, expect, it } from 'vitest'
import type { ParcelsTile, ProjectsTile, UnitsTile } from '../../../src/map/decode'
import { type HitTiles, selectionAt } from '../../../src/map/hit-test'
import { EXTENT, type TileCoords } from '../../../src/map/tile-grid'
import type { Tile } from '../../../src/map/tile-source'
import { lines, polygons, square } from './shapes'

const MAP_ZOOM = 15
const HERE: TileCoords = { z: 14, x: 13_000, y: 7_200 }
const EAST: TileCoords = { ...HERE, x: HERE.x + 1 }
const NOTHING: HitTiles = { units: [], projects: [], parcels: [] }

function at(x: number, y: number, tolerance = 6) {
  const tiles = 2 ** HERE.z
  const world = { x: (HERE.x + x / EXTENT) / tiles, y: (HERE.y + y / EXTENT) / tiles }
  return { world, mapZoom: MAP_ZOOM, tolerance }
}

function tile<T>(data: T, coords = HERE): Tile<T> {
  return { ...coords, data }
}

function parcels(shapes = polygons([square(0, 0, 400)]), ids = [7]): ParcelsTile {
  return {
    projects: ['TN-1'],
    parcels: {
      ids: Float64Array.from(ids),
      projects: new Uint16Array(ids.length),
      shapes,
    },
    cells: { xy: new Int32Array(), projects: new Uint16Array(), counts: new Uint32Array() },
  }
}

function rings(xy: number[]): ParcelsTile {
  const cells = {
    xy: Int32Array.from(xy),
    projects: new Uint16Array(xy.length / 2),
    counts: new Uint32Array(3 * xy.length),
  }
  return { ...parcels(polygons(), []), cells }
}

function road(y: number, from = -64, to = EXTENT + 64): ProjectsTile {
  const shapes = lines([
    [
      [from, y],
      [to, y],
    ],
  ])
  return {
    codes: ['ROAD'],
    names: [''],
    statuses: new Uint8Array(1),
    areas: new Uint8Array(1),
    obstacles: new Uint8Array(1),
    shapes,
  }
}

function areas(...sizes: [code: string, size: number][]): ProjectsTile {
  return {
    codes: sizes.map(([code]) => code),
    names: sizes.map(() => ''),
    statuses: new Uint8Array(sizes.length),
    areas: new Uint8Array(sizes.length).fill(1),
    obstacles: new Uint8Array(sizes.length),
    shapes: polygons(...sizes.map(([, size]) => [square(0, 0, size)])),
  }
}

function unit(): UnitsTile {
  return {
    units: {
      codes: ['164'],
      severities: new Uint8Array(1),
      silent: new Uint8Array(1),
      shapes: polygons([square(-80, -80, EXTENT + 160)]),
    },
    labels: [],
  }
}

describe('a click', () => {
  const everything: HitTiles = {
    units: [tile(unit())],
    projects: [tile(road(200))],
    parcels: [tile(parcels())],
  }

  it('means the parcel before the project before the unit', () => {
    expect(selectionAt(at(200, 200), everything)).toEqual({ kind: 'parcel', id: 7, project: 'TN-1' })
    expect(selectionAt(at(900, 205), everything)).toEqual({ kind: 'project', code: 'ROAD' })
    expect(selectionAt(at(900, 900), everything)).toEqual({ kind: 'unit', code: '164' })
    expect(selectionAt(at(900, 900), NOTHING)).toBeNull()
  })

  it('hits a line within the tolerance only, and a finger reaches further than a mouse', () => {
    const tiles = { ...NOTHING, projects: [tile(road(200))] }
    // At this zoom a CSS pixel is eight tile units.
    expect(selectionAt(at(900, 200 + 80, 6), tiles)).toBeNull()
    expect(selectionAt(at(900, 200 + 80, 18), tiles)).toEqual({ kind: 'project', code: 'ROAD' })
  })

  it('finds a line that only the tile beside it holds', () => {
    const tiles = { ...NOTHING, projects: [tile(road(200, 10), EAST)] }
    expect(selectionAt(at(EXTENT - 20, 200), tiles)).toEqual({ kind: 'project', code: 'ROAD' })
    expect(selectionAt(at(EXTENT - 200, 200), tiles)).toBeNull()
  })

  it('prefers a line to an area and a small area to a large one', () => {
    const inAreas = { ...NOTHING, projects: [tile(areas(['LARGE', 2000], ['SMALL', 500]))] }
    expect(selectionAt(at(100, 100), inAreas)).toEqual({ kind: 'project', code: 'SMALL' })
    const withLine = { ...NOTHING, projects: [tile(areas(['SMALL', 500])), tile(road(120))] }
    expect(selectionAt(at(100, 100), withLine)).toEqual({ kind: 'project', code: 'ROAD' })
  })

  it('takes the parcel that lies on top of another', () => {
    const overlapping = parcels(polygons([square(0, 0, 400)], [square(0, 0, 400)]), [7, 8])
    const tiles = { ...NOTHING, parcels: [tile(overlapping)] }
    expect(selectionAt(at(10, 10), tiles)).toMatchObject({ id: 8 })
  })

  it('on a ring of parcels means its project', () => {
    const tiles = { ...NOTHING, parcels: [tile(rings([500, 500, 900, 900]))] }
    expect(selectionAt(at(510, 495), tiles)).toEqual({ kind: 'project', code: 'TN-1' })
    expect(selectionAt(at(700, 700), tiles)).toBeNull()
  })
})
