// What all measurements share: the lines that they print, the clock, and what the system says about a process.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

/** Milliseconds in a tick of the system's clock for processes. */
const TICK_MS = 10
const LOOK_EVERY_MS = 50

/** The process of the PostgreSQL that is measured. */
export const POSTMASTER = Number(process.env.BENCH_POSTMASTER)

/** Prints a figure: `table.row.column value unit`; in a name a dash stands for a space. */
export function line(name, value, unit) {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3
  console.log(`${name} ${Number(value.toFixed(digits))} ${unit}`)
}

/** Says on the terminal, not among the figures, what is left out and why. */
export const leftOut = (what) => console.error(`left out: ${what}`)

/** The value below which a share of the numbers lies. */
export function percentile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

/** A file that tells of a process; empty where that is gone. */
function told(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** Fields of /proc/PID/stat from the state on: 1 is the parent, 11 to 14 are ticks of it and of ended children. */
const stat = (pid) =>
  told(pid, 'stat')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number)

/** CPU that these processes, their children and those that they have outlived used, milliseconds. */
export function cpuMs(...roots) {
  const parents = new Map()
  const used = new Map()
  for (const pid of readdirSync('/proc').map(Number).filter(Boolean)) {
    const fields = stat(pid)
    if (fields.length < 15) continue
    parents.set(pid, fields[1])
    used.set(pid, fields[11] + fields[12] + fields[13] + fields[14])
  }
  const isOurs = (pid) => roots.includes(pid) || (parents.has(pid) && isOurs(parents.get(pid)))
  const ticks = [...used].filter(([pid]) => isOurs(pid)).reduce((sum, [, ticks]) => sum + ticks, 0)
  return ticks * TICK_MS
}

/** A figure of /proc/PID/status, MB: VmRSS is the memory in use, VmHWM the most so far. */
export function memoryMb(pid, field = 'VmRSS') {
  const found = told(pid, 'status').match(new RegExp(`${field}:\\s+(\\d+)`))
  return Number(found?.[1] ?? 0) / 1024
}

/** Runs a program to its end: seconds, CPU of its own in seconds, most memory in MB, and what it printed. */
export async function run(program, args, env = {}) {
  const start = performance.now()
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let [cpu, peak, output, complaint] = [0, 0, '', '']
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint += text
  })
  const look = setInterval(() => {
    const fields = stat(child.pid)
    if (fields.length < 15) return
    cpu = ((fields[11] + fields[12]) * TICK_MS) / 1000
    peak = Math.max(peak, memoryMb(child.pid, 'VmHWM'))
  }, LOOK_EVERY_MS)
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  clearInterval(look)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${output}${complaint}`)
  return { seconds: (performance.now() - start) / 1000, cpu, peak, output }
}

/** Whether a program can be run. */
export async function has(program) {
  return run('sh', ['-c', `command -v "$0" > /dev/null`, program]).then(
    () => true,
    () => false,
  )
}

/** What a query answers, one line a row, columns separated by `|`. */
export async function psql(query, database = process.env.DATABASE_URL) {
  const args = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1']
  const { output } = await run('psql', [...args, '--command', query, database])
  return output.split('\n').filter(Boolean)
}
