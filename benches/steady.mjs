// Mixed traffic for some minutes: tiles, figures, lists and edits; tells the memory of the service each minute.
// node benches/steady.mjs URL PID MINUTES
import { performance } from 'node:perf_hooks'
import { client } from './calls.mjs'
import { line, memoryMb, percentile } from './measuring.mjs'
import { numbersFrom, weighed } from './parcels/chance.mjs'

const [base, pid, minutes] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const WORKERS = 8
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const random = numbersFrom(9, 9)
const ask = client(base, WORKERS)
const below = (most) => Math.floor(random() * most)
const pick = (list) => list[below(list.length)]
const pastDay = () => new Date(Date.now() - (1 + below(1_200)) * DAY_MS).toISOString().slice(0, 10)

async function answer(path) {
  const { status, body } = await ask(path)
  if (status !== 200) throw new Error(`${status} ${path}`)
  return JSON.parse(body)
}

// What is looked at and edited: some parcels of every project.
const { items: projects } = await answer('/api/v1/projects?limit=200')
const parcels = []
for (const { code } of projects)
  parcels.push(
    ...(await answer(`/api/v1/parcels?project=${code}&limit=50`)).items.filter(({ point }) => point),
  )

function tile() {
  const z = pick([0, 6, 9, 10, 11, 12, 13, 14, 14, 15, 15, 16, 16, 17])
  const [lon, lat] = pick(parcels).point
  const angle = (lat * Math.PI) / 180
  const x = Math.floor(((lon + 180) / 360) * 2 ** z)
  const y = Math.floor(((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * 2 ** z)
  const day = below(4) === 0 ? `?as_of=${pastDay()}` : ''
  return [`/tiles/parcels/${z}/${x}/${y}${day}`, { headers: { 'accept-encoding': 'gzip' } }]
}

function figures() {
  const by = pick(['unit', 'project', 'step', 'unit,step', 'unit,project'])
  return [`/api/v1/bottlenecks?by=${by}${below(2) ? '' : `&as_of=${pastDay()}`}`]
}

function list() {
  const { code } = pick(projects)
  return [
    pick([`/api/v1/parcels?project=${code}&sort=-days_late`, '/api/v1/parcels?fact=overdue&sort=-days_late']),
  ]
}

function edit() {
  // Nobody else edits it meanwhile.
  const [parcel] = parcels.splice(below(parcels.length), 1)
  const headers = { 'content-type': 'application/json', 'if-match': `"${parcel.version}"` }
  const body = JSON.stringify({ steps: { notified: { on: pastDay() } } })
  const seen = ({ headers }) =>
    parcels.push({ ...parcel, version: Number(headers.etag?.replaceAll('"', '')) })
  return [`/api/v1/parcels/${parcel.id}`, { method: 'PATCH', headers, body }, seen]
}

/** Of a hundred calls so many are of each kind. */
const MIX = [
  [80, 'tiles', tile],
  [6, 'figures', figures],
  [4, 'lists', list],
  [10, 'edits', edit],
]
const times = Object.fromEntries(MIX.map(([, name]) => [name, []]))
let failed = 0

const end = performance.now() + minutes * MINUTE_MS
async function worker() {
  while (performance.now() < end) {
    const [, name, make] = weighed(MIX, random())
    const start = performance.now()
    const [path, options, seen] = make()
    const response = await ask(path, options)
    times[name].push(performance.now() - start)
    if (response.status >= 400) failed += 1
    else seen?.(response)
  }
}

line('memory.mixed-traffic,-before.memory', memoryMb(pid), 'MB')
const look = setInterval(() => console.error(`${Math.round(memoryMb(pid))} MB`), MINUTE_MS)
await Promise.all(Array.from({ length: WORKERS }, worker))
clearInterval(look)
line('memory.mixed-traffic,-at-the-end.memory', memoryMb(pid), 'MB')
line('memory.mixed-traffic,-most-ever.memory', memoryMb(pid, 'VmHWM'), 'MB')
for (const [name, taken] of Object.entries(times)) {
  line(`steady.${name}.made`, taken.length, 'calls')
  line(`steady.${name}.p50`, percentile(taken, 0.5), 'ms')
  line(`steady.${name}.p99`, percentile(taken, 0.99), 'ms')
}
line('steady.all.failed', failed, 'calls')
