// Measures the page as a visitor on a slow machine meets it: `npm run bench -- http://127.0.0.1:8080`
// against a running server, best a release build with the demo province and nothing else to do.
import { chromium } from 'playwright-core'

const RUNS = 5
const SLOWDOWN = 4
const [address = 'http://127.0.0.1:8080'] = process.argv.slice(2)
const origin = new URL(address).origin

/** Runs in the page: notes when its first project is listed and the first district drawn. */
function watchFirstPaint() {
  const probe = document.createElement('canvas')
  probe.width = probe.height = 8
  const pen = probe.getContext('2d', { willReadFrequently: true })
  const isDrawn = (canvas) => {
    pen.clearRect(0, 0, 8, 8)
    pen.drawImage(canvas, 0, 0, 8, 8)
    return pen.getImageData(0, 0, 8, 8).data.some((value) => value > 0)
  }
  const isUseful = () =>
    document.querySelector('[role="tabpanel"] li') !== null &&
    [...document.querySelectorAll('.map .leaflet-pane canvas')].some(
      (canvas) => canvas.width > 0 && isDrawn(canvas),
    )
  globalThis.firstUsefulPaint = new Promise((resolve) => {
    const look = () => {
      if (isUseful()) requestAnimationFrame(() => resolve(performance.now()))
      else setTimeout(look, 20)
    }
    look()
  })
}

/** Runs in the page: notes every stretch of more than 50 ms in which nothing can be clicked. */
function watchLongTasks() {
  globalThis.longTasks = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      globalThis.longTasks.push({ ms: duration, end: startTime + duration })
  }).observe({ type: 'longtask' })
}

async function open(browser, path, watch) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  // The base map is somebody else's server: its speed says nothing about this page.
  await context.route(
    (url) => url.origin !== origin,
    (route) => route.abort(),
  )
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
  const scripts = new Map()
  devtools.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.set(requestId, 0)
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scripts.set(requestId, encodedDataLength)
  })
  await page.addInitScript(watch)
  await page.goto(`${origin}${path}`)
  return { page, scriptBytes: () => [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) }
}

async function firstPaint(browser) {
  const { page, scriptBytes } = await open(browser, '/', watchFirstPaint)
  const ms = await page.evaluate(() => globalThis.firstUsefulPaint)
  const bytes = scriptBytes()
  await page.context().close()
  return { ms, bytes }
}

/** Drags the map to and fro for some seconds. */
async function panning(browser, path) {
  const { page } = await open(browser, path, watchLongTasks)
  await page.locator('.map .leaflet-pane canvas').first().waitFor({ state: 'attached' })
  await page.locator('[role="tabpanel"] li').first().waitFor()
  // What loading takes does not count.
  await page.waitForFunction(() => performance.now() - (globalThis.longTasks.at(-1)?.end ?? 0) > 2_000)
  await page.evaluate(() => {
    globalThis.longTasks.length = 0
  })
  for (const [dx, dy] of [
    [-250, 0],
    [0, -200],
    [250, 0],
    [0, 200],
  ]) {
    await page.mouse.move(700, 450)
    await page.mouse.down()
    await page.mouse.move(700 + dx, 450 + dy, { steps: 40 })
    await page.mouse.up()
  }
  const tasks = await page.evaluate(() => globalThis.longTasks.map(({ ms }) => ms))
  await page.context().close()
  return tasks
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const round = (number) => Math.round(number)

function describe(tasks) {
  if (tasks.length === 0) return 'none'
  return `${tasks.length}, longest ${round(Math.max(...tasks))} ms`
}

const flags = ['--disable-gpu', '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: flags,
})
try {
  const { items } = await (await fetch(`${origin}/api/v1/projects?sort=-days_late&limit=1`)).json()
  const paints = []
  for (let run = 0; run < RUNS; run++) paints.push(await firstPaint(browser))
  const times = paints.map(({ ms }) => ms)
  const [province, parcels] = [
    await panning(browser, '/'),
    await panning(browser, `/?at=project:${items[0].code}`),
  ]
  const rows = [
    [
      'first useful paint (map and list)',
      `${round(median(times))} ms, worst ${round(Math.max(...times))} ms`,
    ],
    ['JavaScript, compressed', `${round(paints[0].bytes / 1024)} KiB`],
    ['long tasks while panning the province', describe(province)],
    ['long tasks while panning a project’s parcels', describe(parcels)],
  ]
  process.stdout.write(`CPU throttled ${SLOWDOWN}x, cold cache, ${RUNS} runs\n`)
  for (const [what, result] of rows) process.stdout.write(`${what.padEnd(46)}${result}\n`)
} finally {
  await browser.close()
}
