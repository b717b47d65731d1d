import { type ColouredTile, UNKNOWN } from '../coloured-tile'
import { interiorPoint, trace } from '../geometry'
import { STATUSES, type Status } from '../model'
import type { Scene, TileFrame } from '../paint-order'
import { HALO, INK, STATUS_COLOURS } from '../palette'
import { crossHatch, dots, hatch, pattern } from '../patterns'
import type { Brush } from '../surface'
import { TILE_SIZE } from '../tile-grid'
import { paintCells } from './cells'
import { clipToTile } from './units'

/** Below these map zooms a parcel is too small for an outline, a pattern, a symbol in full size. */
const OUTLINE_ZOOM = 15
const PATTERN_ZOOM = 16
const SYMBOL_ZOOM = 17
/** Where symbols begin, small: what blocks a parcel must not be told by its colour alone. */
const SMALL_SYMBOL_ZOOM = 15

type Style = Status | 'faded'

export function paintParcels(frame: TileFrame, tile: ColouredTile, scene: Scene): void {
  if (tile.cells.projects.length > 0) paintCells(frame, tile, scene)
  if (tile.parcels.ids.length === 0) return
  const { context, mapZoom, ratio } = frame
  const groups = groupByStyle(tile, scene)
  const paths = [...groups].map(([style, features]): [Style, Path2D] => {
    const path = new Path2D()
    for (const i of features) trace(path, tile.parcels.shapes, i, frame, 'touching')
    return [style, path]
  })
  context.save()
  clipToTile(context)
  for (const [style, path] of paths) fillParcels(context, path, style, mapZoom, ratio)
  if (mapZoom >= OUTLINE_ZOOM)
    for (const [style, path] of paths) outlineParcels(context, path, style, mapZoom)
  context.restore()
  if (mapZoom >= SMALL_SYMBOL_ZOOM) paintSymbols(frame, tile, groups)
}

/** Features by style, the faded ones first so that the others lie on top. */
function groupByStyle({ parcels, projects, statuses }: ColouredTile, scene: Scene): Map<Style, number[]> {
  const groups = new Map<Style, number[]>([['faded', []], ...STATUSES.map((s): [Style, number[]] => [s, []])])
  const shown = projects.map((code) => scene.projects?.has(code) ?? true)
  for (const [i, known] of statuses.entries()) {
    if (known === UNKNOWN) continue
    const status = STATUSES[known] ?? 'undated'
    const isShown = shown[parcels.projects[i] as number] && (scene.statuses?.has(status) ?? true)
    groups.get(isShown ? status : 'faded')?.push(i)
  }
  return groups
}

function paintSymbols(
  { context, mapZoom, scale, left, top }: TileFrame,
  { parcels, worksStopped }: ColouredTile,
  groups: Map<Style, number[]>,
): void {
  const size = Math.min(1, 0.5 + (mapZoom - SMALL_SYMBOL_ZOOM) / 4)
  const blocked = groups.get('blocked') ?? []
  const stopped = (groups.get('cleared') ?? []).filter((i) => worksStopped[i] === 1)
  for (const [draw, features] of [
    [drawCross, blocked],
    [drawPause, stopped],
  ] as const) {
    for (const i of features) {
      const [tileX, tileY] = interiorPoint(parcels.shapes, i)
      const x = tileX * scale + left
      const y = tileY * scale + top
      if (x < 0 || y < 0 || x >= TILE_SIZE || y >= TILE_SIZE) continue
      context.save()
      context.translate(x, y)
      context.scale(size, size)
      draw(context, 0, 0)
      context.restore()
    }
  }
}

export function fillParcels(
  context: Brush,
  path: Path2D,
  style: Style,
  mapZoom: number,
  ratio: number,
): void {
  if (style === 'excluded') return
  if (style === 'faded') {
    context.globalAlpha = 0.45
    context.fillStyle = STATUS_COLOURS.excluded.fill
  } else {
    context.globalAlpha = 1
    context.fillStyle =
      mapZoom >= PATTERN_ZOOM ? patternOf(context, style, ratio) : STATUS_COLOURS[style].fill
  }
  context.fill(path)
}

/** Plain for cleared, on track and not started: what needs no eye gets no ornament. */
function patternOf(context: Brush, status: Status, ratio: number): CanvasPattern | string {
  const { fill } = STATUS_COLOURS[status]
  switch (status) {
    case 'blocked':
      return pattern(context, status, ratio, fill, crossHatch('rgb(255 255 255 / 0.5)', 1))
    case 'overdue':
      return pattern(context, status, ratio, fill, hatch('rgb(90 32 0 / 0.75)', 1.4))
    case 'undated':
      return pattern(context, status, ratio, fill, dots('rgb(255 255 255 / 0.85)', 1))
    default:
      return fill
  }
}

export function outlineParcels(context: Brush, path: Path2D, style: Style, mapZoom: number): void {
  const isPale = style === 'faded' || style === 'excluded'
  context.globalAlpha = isPale ? 0.4 : mapZoom >= PATTERN_ZOOM ? 0.85 : 0.5
  context.strokeStyle = INK
  context.lineWidth = mapZoom >= SYMBOL_ZOOM ? 1 : 0.6
  context.lineJoin = 'round'
  context.setLineDash(style === 'excluded' ? [3, 3] : [])
  context.stroke(path)
  context.setLineDash([])
  context.globalAlpha = 1
}

/** A white cross in a wine disc: blocked. */
export function drawCross(context: Brush, x: number, y: number): void {
  drawDisc(context, x, y, STATUS_COLOURS.blocked.fill)
  context.strokeStyle = HALO
  context.lineWidth = 2
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(x - 2.8, y - 2.8)
  context.lineTo(x + 2.8, y + 2.8)
  context.moveTo(x + 2.8, y - 2.8)
  context.lineTo(x - 2.8, y + 2.8)
  context.stroke()
}

/** A pause sign: handed over, but people have stopped the works. */
export function drawPause(context: Brush, x: number, y: number): void {
  drawDisc(context, x, y, INK)
  context.fillStyle = HALO
  context.fillRect(x - 3, y - 3, 2, 6)
  context.fillRect(x + 1, y - 3, 2, 6)
}

function drawDisc(context: Brush, x: number, y: number, colour: string): void {
  context.fillStyle = colour
  context.strokeStyle = HALO
  context.lineWidth = 1.5
  context.beginPath()
  context.arc(x, y, 6.5, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
}
