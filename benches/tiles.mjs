// Measures the tiles of a running service, and whether they are true.
// node benches/tiles.mjs URL PID cold|warm; cold: the service keeps no tiles (`serve --tile-cache-mb 0`)
import { client, timed } from './calls.mjs'
import { has, leftOut, line } from './measuring.mjs'
import { chosenTiles } from './tiles/chosen.mjs'
import { load, paths } from './tiles/load.mjs'
import { checkCounts, checkSingle } from './tiles/truth.mjs'

const [base, pid, state] = [process.argv[2], Number(process.argv[3]), process.argv[4]]
const LAYER = '/tiles/parcels'
const gzip = { 'Accept-Encoding': 'gzip' }

const tiles = await chosenTiles()
const [standard, far] = [paths(LAYER, tiles.standard), paths(LAYER, tiles.far)]

/** Prints the largest answer. */
async function largest(row, asked) {
  const ask = client(base, 1)
  const sizes = []
  for (const path of asked) sizes.push((await ask(path, { headers: gzip })).body.length)
  line(`tiles.${row}.largest`, Math.max(...sizes) / 1024, 'kB')
}

async function tags(asked) {
  const ask = client(base, 1)
  const entries = []
  for (const path of asked) entries.push(`${path} ${(await ask(path, { headers: gzip })).headers.etag}`)
  return entries
}

if (await has('wrk')) {
  if (state === 'warm') await timed(base, [...standard, ...far], { headers: gzip })
  await load(`z14-to-z16,-${state},-gzip`, base, standard, gzip, pid)
  await load(`z14-to-z16,-${state},-identity`, base, standard, {}, pid)
  if (state === 'warm') await load('z14-to-z16,-304', base, await tags(standard), gzip, pid)
  await load(`z0-to-z12,-${state},-gzip`, base, far, gzip, pid)
} else {
  leftOut('tiles under load: wrk is not installed (apt-get install wrk)')
}
await largest(`z0-to-z12,-${state},-gzip`, far)
await checkSingle(`z14-to-z16,-${state}`, base, LAYER, tiles.standard)
await checkCounts(`z0-to-z12,-${state}`, base, LAYER, tiles.far)
