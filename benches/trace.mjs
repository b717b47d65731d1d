// What a browser of 1440 x 900 asks for while a person goes from project to project: comes near, pans along the
// project, and on to the next. The same seed gives the same way.

const TILE = 512
/** Pixels that the map has below the page's head. */
const VIEW = { width: 1440, height: 848 }
/** As the page does it: `frontend/src/map`. */
const SINGLE_PARCELS_ZOOM = 14
const STATES_LEVELS_UP = 2
/** Zooms of tiles on the way to a project, and the one at which its parcels are looked through. */
const APPROACH = [10, 11, 12, 13]
const NEAR = [14, 15]
const DRAG = 500

/** Numbers from 0 to 1, the same for the same seed (Marsaglia's xorshift of 32 bits). */
export function generator(seed) {
  let state = seed * 2_654_435_761 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** For each move of the map, the paths of the tiles that were not on it before. `boxes`: west, south, east, north. */
export function* trace(seed, boxes, level) {
  const random = generator(seed)
  let held = new Set()
  for (;;) {
    const box = boxes[Math.floor(random() * boxes.length)]
    const [from, to] = [toWorld(box[0], box[3]), toWorld(box[2], box[1])]
    const zoom = NEAR[Math.floor(random() * NEAR.length)]
    const drags = Math.hypot(to.x - from.x, to.y - from.y) / (DRAG / (TILE * 2 ** zoom))
    const steps = Math.min(20, Math.ceil(drags))
    const stops = [
      ...APPROACH.map((z) => ({ ...from, z })),
      ...Array.from({ length: steps + 1 }, (_, step) => ({
        x: from.x + ((to.x - from.x) * step) / steps,
        y: from.y + ((to.y - from.y) * step) / steps,
        z: zoom,
      })),
    ]
    for (const stop of stops) {
      const needed = new Set(tilesOf(stop, level))
      yield [...needed].filter((path) => !held.has(path))
      held = needed
    }
  }
}

function toWorld(lon, lat) {
  const phi = (lat * Math.PI) / 180
  return { x: (lon + 180) / 360, y: (1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2 }
}

function* tilesOf({ x, y, z }, level) {
  const size = TILE * 2 ** z
  const first = (middle, length) => Math.floor((middle * size - length / 2) / TILE)
  const last = (middle, length) => Math.floor((middle * size + length / 2) / TILE)
  for (let column = first(x, VIEW.width); column <= last(x, VIEW.width); column++) {
    for (let row = first(y, VIEW.height); row <= last(y, VIEW.height); row++) {
      yield `/tiles/units/${z}/${column}/${row}?level=${level}`
      yield `/tiles/projects/${z}/${column}/${row}`
      yield* parcelsOf(z, column, row)
    }
  }
}

function* parcelsOf(z, column, row) {
  if (z < SINGLE_PARCELS_ZOOM) {
    yield `/tiles/parcels/${z}/${column}/${row}`
  } else {
    const up = STATES_LEVELS_UP
    yield `/tiles/parcels/${z}/${column}/${row}?part=shapes`
    yield `/tiles/parcels/${z - up}/${column >> up}/${row >> up}?part=states`
  }
}
