import type { FromPainter, Painted, PaintOrder, PaintTile, Scene, ToPainter } from './paint-order'
import { MARGIN, SHEET_SIZE } from './paint-order'
import { paintParcels } from './painters/parcels'
import { paintProjects } from './painters/projects'
import { paintUnitFill, paintUnitOutlines } from './painters/units'
import { Surface } from './surface'

const painters: { [K in keyof Painted]: PaintTile<Painted[K]> } = {
  'unit-fill': paintUnitFill,
  'unit-outline': paintUnitOutlines,
  projects: paintProjects,
  parcels: paintParcels,
}
const surface = new Surface()
let scene: Scene

addEventListener('message', ({ data }: MessageEvent<ToPainter>) => {
  if ('scene' in data) scene = data.scene
  else answer(data.order)
})

function answer(order: PaintOrder): void {
  try {
    const picture = paint(order)
    postMessage({ picture } satisfies FromPainter, { transfer: picture ? [picture] : [] })
  } catch (failure) {
    postMessage({ failure } satisfies FromPainter)
  }
}

function paint<K extends keyof Painted>({ painter, place, data }: PaintOrder<K>): ImageBitmap | null {
  const context = surface.begin(SHEET_SIZE, SHEET_SIZE, place.ratio)
  if (!context) return null
  context.translate(MARGIN, MARGIN)
  painters[painter]({ ...place, context }, data, scene)
  return surface.end()
}
