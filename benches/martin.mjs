// Measures the tiles of Martin on the table of flat.mjs, as tiles.mjs does those of matbang.
// node benches/martin.mjs cold|warm; cold: without its cache, but with the table in the memory of PostgreSQL
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { client, timed } from './calls.mjs'
import { has, leftOut, line, memoryMb, percentile } from './measuring.mjs'
import { chosenTiles } from './tiles/chosen.mjs'
import { load, paths } from './tiles/load.mjs'
import { checkSingle } from './tiles/truth.mjs'

const state = process.argv[2]
const { DATABASE_URL, BENCH_FOLDER, MARTIN = 'martin' } = process.env
const ADDRESS = '127.0.0.1:8972'
const BASE = `http://${ADDRESS}`
const LAYER = '/lean'
const gzip = { 'Accept-Encoding': 'gzip' }

const settings = `listen_addresses: ${ADDRESS}
cache: {size_mb: ${state === 'cold' ? 0 : 512}}
postgres:
  connection_string: ${DATABASE_URL.replace('/matbang?', '/flat?')}
  auto_bounds: skip
  auto_publish: false
  tables:
    lean: {schema: public, table: parcels, srid: 4326, geometry_column: geom, id_column: id, geometry_type: POLYGON,
      properties: {project_code: text, stage: text, land_use: text, map_sheet: int4, parcel_no: int4}}
`

async function start() {
  const file = `${BENCH_FOLDER}/martin.yaml`
  writeFileSync(file, settings)
  const martin = spawn(MARTIN, ['--config', file, '--workers', '2'], { stdio: 'ignore' })
  const isReady = () =>
    client(
      BASE,
      1,
    )('/health').then(
      ({ status }) => status === 200,
      () => false,
    )
  while (martin.exitCode === null) {
    if (await isReady()) return martin
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Martin did not start: ${MARTIN} --config ${file}`)
}

/** Every parcel of a low zoom, one tile after the other. */
async function lowZooms(pid, low) {
  const ask = client(BASE, 1)
  const [times, sizes] = [[], []]
  for (const path of low) {
    const start = performance.now()
    sizes.push((await ask(path, { headers: gzip })).body.length / 1024)
    times.push(performance.now() - start)
  }
  const row = 'tiles.z10-to-z12,-every-parcel,-one-by-one,-Martin'
  line(`${row}.p50`, percentile(times, 0.5), 'ms')
  line(`${row}.p99`, percentile(times, 0.99), 'ms')
  line(`${row}.size`, sizes.reduce((sum, size) => sum + size, 0) / sizes.length, 'kB')
  line(`${row}.largest`, Math.max(...sizes), 'kB')
  line('memory.Martin-after-low-zooms.memory', memoryMb(pid), 'MB')
}

async function measure() {
  const martin = await start()
  const tiles = await chosenTiles()
  const standard = paths(LAYER, tiles.standard)
  await timed(BASE, standard, { headers: gzip })
  await timed(BASE, standard, {})
  await load(`z14-to-z16,-${state},-gzip,-Martin`, BASE, standard, gzip, martin.pid)
  await load(`z14-to-z16,-${state},-identity,-Martin`, BASE, standard, {}, martin.pid)
  if (state === 'cold') {
    await checkSingle('z14-to-z16,-Martin', BASE, LAYER, tiles.standard)
    await lowZooms(martin.pid, paths(LAYER, tiles.low))
  }
  martin.kill()
}

if (!(await has(MARTIN))) leftOut('Martin, which is not installed (cargo install martin; or MARTIN=its path)')
else if (!(await has('wrk'))) leftOut('Martin: wrk is not installed (apt-get install wrk)')
else await measure()
