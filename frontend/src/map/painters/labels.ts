import type { OverlayFrame } from '../canvas-overlay'
import type { ProjectsTile, UnitLabel } from '../decode'
import { interiorPoint, lineMiddle } from '../geometry'
import type { HitTiles } from '../hit-test'
import { LabelSpace, spread, wrap } from '../label-placement'
import { type MapState, PROJECT_STATUSES, type ProjectStatus, SEVERITIES, type Severity } from '../model'
import { HALO, INK, PROJECT_COLOURS, SEVERITY_COLOURS } from '../palette'
import { EXTENT } from '../tile-grid'
import { type DrawnTile, drawnTiles } from './drawn-tiles'

const FACE = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif'
/** From this map zoom on, projects carry their names; below, only the delayed ones carry a mark. */
const PROJECT_NAME_ZOOM = 12
const MARK_ZOOM = 9
/** From this map zoom on, unit names step back behind the parcels. */
const QUIET_UNITS_ZOOM = 13
/** CSS pixels between two labels of one long project. */
const REPEAT = 640
const NAME_WIDTH = 170

/** Whose name is drawn when two collide. */
const WORST_FIRST: Severity[] = ['critical', 'serious', 'watch', 'ok', 'clear', 'none']

export function paintLabels(frame: OverlayFrame, tiles: HitTiles, state: MapState): void {
  const space = new LabelSpace()
  const { context, mapZoom } = frame
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  // Far out the districts speak first, close up the projects.
  if (mapZoom < PROJECT_NAME_ZOOM) paintUnits(frame, tiles.units, state, space)
  if (mapZoom >= MARK_ZOOM) paintProjects(frame, tiles.projects, state, space)
  if (mapZoom >= PROJECT_NAME_ZOOM) paintUnits(frame, tiles.units, state, space)
}

function paintUnits(frame: OverlayFrame, tiles: HitTiles['units'], state: MapState, space: LabelSpace): void {
  const { context, mapZoom } = frame
  const isQuiet = mapZoom >= QUIET_UNITS_ZOOM
  const size = isQuiet || mapZoom < 9 ? 12 : 14
  const found = new Map<string, { name: string; figures: string; severity: Severity; x: number; y: number }>()
  for (const tile of drawnTiles(frame, tiles)) {
    const { units, labels } = tile.data
    const severities = new Map(units.codes.map((code, i) => [code, units.severities[i] as number]))
    for (const label of labels) {
      found.set(label.code, { ...describe(label, severities, state), ...place(tile, label) })
    }
  }
  const labels = [...found.values()].sort(
    (a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity),
  )
  for (const { name, figures, severity, x, y } of labels) {
    const font = `600 ${size}px ${FACE}`
    context.font = font
    const width = context.measureText(name).width
    const hasFigures = figures !== '' && !isQuiet
    const line = size + 4
    if (!space.claim({ x, y, width, height: hasFigures ? 2 * line : line }, 4)) continue
    const first = hasFigures ? y - line / 2 : y
    haloText(context, name, x, first, font, isQuiet ? '#4a5563' : INK)
    if (hasFigures)
      haloText(context, figures, x, first + line, `500 ${size - 2}px ${FACE}`, SEVERITY_COLOURS[severity].ink)
  }
}

function describe(label: UnitLabel, severities: Map<string, number>, state: MapState) {
  const given = state.severities.get(label.code)
  const severity = given?.severity ?? SEVERITIES[severities.get(label.code) ?? 0] ?? 'none'
  return { name: label.name, figures: given?.figures ?? '', severity }
}

interface Anchor {
  x: number
  y: number
  /** The longer or larger the piece, the better a place for the name. */
  weight: number
}

function paintProjects(
  frame: OverlayFrame,
  tiles: HitTiles['projects'],
  state: MapState,
  space: LabelSpace,
): void {
  const found = new Map<string, { name: string; status: ProjectStatus; anchors: Anchor[] }>()
  for (const tile of drawnTiles(frame, tiles)) {
    const { codes, names, statuses } = tile.data
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] as string
      if (state.projects && !state.projects.has(code)) continue
      const anchor = anchorOf(tile.data, i)
      if (!anchor) continue
      const status = PROJECT_STATUSES[statuses[i] as number] ?? 'no_parcels'
      const project = found.get(code) ?? { name: names[i] as string, status, anchors: [] }
      found.set(code, project)
      project.anchors.push({ ...place(tile, anchor), weight: anchor.weight })
    }
  }
  const delayedFirst = [...found.values()].sort(
    (a, b) => Number(b.status === 'delayed') - Number(a.status === 'delayed'),
  )
  for (const { name, status, anchors } of delayedFirst) {
    anchors.sort((a, b) => b.weight - a.weight)
    for (const { x, y } of spread(anchors, REPEAT)) {
      if (frame.mapZoom >= PROJECT_NAME_ZOOM) paintName(frame.context, name, status, x, y, space)
      else if (status === 'delayed' && space.claim({ x, y, width: 16, height: 16 }, 1))
        drawAlert(frame.context, x, y, 7.5)
    }
  }
}

/** The middle of the piece of a project that a tile holds, if it lies in the tile and not in its buffer. */
function anchorOf(tile: ProjectsTile, i: number): Anchor | null {
  let anchor: Anchor | null = null
  if (tile.areas[i] === 1) {
    const [x, y] = interiorPoint(tile.shapes, i)
    const [minX = 0, minY = 0, maxX = 0, maxY = 0] = tile.shapes.boxes.subarray(4 * i, 4 * i + 4)
    anchor = { x, y, weight: Math.hypot(maxX - minX, maxY - minY) }
  } else {
    const middle = lineMiddle(tile.shapes, i)
    if (middle) anchor = { x: middle.x, y: middle.y, weight: middle.length }
  }
  if (!anchor || anchor.x < 0 || anchor.y < 0 || anchor.x >= EXTENT || anchor.y >= EXTENT) return null
  return anchor
}

function paintName(
  context: CanvasRenderingContext2D,
  name: string,
  status: ProjectStatus,
  x: number,
  y: number,
  space: LabelSpace,
): void {
  context.font = `600 12px ${FACE}`
  const lines = wrap(name, NAME_WIDTH, 2, (text) => context.measureText(text).width)
  const mark = status === 'delayed' ? 20 : 0
  const textWidth = Math.max(...lines.map((line) => context.measureText(line).width))
  const width = textWidth + mark + 14
  const height = 15 * lines.length + 8
  if (!space.claim({ x, y, width, height }, 3)) return
  context.fillStyle = HALO
  context.strokeStyle = PROJECT_COLOURS[status].ink
  context.lineWidth = 1.25
  context.globalAlpha = 0.94
  context.beginPath()
  context.roundRect(x - width / 2, y - height / 2, width, height, 6)
  context.fill()
  context.stroke()
  context.globalAlpha = 1
  if (mark > 0) drawAlert(context, x - width / 2 + 14, y, 7)
  context.fillStyle = PROJECT_COLOURS[status].ink
  context.font = `600 12px ${FACE}`
  lines.forEach((line, i) => {
    context.fillText(line, x + mark / 2, y + 15 * (i - (lines.length - 1) / 2) + 0.5)
  })
}

/** The mark of a delayed project: «!» in a disc. */
export function drawAlert(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.fillStyle = PROJECT_COLOURS.delayed.fill
  context.strokeStyle = HALO
  context.lineWidth = 1.5
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
  context.fillStyle = PROJECT_COLOURS.delayed.onFill
  context.fillRect(x - radius / 7, y - radius * 0.55, (2 * radius) / 7, radius * 0.65)
  context.fillRect(x - radius / 7, y + radius * 0.28, (2 * radius) / 7, (2 * radius) / 7)
}

function haloText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  font: string,
  colour: string,
): void {
  context.font = font
  context.strokeStyle = HALO
  context.globalAlpha = 0.9
  context.lineWidth = 4
  context.strokeText(text, x, y)
  context.globalAlpha = 1
  context.fillStyle = colour
  context.fillText(text, x, y)
}

/** From a tile's units to the overlay's pixels. */
function place<T>(
  { left, top, size }: DrawnTile<T>,
  point: { x: number; y: number },
): { x: number; y: number } {
  return { x: left + (point.x * size) / EXTENT, y: top + (point.y * size) / EXTENT }
}
