// Measures figures, filters and lists of a running service: one call at a time, and eight.
// node benches/figures.mjs URL PID
import { client, timed } from './calls.mjs'
import { cpuMs, line, POSTMASTER, percentile } from './measuring.mjs'
import { numbersFrom } from './parcels/chance.mjs'

const [base, pid] = [process.argv[2], Number(process.argv[3])]
const random = numbersFrom(7, 7)
const DAY_MS = 86_400_000
/** The days asked for lie so far back at most. */
const DAYS_BACK = 1_200
/** As many calls as fit in this time, and no more than so many. */
const SECONDS = 3
const MOST_CALLS = 300

/** A past day, hardly ever the same twice. */
const pastDay = () =>
  new Date(Date.now() - (1 + Math.floor(random() * DAYS_BACK)) * DAY_MS).toISOString().slice(0, 10)
const pick = (list) => list[Math.floor(random() * list.length)]
const calls = (make) => Array.from({ length: MOST_CALLS }, make)

async function measure(row, make) {
  const before = cpuMs(pid, POSTMASTER)
  const alone = await timed(base, calls(make), { connections: 1, seconds: SECONDS })
  line(`${row}.cpu`, (cpuMs(pid, POSTMASTER) - before) / alone.length, 'ms')
  line(`${row}.p50`, percentile(alone, 0.5), 'ms')
  line(`${row}.p99`, percentile(alone, 0.99), 'ms')
  const together = await timed(base, calls(make), { connections: 8, seconds: SECONDS })
  line(`${row}.p50,-8-at-a-time`, percentile(together, 0.5), 'ms')
  line(`${row}.p99,-8-at-a-time`, percentile(together, 0.99), 'ms')
}

const answer = async (path) => JSON.parse((await client(base, 1)(path)).body)

const GROUPINGS = ['unit', 'project', 'step', 'unit,step', 'project,step', 'unit,project']
for (const by of GROUPINGS) {
  const row = `figures.by-${by.replace(',', '-and-')}`
  await measure(`${row},-today`, () => `/api/v1/bottlenecks?by=${by}`)
  await measure(`${row},-past-days`, () => `/api/v1/bottlenecks?by=${by}&as_of=${pastDay()}`)
}
await measure('figures.projects,-today', () => '/api/v1/projects')
await measure('figures.projects,-past-days', () => `/api/v1/projects?as_of=${pastDay()}`)

const { items: projects } = await answer('/api/v1/projects?limit=200')
const { items: units } = await answer('/api/v1/bottlenecks?by=unit')
const { items: parcels } = await answer('/api/v1/parcels?sort=-area&limit=200')
const project = () => pick(projects).code
const unit = () => pick(units).key.unit
const point = () => pick(parcels.filter((parcel) => parcel.point)).point
const box = ([lon, lat]) =>
  [lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01].map((number) => number.toFixed(5))
const FILTERS = {
  project: () => `project=${project()}`,
  unit: () => `unit=${unit()}`,
  status: () => `status=${pick(['cleared', 'overdue', 'on_track', 'not_started'])}`,
  fact: () => `fact=${pick(['overdue', 'remaining', 'cleared'])}`,
  step: () => `waiting_for=${pick(['notified', 'plan_posted', 'paid', 'handed_over'])}`,
  'unit,-step-and-fact': () => `unit=${unit()}&waiting_for=paid&fact=overdue`,
  household: () => `household=${pick(parcels).household_code}`,
  search: () => `q=${pick(parcels).map_sheet}/${pick(parcels).parcel_no}`,
  box: () => `bbox=${box(point())}`,
}
for (const [name, filter] of Object.entries(FILTERS))
  await measure(`lists.filter-by-${name}`, () => `/api/v1/parcels?${filter()}&limit=50`)
await measure('lists.by-days-late', () => '/api/v1/parcels?sort=-days_late&limit=50')
await measure(
  'lists.by-days-late,-past-days',
  () => `/api/v1/parcels?sort=-days_late&limit=50&as_of=${pastDay()}`,
)
await measure('lists.overdue-by-days-late', () => '/api/v1/parcels?fact=overdue&sort=-days_late&limit=50')
