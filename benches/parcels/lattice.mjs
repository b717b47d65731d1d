// Cells of a lattice laid along a road or over an area, in metres; neighbours share their corners and edges.
import { chance, numbersFrom } from './chance.mjs'
import { REACH } from './province.mjs'

/** How far a corner may move, in sides of a cell. */
const CORNER_PLAY = 0.2
/** How far the extra points of an edge may move. */
const EDGE_PLAY = 0.06
const LONGEST_ROAD = 45_000
/** Points of a road's centre line are so far apart, metres. */
const ROAD_STEP = 20
const OUTLINE_POINTS = 60

const play = (a, b, c, d, most) => (chance(a, b, c, d) * 2 - 1) * most

const corner = (seed, i, j) => [i + play(seed, i, j, 1, CORNER_PLAY), j + play(seed, i, j, 2, CORNER_PLAY)]

/** The extra points, none to two, of the edge from a corner upwards (dj = 1) or to the right. */
function edge(seed, i, j, dj) {
  const [from, to] = [corner(seed, i, j), corner(seed, i + 1 - dj, j + dj)]
  // Every cell has a lower or an upper edge in an even row: no parcel has fewer than five corners.
  const fewest = dj === 0 && j % 2 === 0 ? 1 : 0
  const extra = fewest + Math.floor(chance(seed, i, j, 3 + dj) * (3 - fewest))
  return Array.from({ length: extra }, (_, place) => {
    const share = (place + 1) / (extra + 1)
    const moved = (axis) => play(seed, i * 4 + place, j, 5 + dj * 2 + axis, EDGE_PLAY)
    return [0, 1].map((axis) => from[axis] + (to[axis] - from[axis]) * share + moved(axis))
  })
}

/** Points of a cell in lattice units, counterclockwise, not closed. */
function cellPoints(seed, i, j) {
  return [
    corner(seed, i, j),
    ...edge(seed, i, j, 0),
    corner(seed, i + 1, j),
    ...edge(seed, i + 1, j, 1),
    corner(seed, i + 1, j + 1),
    ...edge(seed, i, j + 1, 0).reverse(),
    corner(seed, i, j + 1),
    ...edge(seed, i, j, 1).reverse(),
  ]
}

/** Centre line of a road: places and headings, every ROAD_STEP metres, around the origin. */
function centreLine(random, length) {
  const [first, phase, second] = [random() * 7, random() * 7, random() * 7]
  let [x, y] = [0, 0]
  const line = Array.from({ length: Math.ceil(length / ROAD_STEP) + 2 }, (_, place) => {
    const along = place * ROAD_STEP
    const heading = first + 0.5 * Math.sin(along / 3300 + phase) + 0.2 * Math.sin(along / 1500 + second)
    const point = { x, y, heading }
    x += Math.cos(heading) * ROAD_STEP
    y += Math.sin(heading) * ROAD_STEP
    return point
  })
  const middle = line[line.length >> 1]
  return line.map((point) => ({ ...point, x: point.x - middle.x, y: point.y - middle.y }))
}

/** A road of so many parcels: its centre line, the width of its corridor and its cells, lazily. */
export function roadPlan(seed, count) {
  const random = numbersFrom(seed, 2)
  const [step, depth] = [17 + random() * 12, 16 + random() * 14]
  const across = Math.max(4 + Math.floor(random() * 5), Math.ceil((count * step) / LONGEST_ROAD))
  const columns = Math.ceil(count / across)
  const line = centreLine(random, (columns + 1) * step)
  const around = REACH - 2_000 - (columns * step) / 2
  const [x, y] = [(random() * 2 - 1) * around, (random() * 2 - 1) * around]
  const toMetres = ([u, v]) => {
    const along = Math.min(Math.max((u * step) / ROAD_STEP, 0), line.length - 1.001)
    const [from, to, share] = [line[Math.floor(along)], line[Math.floor(along) + 1], along % 1]
    const mix = (key) => from[key] + (to[key] - from[key]) * share
    const off = (v - across / 2) * depth
    return [x + mix('x') - Math.sin(mix('heading')) * off, y + mix('y') + Math.cos(mix('heading')) * off]
  }
  function* cells() {
    for (let i = 1; i <= columns; i++)
      for (let j = 0; j < across; j++) yield { i, j, points: cellPoints(seed, i, j).map(toMetres) }
  }
  return {
    cells,
    outline: line.map((point) => [x + point.x, y + point.y]),
    width: (across + 2 * CORNER_PLAY) * depth,
  }
}

/** An area of at least so many parcels: its outline and its cells, lazily. */
export function areaPlan(seed, count) {
  const random = numbersFrom(seed, 3)
  const [width, height, turn, phase] = [18 + random() * 16, 18 + random() * 16, random() * 7, random() * 7]
  const radius = Math.sqrt((count * 1.12) / Math.PI) + 2
  const around = Math.max(REACH - 2_000 - radius * 40, 0)
  const [x, y] = [(random() * 2 - 1) * around, (random() * 2 - 1) * around]
  const rim = (angle) => radius * (1 + 0.1 * Math.sin(2 * angle + phase) + 0.05 * Math.sin(5 * angle))
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  const toMetres = ([u, v]) => [
    x + u * width * cos - v * height * sin,
    y + u * width * sin + v * height * cos,
  ]
  const most = Math.ceil(radius * 1.2)
  function* cells() {
    for (let j = -most; j <= most; j++)
      for (let i = -most; i <= most; i++)
        if (Math.hypot(i + 0.5, j + 0.5) < rim(Math.atan2(j + 0.5, i + 0.5)))
          yield { i: i + most, j: j + most, points: cellPoints(seed, i, j).map(toMetres) }
  }
  const outline = Array.from({ length: OUTLINE_POINTS }, (_, place) => {
    const angle = (place / OUTLINE_POINTS) * 2 * Math.PI
    const far = rim(angle) + 2
    return toMetres([far * Math.cos(angle), far * Math.sin(angle)])
  })
  return { cells, outline }
}
