import type { VectorTileFeature } from '@mapbox/vector-tile'

/**
 * The geometries of one tile layer in flat arrays, in tile units (y down).
 * 3,000 parcels are then four allocations instead of 30,000 points for the collector to chase.
 */
export interface FlatGeometry {
  /** x, y of every vertex; a ring does not repeat its first vertex. */
  xy: Int32Array
  /** First vertex of every ring (or line), and one end mark. */
  ringStart: Uint32Array
  /** First ring of every feature, and one end mark. */
  featureStart: Uint32Array
  /** minX, minY, maxX, maxY of every feature. */
  boxes: Int32Array
}

export class GeometryBuilder {
  #xy: number[] = []
  #ringStart: number[] = [0]
  #featureStart: number[] = [0]
  #boxes: number[] = []

  add(feature: VectorTileFeature): void {
    const isPolygon = feature.type === 3
    let minX = Infinity
    let minY = Infinity
    let maxX = -Infinity
    let maxY = -Infinity
    for (const ring of feature.loadGeometry()) {
      const end = isPolygon ? ring.length - 1 : ring.length
      for (let i = 0; i < end; i++) {
        const point = ring[i]
        if (!point) continue
        this.#xy.push(point.x, point.y)
        minX = Math.min(minX, point.x)
        minY = Math.min(minY, point.y)
        maxX = Math.max(maxX, point.x)
        maxY = Math.max(maxY, point.y)
      }
      this.#ringStart.push(this.#xy.length / 2)
    }
    this.#featureStart.push(this.#ringStart.length - 1)
    this.#boxes.push(minX, minY, maxX, maxY)
  }

  build(): FlatGeometry {
    return {
      xy: Int32Array.from(this.#xy),
      ringStart: Uint32Array.from(this.#ringStart),
      featureStart: Uint32Array.from(this.#featureStart),
      boxes: Int32Array.from(this.#boxes),
    }
  }
}

/** How tile units become CSS pixels. */
export interface Placement {
  scale: number
  left: number
  top: number
}

/**
 * How a ring or line ends: `open`; `joined` to its start as at every corner; or `touching` it, which looks the same
 * where only the inside or a hair-thin outline is drawn. Chromium measures the whole path at every join: with many
 * features in one path that takes the square of their number.
 */
export type Ends = 'open' | 'joined' | 'touching'

/** Adds a feature's rings or lines to a path. */
export function trace(path: Path2D, shape: FlatGeometry, feature: number, at: Placement, ends: Ends): void {
  const { xy, ringStart, featureStart } = shape
  const lastRing = featureStart[feature + 1] as number
  for (let ring = featureStart[feature] as number; ring < lastRing; ring++) {
    const start = ringStart[ring] as number
    const end = ringStart[ring + 1] as number
    const x = (i: number) => (xy[2 * i] as number) * at.scale + at.left
    const y = (i: number) => (xy[2 * i + 1] as number) * at.scale + at.top
    path.moveTo(x(start), y(start))
    for (let i = start + 1; i < end; i++) path.lineTo(x(i), y(i))
    if (ends === 'joined') path.closePath()
    else if (ends === 'touching') path.lineTo(x(start), y(start))
  }
}

/** Whether the feature's box, grown by `margin`, holds the point. */
export function nearBox(shape: FlatGeometry, feature: number, x: number, y: number, margin: number): boolean {
  const { boxes } = shape
  const i = 4 * feature
  return (
    x >= (boxes[i] as number) - margin &&
    y >= (boxes[i + 1] as number) - margin &&
    x <= (boxes[i + 2] as number) + margin &&
    y <= (boxes[i + 3] as number) + margin
  )
}

/** Whether a polygon (with its holes and parts, even-odd) holds the point. */
export function contains(shape: FlatGeometry, feature: number, x: number, y: number): boolean {
  const { xy, ringStart, featureStart } = shape
  let inside = false
  const lastRing = featureStart[feature + 1] as number
  for (let ring = featureStart[feature] as number; ring < lastRing; ring++) {
    const start = ringStart[ring] as number
    const end = ringStart[ring + 1] as number
    for (let i = start, j = end - 1; i < end; j = i++) {
      const xi = xy[2 * i] as number
      const yi = xy[2 * i + 1] as number
      const xj = xy[2 * j] as number
      const yj = xy[2 * j + 1] as number
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
    }
  }
  return inside
}

/** Distance from the point to the nearest of the feature's lines. */
export function distanceToLine(shape: FlatGeometry, feature: number, x: number, y: number): number {
  const { xy, ringStart, featureStart } = shape
  let nearest = Infinity
  const lastRing = featureStart[feature + 1] as number
  for (let ring = featureStart[feature] as number; ring < lastRing; ring++) {
    const end = ringStart[ring + 1] as number
    for (let i = (ringStart[ring] as number) + 1; i < end; i++) {
      const ax = xy[2 * i - 2] as number
      const ay = xy[2 * i - 1] as number
      const dx = (xy[2 * i] as number) - ax
      const dy = (xy[2 * i + 1] as number) - ay
      const length2 = dx * dx + dy * dy
      const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length2))
      nearest = Math.min(nearest, Math.hypot(x - ax - t * dx, y - ay - t * dy))
    }
  }
  return nearest
}

/** A point surely inside a polygon: the middle of the widest stretch of the scan line at half its height. */
export function interiorPoint(shape: FlatGeometry, feature: number): [x: number, y: number] {
  const { xy, ringStart, featureStart, boxes } = shape
  // Half a unit off the integers, so that the scan line never runs through a vertex.
  const y = Math.floor(((boxes[4 * feature + 1] as number) + (boxes[4 * feature + 3] as number)) / 2) + 0.5
  const crossings: number[] = []
  const lastRing = featureStart[feature + 1] as number
  for (let ring = featureStart[feature] as number; ring < lastRing; ring++) {
    const start = ringStart[ring] as number
    const end = ringStart[ring + 1] as number
    for (let i = start, j = end - 1; i < end; j = i++) {
      const yi = xy[2 * i + 1] as number
      const yj = xy[2 * j + 1] as number
      if (yi > y === yj > y) continue
      const xi = xy[2 * i] as number
      const xj = xy[2 * j] as number
      crossings.push(((xj - xi) * (y - yi)) / (yj - yi) + xi)
    }
  }
  crossings.sort((a, b) => a - b)
  let best = ((boxes[4 * feature] as number) + (boxes[4 * feature + 2] as number)) / 2
  let widest = 0
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = crossings[i] as number
    const to = crossings[i + 1] as number
    if (to - from > widest) {
      widest = to - from
      best = (from + to) / 2
    }
  }
  return [best, y]
}

/** The middle of a feature's longest line, and that line's length; null for an empty one. */
export function lineMiddle(
  shape: FlatGeometry,
  feature: number,
): { x: number; y: number; length: number } | null {
  const { xy, ringStart, featureStart } = shape
  const step = (i: number) =>
    Math.hypot(
      (xy[2 * i] as number) - (xy[2 * i - 2] as number),
      (xy[2 * i + 1] as number) - (xy[2 * i - 1] as number),
    )
  let longest = 0
  let longestRing = -1
  const lastRing = featureStart[feature + 1] as number
  for (let ring = featureStart[feature] as number; ring < lastRing; ring++) {
    let length = 0
    for (let i = (ringStart[ring] as number) + 1; i < (ringStart[ring + 1] as number); i++) length += step(i)
    if (length > longest) {
      longest = length
      longestRing = ring
    }
  }
  if (longestRing < 0) return null
  let left = longest / 2
  let i = (ringStart[longestRing] as number) + 1
  // The last step is never passed, whatever the rounding left over.
  const last = (ringStart[longestRing + 1] as number) - 1
  while (i < last && left > step(i)) left -= step(i++)
  const t = left / step(i)
  const ax = xy[2 * i - 2] as number
  const ay = xy[2 * i - 1] as number
  return {
    x: ax + t * ((xy[2 * i] as number) - ax),
    y: ay + t * ((xy[2 * i + 1] as number) - ay),
    length: longest,
  }
}
