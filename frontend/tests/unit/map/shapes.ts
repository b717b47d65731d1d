import type { VectorTileFeature } from '@mapbox/vector-tile'
import { type FlatGeometry, GeometryBuilder } from '../../../src/map/geometry'

type Ring = [number, number][]

/** Polygons (each a list of rings, closed by themselves) as a tile layer holds them. */
export function polygons(...shapes: Ring[][]): FlatGeometry {
  return build(
    3,
    shapes.map((rings) => rings.map((ring) => [...ring, ring[0] as [number, number]])),
  )
}

export function lines(...shapes: Ring[][]): FlatGeometry {
  return build(2, shapes)
}

export function square(x: number, y: number, size: number): Ring {
  return [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ]
}

function build(type: number, shapes: Ring[][]): FlatGeometry {
  const builder = new GeometryBuilder()
  for (const rings of shapes) {
    const points = rings.map((ring) => ring.map(([x, y]) => ({ x, y })))
    builder.add({ type, loadGeometry: () => points } as unknown as VectorTileFeature)
  }
  return builder.build()
}
