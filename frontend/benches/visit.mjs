// A visitor on a slow machine, and what can be seen of the page from within.
import { chromium } from 'playwright-core'
import { asBench } from '../../benches/caller.mjs'

/** How much slower than this machine the visitor's is. */
export const SLOWDOWN = 4
const SIZE = { width: 1440, height: 900 }

/** A browser that knows no other server: the base map's speed says nothing about this page. */
export function launch(origin) {
  const flags = [
    ...['--disable-gpu', '--no-first-run'],
    `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${new URL(origin).hostname}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
}

/** A page with nothing kept from before; `watch` runs in it ahead of its own scripts. */
export async function open(browser, watch) {
  const context = await browser.newContext({
    viewport: SIZE,
    reducedMotion: 'reduce',
    locale: 'vi',
    extraHTTPHeaders: asBench,
  })
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
  await page.addInitScript(watch)
  return { page, devtools }
}

/** Runs in the page: notes every stretch of more than 50 ms in which nothing can be clicked. */
export function watchLongTasks() {
  globalThis.longTasks = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      globalThis.longTasks.push({ ms: duration, end: startTime + duration })
  }).observe({ type: 'longtask' })
}

/** Runs in the page: notes when somebody last acted, and when each tile of parcels was last drawn. */
export function watchColours() {
  globalThis.acted = 0
  globalThis.drawn = new Map()
  for (const type of ['click', 'keydown'])
    addEventListener(
      type,
      ({ timeStamp }) => {
        globalThis.acted = timeStamp
      },
      { capture: true },
    )
  const pen = ImageBitmapRenderingContext.prototype
  const { transferFromImageBitmap } = pen
  pen.transferFromImageBitmap = function (picture) {
    transferFromImageBitmap.call(this, picture)
    const tile = this.canvas
    if (tile.closest('.leaflet-parcels-pane')) requestAnimationFrame((now) => globalThis.drawn.set(tile, now))
  }
}

/** Waits until the page has neither worked nor waited for an answer for so long. */
export async function rest(page, ms = 1_000) {
  let since = performance.now()
  const waiting = new Set()
  const onRequest = (request) => {
    // The stream of changes never ends.
    if (request.resourceType() !== 'eventsource') waiting.add(request)
  }
  const onEnd = (request) => {
    waiting.delete(request)
    since = performance.now()
  }
  page.on('request', onRequest)
  page.on('requestfinished', onEnd)
  page.on('requestfailed', onEnd)
  while (waiting.size > 0 || performance.now() - since < ms) {
    await page.waitForTimeout(50)
    if (await page.evaluate(() => performance.now() - (globalThis.longTasks?.at(-1)?.end ?? 0) < 200))
      since = performance.now()
  }
  page.off('request', onRequest)
  page.off('requestfinished', onEnd)
  page.off('requestfailed', onEnd)
}

/** Presses the map's buttons until parcels are asked for at a zoom of tiles. */
export async function zoomTo(page, zoom) {
  let shown = Number.NaN
  page.on('request', (request) => {
    const z = request.url().match(/\/tiles\/projects\/(\d+)\//)?.[1]
    if (z) shown = Number(z)
  })
  const press = (name) => page.getByRole('button', { name, exact: true }).click()
  await press('Thu nhỏ')
  await rest(page)
  while (shown !== zoom) {
    await press(shown < zoom ? 'Phóng to' : 'Thu nhỏ')
    await rest(page)
  }
}
