import type { OverlayFrame } from '../canvas-overlay'
import type { HitTiles } from '../hit-test'
import type { LabelSpace } from '../label-placement'
import { type MapState, SEVERITIES, SEVERITIES_WORST_FIRST, type Severity } from '../model'
import { FACE, HALO, INK, SEVERITY_COLOURS } from '../palette'
import type { Brush } from '../surface'
import { drawnTiles, toOverlay } from './drawn-tiles'

/** From this map zoom on, unit names step back behind the parcels. */
const QUIET_ZOOM = 13
/** Where the name may move, in lines, when its own place is taken. */
const SHIFTS = [0, 1, -1, 2, -2]

interface UnitName {
  name: string
  figures: string
  severity: Severity
  x: number
  y: number
}

export function paintUnitNames(
  frame: OverlayFrame,
  tiles: HitTiles['units'],
  state: MapState,
  space: LabelSpace,
): void {
  const { context, mapZoom } = frame
  const isQuiet = mapZoom >= QUIET_ZOOM
  const size = isQuiet || mapZoom < 10 ? 12 : 14
  const line = size + 4
  for (const { name, figures, severity, x, y } of unitNames(frame, tiles, state)) {
    const font = `600 ${size}px ${FACE}`
    context.font = font
    const { width } = context.measureText(name)
    const hasFigures = figures !== '' && !isQuiet
    const height = hasFigures ? 2 * line : line
    const places = SHIFTS.map((shift) => ({ x, y: y + shift * line, width, height }))
    const box = space.claim(places, 4)
    if (!box) continue
    const first = hasFigures ? box.y - line / 2 : box.y
    haloText(context, name, x, first, font, INK)
    if (!hasFigures) continue
    haloText(context, figures, x, first + line, `600 ${size - 2}px ${FACE}`, SEVERITY_COLOURS[severity].ink)
  }
}

/** Every unit once (a label lies in the buffers of several tiles), the worst first. */
function unitNames(frame: OverlayFrame, tiles: HitTiles['units'], state: MapState): UnitName[] {
  const found = new Map<string, UnitName>()
  for (const tile of drawnTiles(frame, tiles)) {
    const { units, labels } = tile.data
    for (const label of labels) {
      const given = state.severities.get(label.code)
      const own = SEVERITIES[units.severities[units.codes.indexOf(label.code)] ?? 0]
      const severity = given?.severity ?? own ?? 'none'
      const { x, y } = toOverlay(tile, label)
      found.set(label.code, { name: label.name, figures: given?.figures ?? '', severity, x, y })
    }
  }
  const rank = ({ severity }: UnitName) => SEVERITIES_WORST_FIRST.indexOf(severity)
  return [...found.values()].sort((a, b) => rank(a) - rank(b))
}

function haloText(context: Brush, text: string, x: number, y: number, font: string, colour: string): void {
  context.font = font
  context.strokeStyle = HALO
  context.globalAlpha = 0.9
  context.lineWidth = 4
  context.strokeText(text, x, y)
  context.globalAlpha = 1
  context.fillStyle = colour
  context.fillText(text, x, y)
}
