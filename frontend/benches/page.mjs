// Measures the page as a visitor on a slow machine meets it: `npm run bench -- http://127.0.0.1:8080`
// against a running server, best a release build with nothing else to do. Prints lines of `name value unit`.
import { firstPaint } from './first-paint.mjs'
import { panning } from './panning.mjs'
import { recolouring } from './recolouring.mjs'
import { launch } from './visit.mjs'

const RUNS = 5
const [address = 'http://127.0.0.1:8080'] = process.argv.slice(2)
const { origin } = new URL(address)

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const tell = (name, value, unit) => process.stdout.write(`${name} ${Math.round(value)} ${unit}\n`)

function tellTasks(name, tasks) {
  tell(`${name}_long_tasks`, tasks.length, 'tasks')
  tell(`${name}_longest_task`, Math.max(0, ...tasks), 'ms')
}

function tellRecolouring(name, runs) {
  const times = runs.map(({ ms }) => ms)
  tell(`${name}_median`, median(times), 'ms')
  tell(`${name}_worst`, Math.max(...times), 'ms')
  tell(`${name}_tiles_redrawn`, Math.min(...runs.map(({ tiles }) => tiles)), 'tiles')
  tell(`${name}_longest_task`, Math.max(0, ...runs.flatMap(({ tasks }) => tasks)), 'ms')
  tell(`${name}_shapes_fetched`, Math.max(...runs.map(({ shapes }) => shapes)), 'tiles')
  tell(`${name}_others_fetched`, Math.max(...runs.map(({ others }) => others)), 'tiles')
  tell(`${name}_states_fetched`, Math.max(...runs.map(({ states }) => states)), 'tiles')
}

const { items } = await (await fetch(`${origin}/api/v1/projects?limit=500`)).json()
const [crowded] = items.toSorted((a, b) => b.figures.parcels.total - a.figures.parcels.total)
const browser = await launch(origin)
try {
  const paints = []
  for (let run = 0; run < RUNS; run++) paints.push(await firstPaint(browser, origin))
  const times = paints.map(({ ms }) => ms)
  tell('page_first_paint_median', median(times), 'ms')
  tell('page_first_paint_worst', Math.max(...times), 'ms')
  tell('page_script', paints[0].bytes / 1024, 'KiB')
  tellTasks('page_pan_province', await panning(browser, origin))
  tellTasks('page_pan_parcels', await panning(browser, origin, crowded.code))
  const { parcels, filter, date } = await recolouring(browser, origin, crowded.code, RUNS)
  tell('page_recolour_parcels_in_view', parcels, 'parcels')
  tellRecolouring('page_recolour_filter', filter)
  tellRecolouring('page_recolour_date', date)
} finally {
  await browser.close()
}
