import type { ParcelsTile, ProjectsTile, UnitsTile } from './decode'
import { contains, distanceToLine, type FlatGeometry, nearBox } from './geometry'
import type { Selection } from './model'
import { EXTENT, inTile, unitsPerPixel, type WorldPoint } from './tile-grid'
import type { Tile } from './tile-source'

/** Where somebody points, and how close to a line counts as on it. */
export interface Pointer {
  world: WorldPoint
  mapZoom: number
  /** CSS pixels: a fingertip is less exact than a mouse. */
  tolerance: number
}

/** Everything drawn, by source; each may hold tiles of several zooms and tiles beside the pointer. */
export interface HitTiles {
  units: readonly Tile<UnitsTile>[]
  projects: readonly Tile<ProjectsTile>[]
  parcels: readonly Tile<ParcelsTile>[]
}

/** What a click at the pointer means: a parcel, else a project's line or area, else the unit. */
export function selectionAt(pointer: Pointer, tiles: HitTiles): Selection {
  return (
    parcelAt(pointer, tiles.parcels) ??
    projectAt(pointer, tiles.projects) ??
    ringAt(pointer, tiles.parcels) ??
    unitAt(pointer, tiles.units)
  )
}

/** Tiles that can hold what is within the tolerance, with the pointer in their units. */
function* around<T>(pointer: Pointer, tiles: readonly Tile<T>[]) {
  for (const tile of tiles) {
    if (!tile.data) continue
    const { x, y } = inTile(tile, pointer.world)
    const reach = pointer.tolerance * unitsPerPixel(tile, pointer.mapZoom)
    if (x >= -reach && y >= -reach && x <= EXTENT + reach && y <= EXTENT + reach) {
      yield { data: tile.data, z: tile.z, x, y, reach }
    }
  }
}

function parcelAt(pointer: Pointer, tiles: HitTiles['parcels']): Selection {
  // A parcel does not reach beyond its outline, so nothing but the tile underneath can hold it.
  for (const { data, x, y } of around({ ...pointer, tolerance: 0 }, tiles)) {
    const { shapes, ids, projects } = data.parcels
    // From the end: what was drawn last lies on top.
    for (let i = ids.length - 1; i >= 0; i--) {
      if (!holds(shapes, i, x, y)) continue
      return { kind: 'parcel', id: ids[i] as number, project: data.projects[projects[i] as number] as string }
    }
  }
  return null
}

/** The nearest line within the tolerance, else the smallest area around the pointer. */
function projectAt(pointer: Pointer, tiles: HitTiles['projects']): Selection {
  let code: string | undefined
  let nearest = Infinity
  for (const { data, z, x, y, reach } of around(pointer, tiles)) {
    const { shapes, codes, areas } = data
    for (let i = 0; i < codes.length; i++) {
      if (!nearBox(shapes, i, x, y, reach)) continue
      const rank = areas[i] === 1 ? areaRank(shapes, i, x, y, z) : lineRank(shapes, i, x, y, reach)
      if (rank >= nearest) continue
      nearest = rank
      code = codes[i]
    }
  }
  return code === undefined ? null : { kind: 'project', code }
}

/** 0 to 1, any line before any area. */
function lineRank(shapes: FlatGeometry, feature: number, x: number, y: number, reach: number): number {
  const distance = distanceToLine(shapes, feature, x, y)
  return distance <= reach ? distance / reach : Infinity
}

/** From 1 up, by the size of the area's box on the ground. */
function areaRank(shapes: FlatGeometry, feature: number, x: number, y: number, z: number): number {
  if (!contains(shapes, feature, x, y)) return Infinity
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = shapes.boxes.subarray(4 * feature, 4 * feature + 4)
  return 1 + ((maxX - minX) * (maxY - minY)) / 4 ** z
}

/** The project of the nearest ring, below the zoom of single parcels. */
function ringAt(pointer: Pointer, tiles: HitTiles['parcels']): Selection {
  let code: string | undefined
  let nearest = Infinity
  for (const { data, x, y, reach } of around(pointer, tiles)) {
    const { xy, projects } = data.cells
    for (let i = 0; i < projects.length; i++) {
      const distance = Math.hypot((xy[2 * i] as number) - x, (xy[2 * i + 1] as number) - y) / reach
      if (distance > 1 || distance >= nearest) continue
      nearest = distance
      code = data.projects[projects[i] as number]
    }
  }
  return code === undefined ? null : { kind: 'project', code }
}

function unitAt(pointer: Pointer, tiles: HitTiles['units']): Selection {
  for (const { data, x, y } of around({ ...pointer, tolerance: 0 }, tiles)) {
    const { shapes, codes } = data.units
    for (let i = 0; i < codes.length; i++) {
      if (holds(shapes, i, x, y)) return { kind: 'unit', code: codes[i] as string }
    }
  }
  return null
}

function holds(shapes: FlatGeometry, feature: number, x: number, y: number): boolean {
  return nearBox(shapes, feature, x, y, 0) && contains(shapes, feature, x, y)
}
