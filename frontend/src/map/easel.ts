import type { FrameQueue } from './frame-queue'
import type { Picture, Sheet, Sight } from './paint-order'
import { TILE_SIZE } from './tile-grid'

interface Options {
  frames: FrameQueue
  /** null = cannot be painted yet. */
  paint: (sheet: Sheet) => Promise<ImageBitmap | null> | null
  show: (pictures: Picture[]) => void
}

/**
 * Keeps the sheets that lie on the map and paints them again when what they show changes: what is in sight first,
 * in the order in which it is asked for. What one painter has done of it is shown together, so that nobody sees two
 * colourings at once and the page draws a single frame for it.
 */
export class Easel {
  sight: Sight | null = null
  #options: Options
  #sheets = new Map<number, Sheet>()
  #stale = new Set<Sheet>()
  #shown = new Set<number>()
  /** Painted, but held back for those that are shown with them. */
  #held = new Map<number, Promise<ImageBitmap | null>>()
  #isPainting = false

  constructor(options: Options) {
    this.#options = options
  }

  /** A new sheet, or new data of one that is here. */
  put(sheet: Sheet): void {
    this.#forget(sheet.id)
    this.#sheets.set(sheet.id, sheet)
    this.repaint(({ id }) => id === sheet.id)
  }

  drop(id: number): void {
    this.#forget(id)
    this.#sheets.delete(id)
    this.#shown.delete(id)
  }

  repaint(which: (sheet: Sheet) => boolean): void {
    for (const sheet of this.#sheets.values()) {
      if (!which(sheet)) continue
      // Those that are shown together stand together, however late some of them change once more.
      this.#forget(sheet.id)
      this.#stale.add(sheet)
    }
    if (this.#isPainting || this.#stale.size === 0) return
    this.#isPainting = true
    void this.#options.frames.run(this.#work())
  }

  *#work(): Generator<void, void> {
    for (let sheet = this.#next(); sheet; sheet = this.#next()) {
      this.#paint(sheet)
      const next = this.#next()
      if (!next || next.painter !== sheet.painter || this.#isInSight(next) !== this.#isInSight(sheet))
        this.#handOver()
      yield
    }
    this.#isPainting = false
  }

  #paint(sheet: Sheet): void {
    this.#stale.delete(sheet)
    try {
      const picture = this.#options.paint(sheet)
      if (!picture) return
      this.#held.set(sheet.id, picture)
      // What was empty need not wait for the others.
      if (!this.#shown.has(sheet.id)) this.#handOver([sheet.id])
      this.#shown.add(sheet.id)
    } catch (error) {
      reportError(error)
    }
  }

  #next(): Sheet | undefined {
    for (const sheet of this.#stale) if (this.#isInSight(sheet)) return sheet
    return this.#stale.values().next().value
  }

  #isInSight({ corner, place }: Sheet): boolean {
    if (!this.sight || this.sight.mapZoom !== place.mapZoom) return false
    const { min, max } = this.sight
    return (
      corner.x < max.x && corner.x + TILE_SIZE > min.x && corner.y < max.y && corner.y + TILE_SIZE > min.y
    )
  }

  #handOver(ids = [...this.#held.keys()]): void {
    if (ids.length === 0) return
    const pictures = ids.map(async (sheet) => ({ sheet, bitmap: (await this.#held.get(sheet)) ?? null }))
    void Promise.all(pictures).then(this.#options.show)
    for (const id of ids) this.#held.delete(id)
  }

  /** Neither paints nor shows what was asked for. */
  #forget(id: number): void {
    const sheet = this.#sheets.get(id)
    if (sheet) this.#stale.delete(sheet)
    void this.#held.get(id)?.then((bitmap) => bitmap?.close())
    this.#held.delete(id)
  }
}
