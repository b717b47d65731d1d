import type { ParcelStates, ParcelsTile } from './decode'
import type { Tile } from './tile-source'

/** The status of a parcel that the shapes know and the states do not: it is not drawn. */
export const UNKNOWN = 255
const NO_STATES: ParcelStates = { statuses: new Map(), worksStopped: new Set() }

/** Shapes or cells, and what colours the shapes, by their order. */
export interface ColouredTile extends ParcelsTile {
  /** Indexes into STATUSES, or UNKNOWN. */
  statuses: Uint8Array
  /** 1 = people have stopped the works. */
  worksStopped: Uint8Array
}

/** A tile as the painter takes it: here once its states are here too. Cells have none. */
export class Coloured implements Tile<ColouredTile> {
  #tile: Tile<ParcelsTile>
  #states: Pick<Tile<ParcelStates>, 'data'>

  constructor(tile: Tile<ParcelsTile>, states: Pick<Tile<ParcelStates>, 'data'> = { data: null }) {
    this.#tile = tile
    this.#states = states
  }

  get z(): number {
    return this.#tile.z
  }

  get x(): number {
    return this.#tile.x
  }

  get y(): number {
    return this.#tile.y
  }

  get data(): ColouredTile | null | undefined {
    const [tile, states] = [this.#tile.data, this.#states.data]
    if (tile === undefined || states === undefined) return undefined
    return tile && colour(tile, states ?? NO_STATES)
  }
}

function colour(tile: ParcelsTile, { statuses, worksStopped }: ParcelStates): ColouredTile {
  const { ids } = tile.parcels
  return {
    ...tile,
    statuses: Uint8Array.from(ids, (id) => statuses.get(id) ?? UNKNOWN),
    worksStopped: Uint8Array.from(ids, (id) => Number(worksStopped.has(id))),
  }
}
