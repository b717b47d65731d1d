import type { OverlayFrame } from '../canvas-overlay'
import { type FlatGeometry, trace } from '../geometry'
import type { HitTiles } from '../hit-test'
import { isSameSelection, type Selection } from '../model'
import { HALO, INK } from '../palette'
import { EXTENT } from '../tile-grid'
import type { Tile } from '../tile-source'
import { drawnTiles } from './drawn-tiles'

interface Outline {
  casing: number
  line: number
}

const SELECTED: Outline = { casing: 8, line: 4 }
const HOVERED: Outline = { casing: 5, line: 2 }

/** Thick outlines around the selected and the hovered thing, from the tiles that are on the map. */
export function paintHighlights(
  frame: OverlayFrame,
  tiles: HitTiles,
  selected: Selection,
  hovered: Selection,
): void {
  if (hovered && !isSameSelection(hovered, selected)) outline(frame, tiles, hovered, HOVERED)
  if (selected) outline(frame, tiles, selected, SELECTED)
}

function outline(frame: OverlayFrame, tiles: HitTiles, what: NonNullable<Selection>, style: Outline): void {
  if (what.kind === 'unit') {
    each(
      frame,
      tiles.units,
      ({ units }, draw) => {
        for (let i = 0; i < units.codes.length; i++)
          if (units.codes[i] === what.code) draw(units.shapes, i, true)
      },
      style,
    )
  } else if (what.kind === 'project') {
    each(
      frame,
      tiles.projects,
      ({ codes, areas, shapes }, draw) => {
        for (let i = 0; i < codes.length; i++) if (codes[i] === what.code) draw(shapes, i, areas[i] === 1)
      },
      style,
    )
  } else {
    each(
      frame,
      tiles.parcels,
      ({ parcels }, draw) => {
        const i = parcels.ids.indexOf(what.id)
        if (i >= 0) draw(parcels.shapes, i, true)
      },
      style,
    )
  }
}

type DrawFeature = (shapes: FlatGeometry, feature: number, isClosed: boolean) => void

/** Two rounds over the tiles, so that no casing lies on the line of the tile beside it. */
function each<T>(
  frame: OverlayFrame,
  tiles: readonly Tile<T>[],
  find: (data: T, draw: DrawFeature) => void,
  style: Outline,
): void {
  const { context } = frame
  const paths: { path: Path2D; corner: [number, number]; size: number }[] = []
  for (const { data, left, top, size } of drawnTiles(frame, tiles)) {
    const path = new Path2D()
    let isEmpty = true
    find(data, (shapes, feature, isClosed) => {
      isEmpty = false
      trace(path, shapes, feature, { scale: size / EXTENT, left, top }, isClosed ? 'joined' : 'open')
    })
    if (!isEmpty) paths.push({ path, corner: [left, top], size })
  }
  context.lineJoin = 'round'
  for (const [width, colour] of [
    [style.casing, HALO],
    [style.line, INK],
  ] as const) {
    for (const { path, corner, size } of paths) {
      context.save()
      context.beginPath()
      context.rect(...corner, size, size)
      context.clip()
      context.lineWidth = width
      context.strokeStyle = colour
      context.stroke(path)
      context.restore()
    }
  }
}
