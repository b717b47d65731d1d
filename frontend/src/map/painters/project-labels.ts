import type { OverlayFrame } from '../canvas-overlay'
import type { ProjectsTile } from '../decode'
import { interiorPoint, lineMiddle } from '../geometry'
import type { HitTiles } from '../hit-test'
import { type LabelSpace, spread, wrap } from '../label-placement'
import { type MapState, PROJECT_STATUSES, type ProjectStatus } from '../model'
import { FACE, HALO, PROJECT_COLOURS } from '../palette'
import type { Brush } from '../surface'
import { EXTENT } from '../tile-grid'
import { drawnTiles, toOverlay } from './drawn-tiles'
import { drawCross } from './parcels'

/** From this map zoom on, projects carry their names; below, the delayed and obstructed ones their marks. */
const NAME_ZOOM = 12
const MARK_ZOOM = 9
/** CSS pixels between two names of one long project. */
const REPEAT = 640
const NAME_WIDTH = 170
const FONT = `600 12px ${FACE}`
const LINE = 15
const MARK_WIDTH = 20
/** Between a name and what it names. */
const GAP = 12
/** An area at least so high has room for its name inside. */
const ROOMY = 140

interface Anchor {
  x: number
  y: number
  /** From the anchor to the shape's lower edge; 0 for a line. */
  below: number
  /** The longer or larger the piece, the better a place for the name. */
  weight: number
}

type Draw = (context: Brush, x: number, y: number) => void

interface ProjectLabel {
  name: string
  /** «!» for delayed, a cross for an obstacle of the whole project. */
  marks: Draw[]
  status: ProjectStatus
  anchors: Anchor[]
}

export function paintProjectLabels(
  frame: OverlayFrame,
  tiles: HitTiles['projects'],
  state: MapState,
  space: LabelSpace,
): void {
  if (frame.mapZoom < MARK_ZOOM) return
  for (const label of projectLabels(frame, tiles, state)) {
    label.anchors.sort((a, b) => b.weight - a.weight)
    for (const anchor of spread(label.anchors, REPEAT)) {
      if (frame.mapZoom >= NAME_ZOOM) paintName(frame.context, label, anchor, space)
      else if (label.marks.length > 0) paintMarks(frame.context, label, anchor, space)
    }
  }
}

/** The projects in full colour, with a place for the name in every tile; the delayed ones first. */
function projectLabels(frame: OverlayFrame, tiles: HitTiles['projects'], state: MapState): ProjectLabel[] {
  const found = new Map<string, ProjectLabel>()
  for (const tile of drawnTiles(frame, tiles)) {
    const { codes, names, statuses, obstacles } = tile.data
    const scale = tile.size / EXTENT
    for (const [i, code] of codes.entries()) {
      if (state.projects && !state.projects.has(code)) continue
      const anchor = anchorOf(tile.data, i)
      if (!anchor) continue
      const status = PROJECT_STATUSES[statuses[i] as number] ?? 'no_parcels'
      const marks = marksOf(status, obstacles[i] === 1)
      const label = found.get(code) ?? { name: names[i] as string, status, marks, anchors: [] }
      found.set(code, label)
      label.anchors.push({ ...anchor, ...toOverlay(tile, anchor), below: anchor.below * scale })
    }
  }
  return [...found.values()].sort((a, b) => Number(b.status === 'delayed') - Number(a.status === 'delayed'))
}

function marksOf(status: ProjectStatus, isObstructed: boolean): Draw[] {
  const marks: Draw[] = status === 'delayed' ? [(context, x, y) => drawAlert(context, x, y, 7)] : []
  return isObstructed ? [...marks, drawCross] : marks
}

/** In tile units. Null when the middle of the piece lies in the tile's buffer: the next tile has it too. */
function anchorOf(tile: ProjectsTile, i: number): Anchor | null {
  const anchor = tile.areas[i] === 1 ? areaAnchor(tile, i) : lineAnchor(tile, i)
  const isOwn = anchor && anchor.x >= 0 && anchor.y >= 0 && anchor.x < EXTENT && anchor.y < EXTENT
  return isOwn ? anchor : null
}

function areaAnchor({ shapes }: ProjectsTile, i: number): Anchor {
  const [x, y] = interiorPoint(shapes, i)
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = shapes.boxes.subarray(4 * i, 4 * i + 4)
  return { x, y, below: maxY - y, weight: Math.hypot(maxX - minX, maxY - minY) }
}

function lineAnchor({ shapes }: ProjectsTile, i: number): Anchor | null {
  const middle = lineMiddle(shapes, i)
  return middle && { x: middle.x, y: middle.y, below: 0, weight: middle.length }
}

/** A plate beside the shape, so that it hides neither line nor parcels; inside only of a roomy area. */
function paintName(
  context: Brush,
  { name, status, marks }: ProjectLabel,
  { x, y, below }: Anchor,
  space: LabelSpace,
): void {
  context.font = FONT
  const lines = wrap(name, NAME_WIDTH, (text) => context.measureText(text).width)
  const markWidth = MARK_WIDTH * marks.length
  const width = Math.max(...lines.map((line) => context.measureText(line).width)) + markWidth + 14
  const height = LINE * lines.length + 8
  const shift = below + height / 2 + GAP
  const shifts = 2 * below >= ROOMY ? [0] : [shift, -shift]
  const places = shifts.map((dy) => ({ x, y: y + dy, width, height }))
  const box = space.claim(places, 3)
  if (!box) return
  const left = box.x - width / 2
  context.fillStyle = HALO
  context.strokeStyle = PROJECT_COLOURS[status].ink
  context.lineWidth = 1.25
  context.globalAlpha = 0.94
  context.beginPath()
  context.roundRect(left, box.y - height / 2, width, height, 6)
  context.fill()
  context.stroke()
  context.globalAlpha = 1
  for (const [i, draw] of marks.entries()) draw(context, left + 14 + MARK_WIDTH * i, box.y)
  context.fillStyle = PROJECT_COLOURS[status].ink
  for (const [i, line] of lines.entries()) {
    context.fillText(line, box.x + markWidth / 2, box.y + LINE * (i - (lines.length - 1) / 2) + 0.5)
  }
}

/** A little off the middle, where the project's ring of parcels is. */
function paintMarks(context: Brush, { marks }: ProjectLabel, { x, y }: Anchor, space: LabelSpace): void {
  const width = 15 * marks.length
  const box = space.claim([{ x: x + width / 2, y: y - 9, width, height: 15 }], 1)
  if (!box) return
  for (const [i, draw] of marks.entries()) draw(context, box.x - width / 2 + 7.5 + 15 * i, box.y)
}

/** The mark of a delayed project: «!» in a disc. */
export function drawAlert(context: Brush, x: number, y: number, radius: number): void {
  context.fillStyle = PROJECT_COLOURS.delayed.fill
  context.strokeStyle = HALO
  context.lineWidth = 1.5
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
  const stroke = (2 * radius) / 7
  context.fillStyle = PROJECT_COLOURS.delayed.onFill
  context.fillRect(x - stroke / 2, y - radius * 0.55, stroke, radius * 0.65)
  context.fillRect(x - stroke / 2, y + radius * 0.28, stroke, stroke)
}
