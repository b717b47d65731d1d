// How long the parcels in sight keep their old colours after a filter is set or another date is chosen.
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { open, rest, watchColours, watchLongTasks, zoomTo } from './visit.mjs'

/** The zoom of tiles at which the most single parcels are in sight; the map's own is one more. */
const SINGLE_PARCELS_ZOOM = 14

/** Runs in the page: how many tiles in sight were drawn after what somebody did, the last after how many milliseconds. */
function recolouredAfter() {
  const map = document.querySelector('#map').getBoundingClientRect()
  const isInSight = (tile) => {
    const { left, right, top, bottom } = tile.getBoundingClientRect()
    return right > map.left && left < map.right && bottom > map.top && top < map.bottom
  }
  const times = [...globalThis.drawn].filter(([tile]) => isInSight(tile)).map(([, at]) => at)
  return { ms: Math.max(...times) - globalThis.acted, tiles: times.length }
}

/** Does something and answers how long it took to be painted, what was fetched for it, and its long tasks. */
async function measure(page, act) {
  await page.evaluate(() => {
    globalThis.drawn.clear()
    globalThis.longTasks.length = 0
  })
  const fetched = []
  const note = (response) => {
    if (response.status() === 200 && response.url().includes('/tiles/')) fetched.push(response.url())
  }
  page.on('response', note)
  await act()
  // The thread that paints keeps neither the page nor the network busy.
  await page.waitForFunction(() => globalThis.drawn.size > 0)
  await rest(page)
  page.off('response', note)
  const count = (isMeant) => fetched.filter(isMeant).length
  return {
    states: count((url) => url.includes('part=states')),
    shapes: count((url) => url.includes('/parcels/') && !url.includes('part=states')),
    // The lines of projects weigh little and come whole.
    others: count((url) => !url.includes('/parcels/')),
    ...(await page.evaluate(recolouredAfter)),
    tasks: await page.evaluate(() => globalThis.longTasks.map(({ ms }) => ms)),
  }
}

/** How many parcels the tiles of these shapes hold: the page itself never counts them. */
async function countParcels(urls) {
  const ids = urls.map(async (url) => {
    const { parcels } = new VectorTile(new PbfReader(await (await fetch(url)).arrayBuffer())).layers
    return Array.from({ length: parcels?.length ?? 0 }, (_, i) => parcels.feature(i).id)
  })
  return new Set((await Promise.all(ids)).flat()).size
}

export async function recolouring(browser, origin, project, runs) {
  const { page } = await open(browser, watchLongTasks)
  await page.addInitScript(watchColours)
  const asked = new Set()
  page.on('request', (request) => asked.add(request.url()))
  await page.goto(`${origin}/?at=project:${project}`)
  await rest(page)
  await zoomTo(page, SINGLE_PARCELS_ZOOM)
  const parcels = await countParcels(
    [...asked].filter(
      (url) => url.includes(`/parcels/${SINGLE_PARCELS_ZOOM}/`) && url.includes('part=shapes'),
    ),
  )
  if (parcels === 0)
    throw new Error('no single parcels are in sight: is the page that is served an older one?')
  const filter = []
  const delayed = page.getByRole('checkbox', { name: 'Chỉ dự án chậm' })
  for (let run = 0; run < runs; run++) filter.push(await measure(page, () => delayed.click()))
  const date = []
  const field = page.getByRole('textbox', { name: 'Tính đến ngày' })
  for (let run = 0; run < runs; run++) {
    // To and fro between two years: a day on which no colour differs would be no work.
    await field.fill(`15/0${run + 1}/${run % 2 ? 2023 : 2025}`)
    date.push(await measure(page, () => field.press('Enter')))
  }
  await page.context().close()
  return { parcels, filter, date }
}
