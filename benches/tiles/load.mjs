// Asks for tiles as fast as they come, by wrk, and prints what came.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cpuMs, line, POSTMASTER, run } from '../measuring.mjs'

const script = fileURLToPath(new URL('../tiles.lua', import.meta.url))
const { BENCH_FOLDER } = process.env
const SECONDS = process.env.BENCH_SECONDS ?? '10'
const CONNECTIONS = 8

/** Loads a server, whose process is given, with these entries (a path, and an ETag where one is sent along). */
export async function load(row, base, entries, headers, pid) {
  const list = `${BENCH_FOLDER}/tiles.txt`
  writeFileSync(list, `${entries.join('\n')}\n`)
  const before = cpuMs(pid, POSTMASTER)
  const fixed = ['--threads', '2', '--connections', String(CONNECTIONS), '--duration', `${SECONDS}s`]
  const args = [
    ...fixed,
    '--timeout',
    '60s',
    '--script',
    script,
    base,
    '--',
    list,
    ...Object.entries(headers).flat(),
  ]
  const { output } = await run('wrk', args)
  const [rate, median, late, kilobytes, requests, bad] = output
    .match(/RESULT (.*)/)[1]
    .split(' ')
    .map(Number)
  line(`tiles.${row}.rate`, rate, '/s')
  line(`tiles.${row}.p50`, median, 'ms')
  line(`tiles.${row}.p99`, late, 'ms')
  line(`tiles.${row}.size`, kilobytes, 'kB')
  line(`tiles.${row}.cpu`, (cpuMs(pid, POSTMASTER) - before) / requests, 'ms')
  line(`tiles.${row}.bad`, bad, 'answers')
}

/** Paths of tiles of a layer. */
export const paths = (prefix, tiles) => tiles.map(({ z, x, y }) => `${prefix}/${z}/${x}/${y}`)
