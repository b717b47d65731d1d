// Whether tiles hold what the database says.
import { VectorTile } from '../../frontend/node_modules/@mapbox/vector-tile/index.js'
import { PbfReader } from '../../frontend/node_modules/pbf/index.js'
import { client } from '../calls.mjs'
import { line, psql } from '../measuring.mjs'

/** A tile may hold what is so near to it, in sides of a tile. */
const MARGIN = 100 / 4096

const lon = (x, z) => (x / 2 ** z) * 360 - 180
const lat = (y, z) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI
const box = ({ z, x, y }, margin) =>
  `st_makeenvelope(${[lon(x - margin, z), lat(y + 1 + margin, z), lon(x + 1 + margin, z), lat(y - margin, z)]}, 4326)`

/** Features of the first layer of a tile. */
async function features(ask, path) {
  const { status, body } = await ask(path)
  if (status !== 200) return []
  const [layer] = Object.values(new VectorTile(new PbfReader(body)).layers)
  return Array.from({ length: layer.length }, (_, place) => layer.feature(place))
}

/** Prints how many single parcels tiles miss, and how many they hold that are not near. */
export async function checkSingle(row, base, prefix, tiles) {
  const values = tiles.map((tile, place) => `(${place}, ${box(tile, 0)}, ${box(tile, MARGIN)})`)
  const rows = await psql(`
    select place, array_agg(id) filter (where st_intersects(geom, inner_box)), array_agg(id)
    from (values ${values}) tile(place, inner_box, outer_box) join parcels on geom && outer_box group by place`)
  const ids = (text) => text.replace(/[{}]/g, '').split(',').filter(Boolean)
  const ask = client(base, 1)
  let [held, missing, strange] = [0, 0, 0]
  for (const found of rows) {
    const [place, inside, near] = found.split('|')
    const { z, x, y } = tiles[place]
    const shown = new Set((await features(ask, `${prefix}/${z}/${x}/${y}`)).map(({ id }) => String(id)))
    const allowed = new Set(ids(near))
    held += shown.size
    missing += ids(inside).filter((id) => !shown.has(id)).length
    strange += [...shown].filter((id) => !allowed.has(id)).length
  }
  line(`truth.${row}.a-tile`, held / tiles.length, 'parcels')
  line(`truth.${row}.missing`, missing, 'parcels')
  line(`truth.${row}.strange`, strange, 'parcels')
}

/** Prints by how many parcels the counts of a zoom's tiles, and of their statuses, differ from the database. */
export async function checkCounts(row, base, prefix, tiles) {
  const [counted] = await psql(
    'select count(*) from parcels where interior_point is not null and (excluded_on is null or excluded_on > current_date)',
  )
  const ask = client(base, 1)
  const totals = new Map()
  const off = (a, b) => Math.abs(a - b)
  let unequal = 0
  for (const { z, x, y } of tiles) {
    for (const { properties } of await features(ask, `${prefix}/${z}/${x}/${y}`)) {
      const { project, total, ...byStatus } = properties
      unequal += off(
        total,
        Object.values(byStatus).reduce((sum, count) => sum + count, 0),
      )
      totals.set(z, (totals.get(z) ?? 0) + total)
    }
  }
  line(
    `truth.${row}.total-off`,
    Math.max(...[...totals.values()].map((total) => off(total, counted))),
    'parcels',
  )
  line(`truth.${row}.statuses-off`, unequal, 'parcels')
}
