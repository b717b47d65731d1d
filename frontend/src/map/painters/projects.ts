import type { ProjectsTile } from '../decode'
import { trace } from '../geometry'
import { type MapState, PROJECT_STATUSES, type ProjectStatus } from '../model'
import { HALO, PROJECT_COLOURS } from '../palette'
import type { Painter, TileFrame } from '../vector-tile-layer'
import { clipToTile } from './units'

const FADED = 0.28

export class ProjectPainter implements Painter<ProjectsTile> {
  #state: MapState

  constructor(state: MapState) {
    this.#state = state
  }

  *paint(frame: TileFrame, tile: ProjectsTile): Generator<void, void> {
    const { context, mapZoom } = frame
    for (const isArea of [true, false]) {
      context.save()
      if (isArea) clipToTile(context)
      for (const isFaded of [true, false]) {
        context.globalAlpha = isFaded ? FADED : 1
        for (const [status, path] of this.#batches(frame, tile, isArea, isFaded)) {
          if (isArea) drawArea(context, path, status, mapZoom)
          else drawLine(context, path, status, mapZoom)
          yield
        }
      }
      context.restore()
    }
  }

  #batches(
    frame: TileFrame,
    { codes, statuses, areas, shapes }: ProjectsTile,
    isArea: boolean,
    isFaded: boolean,
  ): Map<ProjectStatus, Path2D> {
    const { projects } = this.#state
    const paths = new Map<ProjectStatus, Path2D>()
    for (let i = 0; i < codes.length; i++) {
      if ((areas[i] === 1) !== isArea) continue
      if ((projects !== null && !projects.has(codes[i] as string)) !== isFaded) continue
      const status = PROJECT_STATUSES[statuses[i] as number] ?? 'no_parcels'
      const path = paths.get(status) ?? new Path2D()
      paths.set(status, path)
      trace(path, shapes, i, frame, isArea)
    }
    return paths
  }
}

function lineWidth(mapZoom: number): number {
  if (mapZoom <= 9) return 2.5
  if (mapZoom <= 11) return 3.5
  return mapZoom <= 13 ? 4.5 : 3
}

/** White casing, then the colour; a delayed one has a row of white dashes along its middle. */
export function drawLine(
  context: CanvasRenderingContext2D,
  path: Path2D,
  status: ProjectStatus,
  mapZoom: number,
): void {
  const width = lineWidth(mapZoom)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  context.strokeStyle = HALO
  context.lineWidth = width + 2.5
  context.stroke(path)
  context.strokeStyle = PROJECT_COLOURS[status].fill
  context.lineWidth = width
  context.stroke(path)
  if (status !== 'delayed') return
  context.lineCap = 'butt'
  context.strokeStyle = HALO
  context.lineWidth = width / 3
  context.setLineDash([2 * width, 2 * width])
  context.stroke(path)
  context.setLineDash([])
}

/** A light wash as long as the parcels are not to be seen, and an outline; dashed for a delayed one. */
export function drawArea(
  context: CanvasRenderingContext2D,
  path: Path2D,
  status: ProjectStatus,
  mapZoom: number,
): void {
  const colour = PROJECT_COLOURS[status].fill
  const alpha = context.globalAlpha
  if (mapZoom <= 15) {
    context.fillStyle = colour
    context.globalAlpha = alpha * 0.16
    context.fill(path)
    context.globalAlpha = alpha
  }
  context.lineJoin = 'round'
  context.strokeStyle = HALO
  context.lineWidth = mapZoom <= 10 ? 3 : 4.5
  context.stroke(path)
  context.strokeStyle = colour
  context.lineWidth = mapZoom <= 10 ? 1.6 : 2.4
  if (status === 'delayed') context.setLineDash([7, 3])
  context.stroke(path)
  context.setLineDash([])
}
