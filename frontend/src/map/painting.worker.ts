import { colour } from './coloured-tile'
import { Easel } from './easel'
import { FrameQueue } from './frame-queue'
import type { FromPainter, Painted, PaintTile, Scene, Sent, Sheet, ToPainter } from './paint-order'
import { MARGIN, SHEET_SIZE } from './paint-order'
import { paintParcels } from './painters/parcels'
import { paintProjects } from './painters/projects'
import { paintUnitFill, paintUnitOutlines } from './painters/units'
import { ParcelColours } from './parcel-colours'
import { Surface } from './surface'

const painters: { [K in keyof Painted]: PaintTile<Painted[K]> } = {
  'unit-fill': paintUnitFill,
  'unit-outline': paintUnitOutlines,
  projects: paintProjects,
  parcels: paintParcels,
}
const surface = new Surface()
const easel = new Easel({
  ...{ frames: new FrameQueue(), paint },
  show: (pictures) =>
    tell(
      { pictures },
      pictures.flatMap(({ bitmap }) => bitmap ?? []),
    ),
})
let colours: ParcelColours
let scene: Scene

addEventListener('message', ({ data }: MessageEvent<ToPainter>) => {
  if ('parcels' in data) {
    colours = new ParcelColours({
      url: data.parcels,
      onChange: (sheet) => easel.repaint(({ id }) => id === sheet),
      onFailingChange: (failing) => tell({ failing }),
    })
  } else if ('scene' in data) {
    scene = data.scene
    colours.setDay(scene.asOf)
    for (const stale of data.stale) easel.repaint(({ painter }) => painter === stale)
  } else if ('sight' in data) easel.sight = data.sight
  else if ('sheet' in data) {
    if (needsStates(data.sheet)) colours.use(data.sheet.id, data.sheet.tile)
    if (data.sheet.data) easel.put(data.sheet as Sheet)
    else easel.drop(data.sheet.id)
  } else if ('drop' in data) {
    colours.release(data.drop)
    easel.drop(data.drop)
  } else if ('changes' in data) {
    const changed = colours.patch(data.changes)
    easel.repaint((sheet) => isOfParcels(sheet) && sheet.data.parcels.ids.some((id) => changed.has(id)))
  } else colours.reload()
})

/** Below their zoom tiles carry counts, and come whole. */
function needsStates({ painter, tile }: Pick<Sheet, 'painter' | 'tile'>): boolean {
  return painter === 'parcels' && tile.z >= scene.parcelsMinZoom
}

function isOfParcels(sheet: Sheet): sheet is Sheet<'parcels'> {
  return sheet.painter === 'parcels'
}

function paint(sheet: Sheet): Promise<ImageBitmap | null> | null {
  if (!isOfParcels(sheet)) return draw(sheet, sheet.data as Painted[typeof sheet.painter])
  const states = needsStates(sheet) ? colours.of(sheet.id) : null
  return states === undefined ? null : draw(sheet, colour(sheet.data, states))
}

function draw<K extends keyof Sent>(
  { painter, place }: Sheet<K>,
  data: Painted[K],
): Promise<ImageBitmap | null> {
  const context = surface.begin(SHEET_SIZE, SHEET_SIZE, place.ratio)
  if (!context) return Promise.resolve(null)
  context.translate(MARGIN, MARGIN)
  painters[painter]({ ...place, context }, data, scene)
  return surface.end()
}

function tell(what: FromPainter, transfer: Transferable[] = []): void {
  postMessage(what, { transfer })
}
