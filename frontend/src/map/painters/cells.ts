import { COUNTED, type ParcelsTile } from '../decode'
import type { Placement } from '../geometry'
import { STATUSES, STATUSES_WORST_FIRST, type Status } from '../model'
import type { Scene, TileFrame } from '../paint-order'
import { HALO, INK, STATUS_COLOURS } from '../palette'
import type { Brush } from '../surface'
import { TILE_SIZE } from '../tile-grid'

const MIN_RADIUS = 3
/** The hole of a ring, as a share of its radius. */
const HOLE = 0.4

export interface Ring {
  x: number
  y: number
  total: number
  /** Counts by status, indexed like STATUSES. */
  counts: number[]
}

/** Far out the rings step back behind the districts; close up they are the picture. CSS pixels. */
function maxRadius(mapZoom: number): number {
  return Math.max(6, Math.min(11, 2 * mapZoom - 13))
}

/** The radius for so many parcels; the further out, the more of them it takes to fill the ring. */
function radiusOf(total: number, mapZoom: number): number {
  const full = Math.min(2_000, 40 * 4 ** Math.max(0, 13 - mapZoom))
  return MIN_RADIUS + (maxRadius(mapZoom) - MIN_RADIUS) * Math.sqrt(Math.min(1, total / full))
}

/**
 * Cells gathered into rings, each at the middle of its parcels and at least `reach` CSS pixels from the next:
 * the tile's own grid is finer, and would look like confetti. `countOf` says how many of a count are meant.
 */
export function gatherCells(
  { cells }: ParcelsTile,
  place: Placement,
  reach: number,
  countOf: (project: number, status: Status, count: number) => number,
): Ring[] {
  const bins = new Map<number, Ring>()
  for (let i = 0; i < cells.projects.length; i++) {
    const x = (cells.xy[2 * i] as number) * place.scale + place.left
    const y = (cells.xy[2 * i + 1] as number) * place.scale + place.top
    const counts = STATUSES.map((status, k) =>
      k === 0 ? 0 : countOf(cells.projects[i] as number, status, cells.counts[COUNTED * i + k - 1] as number),
    )
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (total === 0) continue
    const key = Math.floor(y / reach) * TILE_SIZE + Math.floor(x / reach)
    const bin = bins.get(key)
    if (bin) absorb(bin, { x, y, total, counts })
    else bins.set(key, { x, y, total, counts })
  }
  // Two bins may hold the two halves of one crowd at their common edge: the larger takes the smaller in.
  const rings: Ring[] = []
  for (const bin of [...bins.values()].sort((a, b) => b.total - a.total)) {
    const neighbour = rings.find((ring) => Math.hypot(ring.x - bin.x, ring.y - bin.y) < reach)
    if (neighbour) absorb(neighbour, bin)
    else rings.push(bin)
  }
  return rings
}

function absorb(ring: Ring, other: Ring): void {
  const total = ring.total + other.total
  ring.x = (ring.x * ring.total + other.x * other.total) / total
  ring.y = (ring.y * ring.total + other.y * other.total) / total
  ring.total = total
  ring.counts = ring.counts.map((count, i) => count + (other.counts[i] ?? 0))
}

export function paintCells(frame: TileFrame, tile: ParcelsTile, scene: Scene): void {
  const shown = tile.projects.map((code) => scene.projects?.has(code) ?? true)
  const { context, mapZoom } = frame
  const reach = 2 * maxRadius(mapZoom) + 2
  const isCounted = (project: number, status: Status) =>
    shown[project] && (scene.statuses?.has(status) ?? true)
  if (scene.projects || scene.statuses) {
    const faded = gatherCells(tile, frame, reach, (project, status, n) =>
      isCounted(project, status) ? 0 : n,
    )
    for (const ring of faded) drawSpeck(context, ring.x, ring.y)
  }
  const rings = gatherCells(tile, frame, reach, (project, status, n) => (isCounted(project, status) ? n : 0))
  // From the end: the largest on top.
  for (const ring of rings.reverse()) drawRing(context, ring, radiusOf(ring.total, mapZoom))
}

export function drawRing(context: Brush, { x, y, total, counts }: Ring, radius: number): void {
  disc(context, x, y, radius + 1.5, HALO)
  let angle = -Math.PI / 2
  // Clockwise from the top, the worst first: how far the dark reaches reads like a clock.
  for (const status of STATUSES_WORST_FIRST) {
    const share = (counts[STATUSES.indexOf(status)] ?? 0) / total
    if (share === 0) continue
    const end = angle + share * 2 * Math.PI
    context.fillStyle = STATUS_COLOURS[status].fill
    context.beginPath()
    context.moveTo(x, y)
    context.arc(x, y, radius, angle, end)
    context.fill()
    angle = end
  }
  disc(context, x, y, radius * HOLE, HALO)
  context.strokeStyle = INK
  context.globalAlpha = 0.6
  context.lineWidth = 0.75
  for (const edge of [radius, radius * HOLE]) {
    context.beginPath()
    context.arc(x, y, edge, 0, 2 * Math.PI)
    context.stroke()
  }
  context.globalAlpha = 1
}

function drawSpeck(context: Brush, x: number, y: number): void {
  context.globalAlpha = 0.5
  disc(context, x, y, 2, STATUS_COLOURS.undated.fill)
  context.globalAlpha = 1
}

function disc(context: Brush, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = colour
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
}
