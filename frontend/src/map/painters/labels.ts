import type { OverlayFrame } from '../canvas-overlay'
import type { HitTiles } from '../hit-test'
import { LabelSpace } from '../label-placement'
import type { MapState } from '../model'
import { paintProjectLabels } from './project-labels'
import { paintUnitNames } from './unit-names'

/** All lettering of the map. What comes first keeps its place, later labels give way. */
export function paintLabels(frame: OverlayFrame, tiles: HitTiles, state: MapState): void {
  const space = new LabelSpace()
  frame.context.textAlign = 'center'
  frame.context.textBaseline = 'middle'
  frame.context.lineJoin = 'round'
  paintUnitNames(frame, tiles.units, state, space)
  paintProjectLabels(frame, tiles.projects, state, space)
}
