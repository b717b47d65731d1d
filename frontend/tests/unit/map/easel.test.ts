import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Easel } from '../../../src/map/easel'
import type { FrameQueue } from '../../../src/map/frame-queue'
import type { Picture, Sheet } from '../../../src/map/paint-order'
import { TILE_SIZE } from '../../../src/map/tile-grid'
import { settled } from './fake-tiles'

/** The number of a sheet that cannot be painted. */
const BROKEN = 99

/** What was painted, in its order; what was shown, by what came together. */
let painted: number[]
let shown: number[][]
let closed: number[]
let easel: Easel
/** What there is to paint; messages arrive between its steps. */
let steps: Generator<void, unknown>

function paint({ id }: Sheet): Promise<ImageBitmap> {
  if (id === BROKEN) throw new Error('no such status')
  painted.push(id)
  return Promise.resolve({ close: () => closed.push(id) } as unknown as ImageBitmap)
}

beforeEach(() => {
  const frames = {
    run: (given: typeof steps) => {
      steps = given
    },
  }
  const show = (pictures: Picture[]) => shown.push(pictures.map(({ sheet }) => sheet))
  painted = []
  shown = []
  closed = []
  easel = new Easel({ frames: frames as unknown as FrameQueue, paint, show })
  const [min, max] = [
    { x: 0, y: 0 },
    { x: 2 * TILE_SIZE, y: TILE_SIZE },
  ]
  easel.sight = { mapZoom: 15, min, max }
})
afterEach(() => vi.unstubAllGlobals())

/** Paints so many sheets, or all there are. */
async function work(sheets = Number.POSITIVE_INFINITY) {
  for (let step = 0; step < sheets && !steps.next().done; step++);
  await settled()
}

/** A sheet in a row of them, of which 0 and 1 are in sight. */
function sheet(id: number, column: number, painter: Sheet['painter'] = 'parcels', mapZoom = 15): Sheet {
  return { id, painter, corner: { x: column * TILE_SIZE, y: 0 }, place: { mapZoom } } as Sheet
}

async function onTheMap(...sheets: Sheet[]) {
  for (const each of sheets) easel.put(each)
  await work()
  painted = []
  shown = []
}

describe('the easel', () => {
  it('shows what is new as soon as it is painted, and what is in sight before the rest', async () => {
    for (const [id, column] of [-1, 0, 2, 1].entries()) easel.put(sheet(id, column))
    await work()
    expect(painted).toEqual([1, 3, 0, 2])
    expect(shown).toEqual([[1], [3], [0], [2]])
  })

  it('shows what is painted again together: in sight, then out of sight', async () => {
    await onTheMap(sheet(1, -1), sheet(2, 0), sheet(3, 1), sheet(4, 0, 'parcels', 14))
    easel.repaint(() => true)
    await work()
    expect(shown).toEqual([
      [2, 3],
      [1, 4],
    ])
  })

  it('does not let the parcels wait for what another painter does', async () => {
    await onTheMap(sheet(1, 0, 'projects'), sheet(2, 0), sheet(3, 1), sheet(4, 1, 'projects'))
    for (const stale of ['parcels', 'projects']) easel.repaint(({ painter }) => painter === stale)
    await work()
    expect(shown).toEqual([
      [2, 3],
      [1, 4],
    ])
  })

  it('never shows two colourings at once, though the next comes while it paints', async () => {
    await onTheMap(sheet(1, 0), sheet(2, 1), sheet(3, 0, 'projects'))
    easel.repaint(() => true)
    await work(1)
    easel.repaint(({ painter }) => painter === 'parcels')
    await work()
    expect(painted).toEqual([1, 3, 1, 2])
    expect(shown).toEqual([[3], [1, 2]])
    expect(closed).toEqual([1])
  })

  it('shows nothing of a sheet that was dropped', async () => {
    await onTheMap(sheet(1, 0), sheet(2, 1))
    easel.repaint(() => true)
    await work(1)
    easel.drop(1)
    await work()
    expect(shown).toEqual([[2]])
    expect(closed).toEqual([1])
  })

  it('paints new data of a sheet instead of the old', async () => {
    await onTheMap(sheet(1, 0), sheet(2, 1))
    easel.repaint(() => true)
    await work(1)
    easel.put(sheet(1, 0))
    await work()
    expect(painted).toEqual([1, 2, 1])
    expect(shown).toEqual([[2, 1]])
    expect(closed).toEqual([1])
  })

  it('reports what cannot be painted, and goes on with the next', async () => {
    const reported = vi.fn()
    vi.stubGlobal('reportError', reported)
    easel.put(sheet(BROKEN, 0))
    easel.put(sheet(2, 1))
    await work()
    expect(reported).toHaveBeenCalledOnce()
    expect(shown).toEqual([[2]])
  })
})
