// How soon an edit stands in tiles, on the process that took it and on another, under 200 edits a second.
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { VectorTile } from '../frontend/node_modules/@mapbox/vector-tile/index.js'
import { PbfReader } from '../frontend/node_modules/pbf/index.js'
import { asBench } from './caller.mjs'
import { line, percentile, psql } from './measuring.mjs'

const EDITS_PER_SECOND = 200
const SECONDS = 20
/** Of so many edits one is looked for in the tiles. */
const ONE_IN = 20
const ZOOM = 16
const CLEARED = 1
/** An edit that is not seen by then never is. */
const LONGEST_MS = 10_000

function tileOf(lon, lat) {
  const side = 2 ** ZOOM
  const angle = (lat * Math.PI) / 180
  const x = Math.floor(((lon + 180) / 360) * side)
  const y = Math.floor(((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * side)
  return `/tiles/parcels/${ZOOM}/${x}/${y}`
}

/** Whether a tile shows the parcel as handed over. */
async function isCleared(url, { id, tile }) {
  const answer = await fetch(url + tile)
  const { parcels } = new VectorTile(new PbfReader(await answer.arrayBuffer())).layers
  for (let place = 0; place < parcels.length; place += 1) {
    const feature = parcels.feature(place)
    if (feature.id === id) return feature.properties.status === CLEARED
  }
  throw new Error(`parcel ${id} is not in ${tile}`)
}

/** Milliseconds from `start` until the tile of a process shows the edit; counts tiles that forget it again. */
async function seenAfter(url, parcel, start, forgotten) {
  while (!(await isCleared(url, parcel))) {
    if (performance.now() - start > LONGEST_MS)
      throw new Error(`parcel ${parcel.id} is stale in ${url}${parcel.tile}`)
  }
  const after = performance.now() - start
  await wait(200)
  if (!(await isCleared(url, parcel))) forgotten.push(parcel.id)
  return after
}

async function handOver(url, { id, version }) {
  const headers = {
    'content-type': 'application/json',
    'if-match': `"${version}"`,
    ...asBench,
  }
  const body = '{"steps":{"handed_over":{"on":"2026-03-02"}},"reason":"bench"}'
  const answer = await fetch(`${url}/api/v1/parcels/${id}`, { method: 'PATCH', headers, body })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  await answer.arrayBuffer()
}

/** Prints the figures, counted from the moment before an edit is sent: they hold the writing itself. */
export async function freshness(url, secondUrl) {
  const rows = await psql(`
    select id, version, st_x(interior_point), st_y(interior_point) from parcels
    where handed_over_on is null and excluded_on is null and geom is not null
    order by md5(id::text) limit ${EDITS_PER_SECOND * SECONDS}`)
  const parcels = rows.map((row) => {
    const [id, version, lon, lat] = row.split('|').map(Number)
    return { id, version, tile: tileOf(lon, lat) }
  })
  const [own, other, forgotten, running, failed] = [[], [], [], [], []]
  const run = (work) => running.push(work.catch((error) => failed.push(error)))
  const began = performance.now()
  for (const [nth, parcel] of parcels.entries()) {
    const due = began + (nth * 1000) / EDITS_PER_SECOND
    if (due > performance.now()) await wait(due - performance.now())
    const start = performance.now()
    run(handOver(url, parcel))
    if (nth % ONE_IN !== 0) continue
    run(seenAfter(url, parcel, start, forgotten).then((after) => own.push(after)))
    run(seenAfter(secondUrl, parcel, start, forgotten).then((after) => other.push(after)))
  }
  await Promise.all(running)
  if (failed.length > 0) throw failed[0]
  line('seen-in-tiles.rate', (parcels.length / (performance.now() - began)) * 1000, 'edits/s')
  for (const [name, times] of [
    ['own-process', own],
    ['second-process', other],
  ]) {
    line(`seen-in-tiles.${name}-p50`, percentile(times, 0.5), 'ms')
    line(`seen-in-tiles.${name}-p99`, percentile(times, 0.99), 'ms')
  }
  line('seen-in-tiles.forgotten', forgotten.length, 'edits')
}
