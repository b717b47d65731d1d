// Copies the parcels of DATABASE_URL into one flat table, as others have them, and measures Martin and SQL on it.
// node benches/peers.mjs
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { client, timed } from './calls.mjs'
import { has, leftOut, line, memoryMb, percentile, psql, run } from './measuring.mjs'
import { chosenTiles } from './tiles/chosen.mjs'
import { load, paths } from './tiles/load.mjs'
import { checkSingle } from './tiles/truth.mjs'

const { DATABASE_URL, BENCH_FOLDER, MARTIN = 'martin' } = process.env
const ADDRESS = '127.0.0.1:8972'
const FLAT = DATABASE_URL.replace('/matbang?', '/flat?')
const gzip = { 'Accept-Encoding': 'gzip' }

const COLUMNS = `id bigint primary key, project_code text, district_code text, map_sheet int, parcel_no int, owner text,
  land_use text, stage text, area_m2 float8, compensation_vnd bigint, geom geometry(Polygon, 4326)`
const PARCELS = `
  select parcels.id, code, register_unit_code, map_sheet::int, parcel_no::int, holder_name, land_use,
    case when handed_over_on is not null then 'cleared' when recovery_decided_on is not null then 'handover'
      when paid_on is not null then 'recovery' when plan_approved_on is not null then 'payment'
      when plan_posted_on is not null then 'approval' when inventoried_on is not null then 'plan'
      when notified_on is not null then 'inventory' else 'notice' end,
    legal_area_m2, compensation_vnd, st_geometryn(geom, 1)
  from parcels join projects on projects.id = project_id left join parcel_persons on parcel_id = parcels.id`

async function fillTable() {
  await psql('create database flat')
  await psql('create extension postgis', FLAT)
  await psql(`create table parcels(${COLUMNS})`, FLAT)
  const copy = 'psql -q "$0" -c "copy ($1) to stdout" | psql -q "$2" -c "copy parcels from stdin"'
  await run('bash', ['-o', 'pipefail', '-c', copy, DATABASE_URL, PARCELS, FLAT])
  await psql('create index parcels_geom on parcels using gist (geom)', FLAT)
  await psql('cluster parcels using parcels_geom', FLAT)
  await psql('vacuum analyze parcels', FLAT)
}

async function groupBy() {
  const query = `${BENCH_FOLDER}/group-by.sql`
  writeFileSync(
    query,
    'select district_code, stage, count(*), sum(area_m2), sum(compensation_vnd) from parcels group by 1, 2;\n',
  )
  const { output } = await run('pgbench', ['--no-vacuum', '--file', query, '--time', '10', FLAT])
  line('figures.GROUP-BY-district,-step-in-SQL.average', Number(output.match(/latency average = ([\d.]+)/)[1]), 'ms')
}

/** Starts Martin with a cache of so many MB. */
async function startMartin(cacheMb) {
  const settings = `${BENCH_FOLDER}/martin.yaml`
  writeFileSync(
    settings,
    `listen_addresses: ${ADDRESS}
cache: {size_mb: ${cacheMb}}
postgres:
  connection_string: ${FLAT}
  auto_bounds: skip
  auto_publish: false
  tables:
    lean: {schema: public, table: parcels, srid: 4326, geometry_column: geom, id_column: id, geometry_type: POLYGON,
      properties: {project_code: text, stage: text, land_use: text, map_sheet: int4, parcel_no: int4}}
`,
  )
  const martin = spawn(MARTIN, ['--config', settings, '--workers', '2'], { stdio: 'ignore' })
  for (let attempt = 0; attempt < 300; attempt++) {
    if (martin.exitCode !== null) break
    const isReady = await client(`http://${ADDRESS}`, 1)('/health').then(({ status }) => status === 200, () => false)
    if (isReady) return martin
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('Martin did not start')
}

const stopped = (child) =>
  new Promise((resolve) => {
    child.on('exit', resolve)
    child.kill()
  })

async function measureMartin() {
  const base = `http://${ADDRESS}`
  const tiles = await chosenTiles()
  const [standard, low] = [paths('/lean', tiles.standard), paths('/lean', tiles.low)]
  const cold = await startMartin(0)
  // Every page of the table that is needed is in memory before it counts.
  await timed(base, standard, { headers: gzip })
  await load('z14-to-z16,-cold,-gzip,-Martin', base, standard, gzip, cold.pid)
  await load('z14-to-z16,-cold,-identity,-Martin', base, standard, {}, cold.pid)
  await checkSingle('z14-to-z16,-Martin', base, '/lean', tiles.standard)
  await lowZooms(base, low)
  line('memory.Martin-after-low-zooms.memory', memoryMb(cold.pid), 'MB')
  await stopped(cold)
  const warm = await startMartin(512)
  await timed(base, standard, { headers: gzip })
  await timed(base, standard, {})
  await load('z14-to-z16,-warm,-gzip,-Martin', base, standard, gzip, warm.pid)
  await load('z14-to-z16,-warm,-identity,-Martin', base, standard, {}, warm.pid)
  await stopped(warm)
}

/** Every parcel of a low zoom, one tile after the other. */
async function lowZooms(base, low) {
  const ask = client(base, 1)
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
}

await fillTable()
await groupBy()
if (!(await has(MARTIN))) leftOut('Martin, which is not installed (cargo install martin; or MARTIN=its path)')
else if (!(await has('wrk'))) leftOut('Martin: wrk is not installed (apt-get install wrk)')
else await measureMartin()
await psql('drop database flat')
