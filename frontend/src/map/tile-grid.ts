/** The grid of tiles: zooms, sizes, and where a place on the ground falls in a tile. */

/** Units along a tile's edge. */
export const EXTENT = 4096
/** CSS pixels. At 512 the tile's zoom is one less than the map's: a quarter of the requests of 256. */
export const TILE_SIZE = 512
/** At map zooms above this, a tile of this zoom is drawn larger: its units are 7 cm each. */
const LAST_TILE_ZOOM = 17

export interface TileCoords {
  z: number
  x: number
  y: number
}

/** A place in Web Mercator, the world being 0 to 1 from its north-west corner. */
export interface WorldPoint {
  x: number
  y: number
}

export function tileZoom(mapZoom: number): number {
  return Math.max(0, Math.min(LAST_TILE_ZOOM, Math.round(mapZoom) - 1))
}

/** The tile drawn at a place of the map's grid (its z being the map's zoom), and how much larger than usual. */
export function tileFor(place: TileCoords): TileCoords & { enlarged: number } {
  const z = tileZoom(place.z)
  const levels = Math.max(0, place.z - 1 - z)
  return { z, x: place.x >> levels, y: place.y >> levels, enlarged: 2 ** levels }
}

export function toWorld(lon: number, lat: number): WorldPoint {
  const phi = (lat * Math.PI) / 180
  return { x: (lon + 180) / 360, y: (1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2 }
}

/** The point in the tile's own units; outside of 0 to EXTENT when it lies beside the tile. */
export function inTile(tile: TileCoords, point: WorldPoint): WorldPoint {
  const tiles = 2 ** tile.z
  return { x: (point.x * tiles - tile.x) * EXTENT, y: (point.y * tiles - tile.y) * EXTENT }
}

/** Tile units per CSS pixel at a map zoom. */
export function unitsPerPixel(tile: TileCoords, mapZoom: number): number {
  return (EXTENT * 2 ** tile.z) / (256 * 2 ** mapZoom)
}
