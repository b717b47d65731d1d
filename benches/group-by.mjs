// Measures figures by SQL on the table of flat.mjs.
// node benches/group-by.mjs
import { writeFileSync } from 'node:fs'
import { line, percentile, run } from './measuring.mjs'

const { DATABASE_URL, BENCH_FOLDER } = process.env
const RUNS = 30
const QUERY =
  'select district_code, stage, count(*), sum(area_m2), sum(compensation_vnd) from parcels group by 1, 2;\n'

const script = `${BENCH_FOLDER}/group-by.sql`
writeFileSync(script, `\\timing on\n\\o /dev/null\n${QUERY.repeat(RUNS)}`)
const { output } = await run('psql', [
  '--no-psqlrc',
  '--file',
  script,
  DATABASE_URL.replace('/matbang?', '/flat?'),
])
const times = [...output.matchAll(/Time: ([\d.]+) ms/g)].map(([, ms]) => Number(ms))
const row = 'figures.by-district-and-step,-GROUP-BY-in-SQL'
line(`${row}.p50`, percentile(times, 0.5), 'ms')
line(`${row}.p99`, percentile(times, 0.99), 'ms')
