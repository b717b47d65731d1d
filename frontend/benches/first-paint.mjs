// How long until the first project is listed and the first district drawn, and how much script that takes.
import { open } from './visit.mjs'

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

export async function firstPaint(browser, origin) {
  const { page, devtools } = await open(browser, watchFirstPaint)
  const scripts = new Map()
  devtools.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.set(requestId, 0)
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scripts.set(requestId, encodedDataLength)
  })
  await page.goto(origin)
  const ms = await page.evaluate(() => globalThis.firstUsefulPaint)
  const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0)
  await page.context().close()
  return { ms, bytes }
}
