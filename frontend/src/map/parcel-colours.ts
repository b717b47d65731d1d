import { decodeStates, type ParcelStates } from './decode'
import { FrameQueue } from './frame-queue'
import type { ParcelChange } from './model'
import { ParcelPatches, recolour } from './parcel-patches'
import type { TileCoords } from './tile-grid'
import { type Tile, TileSource } from './tile-source'

/** A tile of states covers this many zooms more: it is light, and a view then takes two or three of them. */
const STATES_LEVELS_UP = 2

interface Options {
  /** Where the tiles of parcels are. */
  url: string
  /** After what colours a sheet has changed. */
  onChange: (sheet: number) => void
  onFailingChange: (isFailing: boolean) => void
}

/**
 * What colours the parcels of each sheet. It comes apart from their shapes, so that another day recolours the map
 * without them; and it is fetched where it is needed, so that this waits for nothing that the page does meanwhile.
 */
export class ParcelColours {
  #patches = new ParcelPatches()
  #states: TileSource<ParcelStates>
  #uses = new Map<number, { states: Tile<ParcelStates>; release: () => void }>()
  #onChange: Options['onChange']

  constructor({ url, onChange, onFailingChange }: Options) {
    this.#onChange = onChange
    this.#states = new TileSource({
      ...{ url, decode: decodeStates, frames: new FrameQueue(), onChange: () => {} },
      // Few and small, and all that a reader who compares two dates waits for.
      priority: 'high',
      onDecoded: (states, since) => this.#patches.apply(states, since),
      onFailingChange: () => onFailingChange(this.#states.failing),
    })
  }

  use(sheet: number, { z, x, y }: TileCoords): void {
    if (this.#uses.has(sheet)) return
    const up = STATES_LEVELS_UP
    const [states, release] = this.#states.use(z - up, x >> up, y >> up, () => this.#onChange(sheet))
    this.#uses.set(sheet, { states, release })
  }

  release(sheet: number): void {
    this.#uses.get(sheet)?.release()
    this.#uses.delete(sheet)
  }

  /** undefined = has not arrived yet; null = there is nothing. */
  of(sheet: number): ParcelStates | null | undefined {
    return this.#uses.get(sheet)?.states.data
  }

  /** The day whose colours are shown; null = today. */
  setDay(day: string | null): void {
    this.#states.setQuery(() => ({ part: 'states', as_of: day }))
  }

  /** Recolours what changed live; answers the parcels whose colour is another now, as far as is known. */
  patch(changes: ParcelChange[]): ReadonlySet<number> {
    const news = this.#patches.record(changes, performance.now())
    this.#states.edit((states) => recolour(states, news))
    return new Set(news.map(({ id }) => id))
  }

  reload(): void {
    this.#states.reload()
  }
}
