import { Coloured, type ColouredTile } from './coloured-tile'
import { decodeParcels, decodeStates, type ParcelStates, type ParcelsTile } from './decode'
import type { FrameQueue } from './frame-queue'
import type { ParcelChange } from './model'
import { ParcelPatches, recolour } from './parcel-patches'
import { type Tile, type TileProvider, TileSource } from './tile-source'

/** A tile of states covers this many zooms more: it is light, and a view then takes two or three of them. */
const STATES_LEVELS_UP = 2

interface Options {
  url: string
  /** The first zoom with single parcels; below, tiles carry counts and come whole. */
  fromZoom: number
  frames: FrameQueue
  onChange: () => void
  onFailingChange: () => void
}

/**
 * The tiles of parcels. The shapes of single parcels are fetched once; their states come apart from them,
 * so that another day recolours the map without its shapes.
 */
export class ParcelSource implements TileProvider<ColouredTile> {
  #fromZoom: number
  #patches = new ParcelPatches()
  #tiles: TileSource<ParcelsTile>
  #states: TileSource<ParcelStates>

  constructor({ fromZoom, ...options }: Options) {
    this.#fromZoom = fromZoom
    this.#tiles = new TileSource({ ...options, decode: decodeParcels })
    this.#states = new TileSource({
      // Few and small, and all that a reader who compares two dates waits for.
      ...{ ...options, decode: decodeStates, priority: 'high' },
      onDecoded: (states, since) => this.#patches.apply(states, since),
    })
  }

  get tiles(): readonly Tile<ParcelsTile>[] {
    return this.#tiles.tiles
  }

  get failing(): boolean {
    return this.#tiles.failing || this.#states.failing
  }

  use(z: number, x: number, y: number, onChange: () => void): [Tile<ColouredTile>, release: () => void] {
    const [tile, releaseTile] = this.#tiles.use(z, x, y, onChange)
    if (z < this.#fromZoom) return [new Coloured(tile), releaseTile]
    const up = STATES_LEVELS_UP
    const [states, releaseStates] = this.#states.use(z - up, x >> up, y >> up, onChange)
    return [
      new Coloured(tile, states),
      () => {
        releaseTile()
        releaseStates()
      },
    ]
  }

  /** The day whose colours are shown; null = today. */
  setDay(day: string | null): void {
    this.#tiles.setQuery((z) =>
      z < this.#fromZoom ? { part: null, as_of: day } : { part: 'shapes', as_of: null },
    )
    this.#states.setQuery(() => ({ part: 'states', as_of: day }))
  }

  /** Recolours what changed live. */
  patch(changes: ParcelChange[]): void {
    const news = this.#patches.record(changes, performance.now())
    this.#states.edit((states) => recolour(states, news))
    const changed = new Set(news.map(({ id }) => id))
    this.#tiles.redraw(({ parcels }) => parcels.ids.some((id) => changed.has(id)))
  }

  reload(): void {
    this.#tiles.reload()
    this.#states.reload()
  }

  destroy(): void {
    this.#tiles.destroy()
    this.#states.destroy()
  }
}
