// The tiles that are asked for, chosen from the parcels in DATABASE_URL; the same for the same parcels.
import { psql } from '../measuring.mjs'

/** Zoom from which tiles hold single parcels. */
export const SINGLE_FROM = 14
/** How many tiles of a zoom, and how many parcels they hold at least and at most. */
const STANDARD = [
  [14, 70],
  [15, 70],
  [16, 60],
]
const [FEWEST, MOST] = [59, 2_885]
const LOW = [
  [10, 5],
  [11, 10],
  [12, 24],
]

/** How many parcels have their inner point in each tile of zooms 0 to 16. */
async function counted() {
  const rows = await psql(`
    with finest as (
      select floor((st_x(interior_point) + 180) / 360 * 65536)::int x,
        floor((1 - asinh(tan(radians(st_y(interior_point)))) / pi()) / 2 * 65536)::int y, count(*) parcels
      from parcels where interior_point is not null group by 1, 2)
    select z, x >> (16 - z), y >> (16 - z), sum(parcels) from finest, generate_series(0, 16) z
    group by 1, 2, 3 order by md5(z || '/' || (x >> (16 - z)) || '/' || (y >> (16 - z)))`)
  return rows.map((row) => {
    const [z, x, y, parcels] = row.split('|').map(Number)
    return { z, x, y, parcels }
  })
}

/** Tiles: `standard` as a map near parcels shows them, `low` the fullest of zooms 10 to 12, `far` all of zooms 0 to 12. */
export async function chosenTiles() {
  const tiles = await counted()
  const ofZoom = (zoom) => tiles.filter(({ z }) => z === zoom)
  const isMiddling = ({ parcels }) => parcels >= FEWEST && parcels <= MOST
  const fullest = (zoom) => ofZoom(zoom).toSorted((a, b) => b.parcels - a.parcels)
  return {
    standard: STANDARD.flatMap(([zoom, count]) => ofZoom(zoom).filter(isMiddling).slice(0, count)),
    low: LOW.flatMap(([zoom, count]) => fullest(zoom).slice(0, count)),
    far: tiles.filter(({ z }) => z <= 12),
  }
}
