import type { Geometry, Position } from 'geojson'
import type { Bbox } from '../api/types'

/** West, south, east and north of a shape; null if it has no points. */
export function extent(shape: Geometry): Bbox | null {
  const box: Bbox = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon = 0, lat = 0] of positions(shape)) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box[0] <= box[2] ? box : null
}

function* positions(shape: Geometry): Generator<Position> {
  if (shape.type === 'GeometryCollection') {
    for (const part of shape.geometries) yield* positions(part)
  } else {
    yield* flatten(shape.coordinates)
  }
}

type Nested = Position | Position[] | Position[][] | Position[][][]

function* flatten(nested: Nested): Generator<Position> {
  if (typeof nested[0] === 'number') yield nested as Position
  else for (const part of nested as Nested[]) yield* flatten(part)
}
