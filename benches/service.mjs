// Measures a running service with the demo province: tiles, figures, lists, edits, and how fast an edit is seen.
// node benches/service.mjs http://127.0.0.1:8080
import { performance } from 'node:perf_hooks'

const base = process.argv[2] ?? 'http://127.0.0.1:8080'
const json = async (path) => (await fetch(base + path)).json()

/** Milliseconds of each call, eight at a time. */
async function time(calls) {
  const times = []
  const queue = [...calls]
  const worker = async () => {
    for (let call = queue.pop(); call; call = queue.pop()) {
      const start = performance.now()
      const answer = await call()
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return times.sort((a, b) => a - b)
}

function report(name, times) {
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1)
  console.log(`| ${name} | ${times.length} | ${at(0.5)} | ${at(0.99)} |`)
}

const column = (lon, z) => Math.floor(((lon + 180) / 360) * 2 ** z)
const row = (lat, z) => {
  const angle = (lat * Math.PI) / 180
  return Math.floor(((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * 2 ** z)
}

const parcels = await json('/api/v1/parcels?sort=-area&limit=300')
const tiles = (z) => [
  ...new Set(
    parcels.items
      .filter((parcel) => parcel.point)
      .map(({ point: [lon, lat] }) => `/tiles/parcels/${z}/${column(lon, z)}/${row(lat, z)}`),
  ),
]
const get = (path) => () => fetch(base + path)

console.log(
  `${parcels.total} parcels\n\n| what, 8 at a time | calls | median ms | p99 ms |\n|---|---|---|---|`,
)
report('parcel tiles z15, first time', await time(tiles(15).map(get)))
report('parcel tiles z15, again', await time([...tiles(15), ...tiles(15), ...tiles(15)].map(get)))
report('parcel tiles z10 (counts), first time', await time(tiles(10).map(get)))
const figures = ['unit', 'project', 'step', 'cause', 'unit,step', 'unit,cause']
const dates = ['2026-01-31', '2026-03-31', '2026-05-31', '2026-07-31', '2026-09-30']
const past = figures.flatMap((by) => dates.map((day) => `/api/v1/bottlenecks?by=${by}&as_of=${day}`))
report('bottlenecks, past days, first time', await time(past.map(get)))
report(
  'bottlenecks, today',
  await time(
    Array(20)
      .fill(figures.map((by) => `/api/v1/bottlenecks?by=${by}`))
      .flat()
      .map(get),
  ),
)
report('latest parcels, first page', await time(Array(100).fill(get('/api/v1/parcels?fact=overdue'))))
report('projects with figures', await time(Array(50).fill(get('/api/v1/projects'))))

// An edit answers when the board of the process holds it; here how long that takes, one after the other.
const edits = []
for (const parcel of parcels.items.slice(0, 100)) {
  const start = performance.now()
  const answer = await fetch(`${base}/api/v1/parcels/${parcel.id}`, {
    method: 'PATCH',
    headers: {
      'content-type': 'application/json',
      'if-match': `"${parcel.version}"`,
      'x-matbang-user': 'bench',
    },
    body: JSON.stringify({ note: 'bench' }),
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  await answer.arrayBuffer()
  edits.push(performance.now() - start)
}
report(
  'edit of a parcel until every figure has it, one at a time',
  edits.sort((a, b) => a - b),
)
