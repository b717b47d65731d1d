// A hundred people who pan the map while others save fifty steps a second: node benches/viewers.mjs URL [SECONDS]
// Everybody keeps the stream of changes open and asks for the figures again at the page's pace. Prints lines of
// `name value unit`; it edits parcels of the database behind the URL.
import { setMaxListeners } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { asBench } from './caller.mjs'
import { generator, trace } from './trace.mjs'

const VIEWERS = 100
const EDITS_A_SECOND = 50
const EDITED_PARCELS = 500
/** A person looks, then drags again. */
const LOOK_MS = [500, 1_500]
/** The page's own: see `frontend/src/lib/live.svelte.ts`. */
const FIGURES_EVERY_MS = 1_500
const CONNECTIONS_OF_A_BROWSER = 6

const base = new URL(process.argv[2] ?? 'http://127.0.0.1:8080')
const seconds = Number(process.argv[3] ?? 30)
const times = { tile: [], figures: [], edit: [] }
const errors = []
let bytes = 0

/** The body of an answer, its milliseconds noted under a kind; null where it is an error. */
function ask(kind, agent, path, options = {}) {
  const start = performance.now()
  return new Promise((resolve) => {
    const fail = (cause) => {
      errors.push(`${path}: ${cause}`)
      resolve(null)
    }
    const headers = { 'accept-encoding': 'gzip', ...asBench, ...options.headers }
    const sent = request(new URL(path, base), { agent, method: options.method, headers }, (answer) => {
      const chunks = []
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.on('error', fail)
      answer.on('end', () => {
        if (answer.statusCode >= 400) return fail(`${answer.statusCode} ${Buffer.concat(chunks)}`)
        times[kind].push(performance.now() - start)
        const body = Buffer.concat(chunks)
        if (kind === 'tile') bytes += body.length
        resolve(body)
      })
    })
    sent.on('error', fail)
    sent.end(options.body)
  })
}

/** Keeps the stream of changes open, as every page does, until the end. */
function listen(end) {
  const changes = new URL('/api/v1/changes', base)
  const stream = request(changes, { agent: false, signal: end, headers: asBench }, (answer) =>
    answer.resume().on('error', () => {}),
  )
  stream.on('error', (error) => end.aborted || errors.push(`/api/v1/changes: ${error.message}`))
  stream.end()
}

async function pan(agent, way, random, end) {
  while (!end.aborted) {
    const { value: paths } = way.next()
    const load = async () => {
      for (let path = paths.pop(); path; path = paths.pop()) await ask('tile', agent, path)
    }
    await Promise.all(Array.from({ length: CONNECTIONS_OF_A_BROWSER - 1 }, load))
    await pause(LOOK_MS[0] + random() * (LOOK_MS[1] - LOOK_MS[0]))
  }
}

async function readFigures(agent, level, random, end) {
  await pause(random() * FIGURES_EVERY_MS)
  while (!end.aborted) {
    const next = pause(FIGURES_EVERY_MS)
    await ask('figures', agent, `/api/v1/bottlenecks?by=unit&level=${level}`)
    await ask('figures', agent, '/api/v1/projects?limit=200')
    await next
  }
}

/** One edit every so often, of one parcel after the other, whether or not the one before is answered. */
async function save(parcels, end) {
  const agent = new Agent({ keepAlive: true })
  const random = generator(7)
  for (let i = 0; !end.aborted; i++) {
    const parcel = parcels[i % parcels.length]
    const next = pause(1_000 / EDITS_A_SECOND)
    parcel.saved = Promise.resolve(parcel.saved).then(async () => {
      const day = String(1 + Math.floor(random() * 28)).padStart(2, '0')
      const body = await ask('edit', agent, `/api/v1/parcels/${parcel.id}`, {
        method: 'PATCH',
        headers: {
          'accept-encoding': 'identity',
          'content-type': 'application/json',
          'if-match': `"${parcel.version}"`,
        },
        body: JSON.stringify({ steps: { inventoried: { on: `2024-10-${day}` } } }),
      })
      if (body) parcel.version = JSON.parse(body).version
    })
    await next
  }
  await Promise.all(parcels.map(({ saved }) => saved))
}

const json = async (path) => (await fetch(new URL(path, base), { headers: asBench })).json()
const tell = (name, value, unit) => console.log(`viewers_${name} ${value} ${unit}`)

function tellTimes(name, numbers) {
  numbers.sort((a, b) => a - b)
  const at = (share) =>
    numbers[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? Number.NaN
  tell(`${name}_p50`, at(0.5).toFixed(1), 'ms')
  tell(`${name}_p99`, at(0.99).toFixed(1), 'ms')
}

const [{ default_level: level }, { items: projects }, { items: parcels }] = await Promise.all([
  json('/api/v1/meta'),
  json('/api/v1/projects?limit=500'),
  json(`/api/v1/parcels?limit=${EDITED_PARCELS}`),
])
const boxes = projects.flatMap(({ bbox }) => (bbox ? [bbox] : []))
const end = AbortSignal.timeout(seconds * 1_000)
setMaxListeners(VIEWERS, end)
const start = performance.now()
const viewers = Array.from({ length: VIEWERS }, async (_, seed) => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_OF_A_BROWSER - 1 })
  const random = generator(seed + 1)
  listen(end)
  // People do not come all at once.
  await pause(random() * LOOK_MS[1])
  await Promise.all([
    pan(agent, trace(seed + 1, boxes, level), random, end),
    readFigures(agent, level, random, end),
  ])
  agent.destroy()
})
await Promise.all([...viewers, save(parcels, end)])
const lasted = (performance.now() - start) / 1_000

tell('errors', errors.length, 'errors')
tell('tiles', times.tile.length, 'tiles')
tell('tiles_a_second', (times.tile.length / lasted).toFixed(0), 'tiles/s')
tell('tile_kb', (bytes / times.tile.length / 1024).toFixed(1), 'kB')
tellTimes('tile', times.tile)
tellTimes('figures', times.figures)
tell('edits_a_second', (times.edit.length / lasted).toFixed(1), 'edits/s')
tellTimes('edit', times.edit)
for (const error of errors.slice(0, 5)) console.error(error)
process.exit(errors.length > 0 ? 1 : 0)
