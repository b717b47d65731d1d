import type { ProjectsTile } from '../decode'
import { trace } from '../geometry'
import { PROJECT_STATUSES, type ProjectStatus } from '../model'
import type { Scene, TileFrame } from '../paint-order'
import { HALO, PROJECT_COLOURS } from '../palette'
import type { Brush } from '../surface'
import { tileZoom } from '../tile-grid'
import { clipToTile } from './units'

const FADED = 0.28

export function paintProjects(frame: TileFrame, tile: ProjectsTile, scene: Scene): void {
  const { context, mapZoom } = frame
  const pen = tileZoom(mapZoom) < scene.parcelsMinZoom ? penAbove(mapZoom) : PEN_OVER_PARCELS
  clipToTile(context)
  for (const isArea of [true, false]) {
    for (const isFaded of [true, false]) {
      context.globalAlpha = isFaded ? FADED : 1
      for (const [status, path] of pathsByStatus(frame, tile, scene, isArea, isFaded)) {
        if (isArea) drawArea(context, path, status, pen)
        else drawLine(context, path, status, pen)
      }
    }
  }
}

function pathsByStatus(
  frame: TileFrame,
  { codes, statuses, areas, shapes }: ProjectsTile,
  { projects }: Scene,
  isArea: boolean,
  isFaded: boolean,
): Map<ProjectStatus, Path2D> {
  const paths = new Map<ProjectStatus, Path2D>()
  for (let i = 0; i < codes.length; i++) {
    if ((areas[i] === 1) !== isArea) continue
    if ((projects !== null && !projects.has(codes[i] as string)) !== isFaded) continue
    const status = PROJECT_STATUSES[statuses[i] as number] ?? 'no_parcels'
    const path = paths.get(status) ?? new Path2D()
    paths.set(status, path)
    trace(path, shapes, i, frame, isArea ? 'joined' : 'open')
  }
  return paths
}

/** Widths in CSS pixels, and how strong the wash over an area is. */
interface Pen {
  line: number
  casing: number
  outline: number
  wash: number
}

/** Where rings stand for the parcels, a project is what one looks for. */
export function penAbove(mapZoom: number): Pen {
  if (mapZoom <= 9) return { line: 2.5, casing: 2, outline: 1.6, wash: 0.2 }
  if (mapZoom <= 11) return { line: 3.5, casing: 2.5, outline: 1.8, wash: 0.18 }
  return { line: 4.5, casing: 2.5, outline: 2.4, wash: 0.14 }
}

/** Over single parcels it must hide none of them. */
const PEN_OVER_PARCELS: Pen = { line: 1.8, casing: 1.4, outline: 2.2, wash: 0 }

/** White casing, then the colour; a delayed one has a row of white dashes along its middle. */
export function drawLine(context: Brush, path: Path2D, status: ProjectStatus, { line, casing }: Pen): void {
  context.lineJoin = 'round'
  context.strokeStyle = HALO
  context.lineWidth = line + casing
  context.stroke(path)
  context.strokeStyle = PROJECT_COLOURS[status].fill
  context.lineWidth = line
  context.stroke(path)
  if (status !== 'delayed') return
  context.strokeStyle = HALO
  context.lineWidth = line / 3
  context.setLineDash([2 * line, 2 * line])
  context.stroke(path)
  context.setLineDash([])
}

/** A light wash as long as the parcels are not to be seen, and an outline; dashed for a delayed one. */
function drawArea(context: Brush, path: Path2D, status: ProjectStatus, { outline, casing, wash }: Pen): void {
  const colour = PROJECT_COLOURS[status].fill
  const alpha = context.globalAlpha
  context.fillStyle = colour
  context.globalAlpha = alpha * wash
  context.fill(path)
  context.globalAlpha = alpha
  context.lineJoin = 'round'
  context.strokeStyle = HALO
  context.lineWidth = outline + casing
  context.stroke(path)
  context.strokeStyle = colour
  context.lineWidth = outline
  if (status === 'delayed') context.setLineDash([7, 3])
  context.stroke(path)
  context.setLineDash([])
}
