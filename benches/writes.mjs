// Measures writing: edits of single parcels beside what PostgreSQL itself can do, edits of thousands at once, and how soon
// an edit is seen. Changes tens of thousands of parcels: only for a database made for it (DATABASE_URL).
// node benches/writes.mjs URL starts a second process of $MATBANG on the same database, to see when it shows an edit.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { asBench } from './caller.mjs'
import { freshness } from './freshness.mjs'
import { cpuMs, has, leftOut, line, POSTMASTER, percentile, psql, run } from './measuring.mjs'

const url = process.argv[2]
const SECOND = '127.0.0.1:8972'
const SECONDS = 10
const folder = mkdtempSync(join(tmpdir(), 'matbang-writes-'))

/** What PostgreSQL does for such an edit at the least: a row by its number, and two rows that tell of it. */
const LEAST = `
\\set id random(1, 1000000)
begin;
update bench.parcels set paid_on = '2026-03-02', version = version + 1 where id = :id;
insert into bench.events (parcel_id, fields) values (:id, '{"paid_on": [null, "2026-03-02"]}');
insert into bench.audit (actor) values ('bench');
commit;
`

/** Transactions a second of PostgreSQL by itself, at eight connections. */
async function least() {
  const script = join(folder, 'least.sql')
  writeFileSync(script, LEAST)
  await psql(`
    create schema bench
    create table parcels (id integer primary key, paid_on date, version integer not null default 1)
    create table events (id bigint generated always as identity primary key, parcel_id integer, at timestamptz default now(), fields jsonb)
    create table audit (id bigint generated always as identity primary key, at timestamptz default now(), actor text);
    insert into bench.parcels (id) select generate_series(1, 1000000)`)
  try {
    await psql('vacuum analyze bench.parcels')
    const options = ['-n', '-M', 'prepared', '-c', '8', '-j', '2', '-T', String(SECONDS), '-f', script]
    const { output } = await run('pgbench', [...options, process.env.DATABASE_URL])
    return Number(output.match(/tps = ([\d.]+)/)[1])
  } finally {
    await psql('drop schema bench cascade')
  }
}

/** Edits a second of single parcels, eight at a time, each parcel once. */
async function singleEdits() {
  const parcels = join(folder, 'parcels')
  const rows = await psql(
    'select id, version from parcels where excluded_on is null and inventoried_na_on is null order by md5(id::text) limit 100000',
  )
  writeFileSync(parcels, rows.join('\n'))
  const before = cpuMs(POSTMASTER)
  const script = new URL('writes.lua', import.meta.url).pathname
  const { output } = await run('wrk', ['-t2', '-c8', `-d${SECONDS}s`, '-s', script, url, '--', parcels])
  const [made, failed, microseconds, p50, p99] = output.trim().split('\n').at(-1).split(' ').map(Number)
  if (failed) console.error(`${failed} of ${made} edits failed`)
  const rate = (made / microseconds) * 1e6
  line('edit.rate', rate, '/s')
  line('edit.p50', p50 / 1000, 'ms')
  line('edit.p99', p99 / 1000, 'ms')
  line('edit.postgres-cpu', (cpuMs(POSTMASTER) - before) / made, 'ms')
  return rate
}

/** How long edits of 5,000 parcels at once take. */
async function bulk(name, query) {
  let parcels = (await psql(query))
    .map((row) => row.split('|').map(Number))
    .map(([id, version]) => ({ id, version }))
  const times = []
  for (const day of ['2026-03-02', '2026-03-03', '2026-03-04']) {
    const body = JSON.stringify({ parcels, change: { steps: { inventoried: { on: day } } } })
    const headers = { 'content-type': 'application/json', ...asBench }
    const start = performance.now()
    const answer = await fetch(`${url}/api/v1/parcels`, { method: 'PATCH', headers, body })
    const changed = await answer.json()
    times.push(performance.now() - start)
    if (!answer.ok) throw new Error(JSON.stringify(changed))
    parcels = changed.updated
  }
  line(name, percentile(times, 0.5), 'ms')
}

/** Runs some work beside a second process, given its address. */
async function besideSecondProcess(work) {
  const second = spawn(process.env.MATBANG, ['serve', '--listen', SECOND], { stdio: 'ignore' })
  const isReady = () =>
    fetch(`http://${SECOND}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  try {
    while (!(await isReady())) {
      if (second.exitCode !== null) throw new Error(`a second process cannot be started at ${SECOND}`)
      await wait(50)
    }
    await work(`http://${SECOND}`)
  } finally {
    second.kill()
  }
}

try {
  if ((await has('wrk')) && (await has('pgbench'))) {
    const possible = await least()
    line('postgresql.update-and-two-inserts', possible, '/s')
    line('edit.share-of-that', ((await singleEdits()) / possible) * 100, '%')
  } else leftOut('edits beside PostgreSQL by itself: install wrk and pgbench (postgresql-contrib)')
  const editable = 'select id, version from parcels where excluded_on is null and inventoried_na_on is null'
  const largest = '(select project_id from parcels group by 1 order by count(*) desc limit 1)'
  await bulk('edit-of-5000.one-project', `${editable} and project_id = ${largest} limit 5000`)
  await bulk('edit-of-5000.everywhere', `${editable} order by md5(id::text) limit 5000`)
  await besideSecondProcess((secondUrl) => freshness(url, secondUrl))
} finally {
  rmSync(folder, { recursive: true })
}
