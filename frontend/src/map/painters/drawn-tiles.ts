import type { OverlayFrame } from '../canvas-overlay'
import { EXTENT, TILE_SIZE, tileZoom } from '../tile-grid'
import type { Tile } from '../tile-source'

export interface DrawnTile<T> {
  data: T
  /** In the overlay's pixels. */
  left: number
  top: number
  size: number
}

/** The tiles of the zoom that is shown (others may still lie under them during a zoom), and where they are. */
export function* drawnTiles<T>(frame: OverlayFrame, tiles: readonly Tile<T>[]): Generator<DrawnTile<T>> {
  for (const { z, x, y, data } of tiles) {
    if (z !== tileZoom(frame.mapZoom) || !data) continue
    const size = TILE_SIZE * 2 ** (frame.mapZoom - 1 - z)
    yield { data, left: x * size - frame.left, top: y * size - frame.top, size }
  }
}

/** From a tile's units to the overlay's pixels. */
export function toOverlay<T>(
  { left, top, size }: DrawnTile<T>,
  point: { x: number; y: number },
): { x: number; y: number } {
  return { x: left + (point.x * size) / EXTENT, y: top + (point.y * size) / EXTENT }
}
