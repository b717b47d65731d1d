// Imports a province into DATABASE_URL, and loads the same file by ogr2ogr into a bare table beside it.
// node benches/import.mjs FOLDER
import { readdirSync } from 'node:fs'
import { cpuMs, has, leftOut, line, POSTMASTER, psql, run } from './measuring.mjs'

const folder = process.argv[2]
const { MATBANG, DATABASE_URL, BENCH_FOLDER } = process.env
const name = readdirSync(folder).find((file) => /^parcels.*\.ndjson$/.test(file))
if (!name) throw new Error(`${folder} holds no parcels*.ndjson`)
const file = `${folder}/${name}`

/** Runs a program and prints what it cost, PostgreSQL's part too. */
async function measured(row, parcels, program, args, env) {
  const before = cpuMs(POSTMASTER)
  const { seconds, cpu, peak } = await run(program, args, env)
  line(`import.${row}.time`, seconds, 's')
  line(`import.${row}.features`, parcels / seconds, '/s')
  line(`import.${row}.cpu`, cpu, 's')
  line(`import.${row}.postgresql-cpu`, (cpuMs(POSTMASTER) - before) / 1000, 's')
  line(`import.${row}.memory`, peak, 'MB')
}

const level = ['--level=district', '--level-name-vi=Huyện, thành phố', '--level-name-en=District or city']
await run(MATBANG, ['import', 'units', `${folder}/districts.geojson`, ...level])
await run(MATBANG, ['import', 'projects', `${folder}/projects.geojson`])
const { output } = await run('wc', ['-l', file])
const parcels = Number.parseInt(output, 10)
await measured('matbang-with-every-check', parcels, MATBANG, ['import', 'parcels', file])

if (await has('ogr2ogr')) {
  const bare = DATABASE_URL.replace('/matbang?', '/ogr2ogr?')
  await psql('create database ogr2ogr')
  await psql('create extension postgis', bare)
  const target = `PG:host=${BENCH_FOLDER} user=matbang dbname=ogr2ogr`
  const source = `GeoJSONSeq:${file}`
  const args = ['-f', 'PostgreSQL', target, source, '-nln', 'parcels', '-lco', 'GEOMETRY_NAME=geom']
  await measured('ogr2ogr-bare', parcels, 'ogr2ogr', args, { PG_USE_COPY: 'YES' })
  await psql('drop database ogr2ogr')
} else {
  leftOut('the import by ogr2ogr, which is not installed (apt-get install gdal-bin)')
}
// As autovacuum would, a minute later.
await psql('vacuum analyze')
