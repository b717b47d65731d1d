// What keeps the page from answering while somebody drags the map.
import { open, rest, watchLongTasks, zoomTo } from './visit.mjs'

/** The zoom of tiles at which the most single parcels are in sight. */
const SINGLE_PARCELS_ZOOM = 14
/** Out over new ground and back again, each drag most of what the panels leave free. */
const DRAGS = [
  [-400, 0],
  [-400, 0],
  [0, -350],
  [0, -350],
  [400, 0],
  [400, 0],
  [0, 350],
  [0, 350],
]

/** Milliseconds of each long task, over the whole province or over the single parcels of a project. */
export async function panning(browser, origin, project) {
  const { page } = await open(browser, watchLongTasks)
  await page.goto(project ? `${origin}/?at=project:${project}` : origin)
  await rest(page)
  if (project) await zoomTo(page, SINGLE_PARCELS_ZOOM)
  // What loading takes does not count.
  await page.evaluate(() => {
    globalThis.longTasks.length = 0
  })
  for (const [dx, dy] of DRAGS) {
    const [x, y] = [700 - dx / 2, 450 - dy / 2]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + dx, y + dy, { steps: 40 })
    await page.mouse.up()
  }
  await rest(page)
  const tasks = await page.evaluate(() => globalThis.longTasks.map(({ ms }) => ms))
  await page.context().close()
  return tasks
}
