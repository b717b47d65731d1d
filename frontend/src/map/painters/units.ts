import type { UnitsTile } from '../decode'
import { trace } from '../geometry'
import { SEVERITIES, type Severity } from '../model'
import type { Scene, TileFrame } from '../paint-order'
import { HALO, INK, SEVERITY_COLOURS } from '../palette'
import { hatch, pattern } from '../patterns'
import type { Brush } from '../surface'
import { TILE_SIZE } from '../tile-grid'

/**
 * The choropleth. It is drawn opaque: the opacity is the pane's, so that old and new tiles may overlap
 * during a zoom without a flash, and so that it fades by zoom without being drawn again.
 */
export function unitFillOpacity(mapZoom: number): number {
  return OPACITIES[Math.max(0, Math.ceil(mapZoom) - FIRST_FADING_ZOOM)] ?? 0
}

const OPACITIES = [0.62, 0.48, 0.3, 0.18, 0.1]
const FIRST_FADING_ZOOM = 10
export const LAST_UNIT_FILL_ZOOM = FIRST_FADING_ZOOM + OPACITIES.length - 1

export function paintUnitFill(frame: TileFrame, { units }: UnitsTile, { severities }: Scene): void {
  clipToTile(frame.context)
  const paths = new Map<string, { path: Path2D; severity: Severity; silent: boolean }>()
  for (let i = 0; i < units.codes.length; i++) {
    const given = severities.get(units.codes[i] as string)
    const severity = given?.severity ?? SEVERITIES[units.severities[i] as number] ?? 'none'
    const silent = given ? given.silent : units.silent[i] === 1
    const key = `${severity} ${silent}`
    const batch = paths.get(key) ?? { path: new Path2D(), severity, silent }
    paths.set(key, batch)
    trace(batch.path, units.shapes, i, frame, 'touching')
  }
  for (const { path, severity, silent } of paths.values())
    fillUnits(frame.context, path, severity, silent, frame.ratio)
}

export function fillUnits(
  context: Brush,
  path: Path2D,
  severity: Severity,
  silent: boolean,
  ratio: number,
): void {
  const { fill } = SEVERITY_COLOURS[severity]
  // Where nothing remains to be done, silence is no news.
  const isHatched = silent && severity !== 'clear'
  context.fillStyle = isHatched ? pattern(context, `silent ${severity}`, ratio, fill, hatch(INK, 1.2)) : fill
  context.fill(path)
}

export function paintUnitOutlines(frame: TileFrame, { units }: UnitsTile): void {
  const { context, mapZoom } = frame
  clipToTile(context)
  const path = new Path2D()
  for (let i = 0; i < units.codes.length; i++) trace(path, units.shapes, i, frame, 'joined')
  context.lineJoin = 'round'
  context.strokeStyle = HALO
  context.globalAlpha = 0.75
  context.lineWidth = mapZoom < 12 ? 3 : 4
  context.stroke(path)
  context.strokeStyle = INK
  context.globalAlpha = 0.7
  context.lineWidth = mapZoom < 12 ? 1.1 : 1.5
  context.stroke(path)
}

/**
 * Polygons are cut a little outside of the tile; hide those edges. The pixel more covers the seam between tiles.
 */
export function clipToTile(context: Brush): void {
  context.beginPath()
  context.rect(-1, -1, TILE_SIZE + 2, TILE_SIZE + 2)
  context.clip()
}
