import { COUNTED, type ParcelsTile } from '../decode'
import { type MapState, STATUSES, type Status } from '../model'
import { HALO, INK, STATUS_COLOURS } from '../palette'
import { TILE_SIZE } from '../tile-grid'
import type { TileFrame } from '../vector-tile-layer'

/** CSS pixels between the rings: the tile's own grid is finer, and would look like confetti. */
const BIN = TILE_SIZE / 22
const MIN_RADIUS = 3.5
const MAX_RADIUS = 11
/** Parcels at which a ring reaches its full size. */
const FULL = 250

/** Worst first, clockwise from the top: how much of the ring is dark reads like a clock. */
const ORDER: Status[] = ['blocked', 'overdue', 'undated', 'not_started', 'on_track', 'cleared']

export interface Ring {
  x: number
  y: number
  total: number
  /** Counts by status, indexed like STATUSES. */
  counts: number[]
}

/** Neighbouring cells gathered into rings, at the middle of their parcels; `isShown` says which projects count. */
export function gatherCells(
  { cells }: ParcelsTile,
  place: { scale: number; left: number; top: number },
  countOf: (project: number, status: Status, count: number) => number,
): Ring[] {
  const bins = new Map<number, Ring>()
  for (let i = 0; i < cells.projects.length; i++) {
    const x = (cells.xy[2 * i] as number) * place.scale + place.left
    const y = (cells.xy[2 * i + 1] as number) * place.scale + place.top
    const key = Math.floor(y / BIN) * 1024 + Math.floor(x / BIN)
    const ring = bins.get(key) ?? { x: 0, y: 0, total: 0, counts: STATUSES.map(() => 0) }
    let total = 0
    for (let k = 0; k < COUNTED; k++) {
      const status = STATUSES[k + 1] as Status
      const count = countOf(cells.projects[i] as number, status, cells.counts[COUNTED * i + k] as number)
      ring.counts[k + 1] = (ring.counts[k + 1] ?? 0) + count
      total += count
    }
    if (total === 0) continue
    ring.x += x * total
    ring.y += y * total
    ring.total += total
    bins.set(key, ring)
  }
  return [...bins.values()].map((ring) => ({ ...ring, x: ring.x / ring.total, y: ring.y / ring.total }))
}

export function* paintCells(frame: TileFrame, tile: ParcelsTile, state: MapState): Generator<void, void> {
  const shown = tile.projects.map((code) => state.projects?.has(code) ?? true)
  const isCounted = (project: number, status: Status) =>
    shown[project] && (state.statuses?.has(status) ?? true)
  if (state.projects || state.statuses) {
    const faded = gatherCells(tile, frame, (project, status, n) => (isCounted(project, status) ? 0 : n))
    for (const ring of faded) drawSpeck(frame.context, ring.x, ring.y)
    yield
  }
  const rings = gatherCells(tile, frame, (project, status, n) => (isCounted(project, status) ? n : 0))
  rings.sort((a, b) => a.total - b.total)
  for (const ring of rings) drawRing(frame.context, ring, radiusOf(ring.total))
}

function radiusOf(total: number): number {
  return MIN_RADIUS + (MAX_RADIUS - MIN_RADIUS) * Math.sqrt(Math.min(1, total / FULL))
}

export function drawRing(
  context: CanvasRenderingContext2D,
  { x, y, total, counts }: Ring,
  radius: number,
): void {
  disc(context, x, y, radius + 1.5, HALO)
  let angle = -Math.PI / 2
  for (const status of ORDER) {
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
  context.strokeStyle = INK
  context.globalAlpha = 0.6
  context.lineWidth = 0.75
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.stroke()
  context.globalAlpha = 1
}

function drawSpeck(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.globalAlpha = 0.5
  disc(context, x, y, 2, STATUS_COLOURS.undated.fill)
  context.globalAlpha = 1
}

function disc(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = colour
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
}
