import type { ParcelStates, ParcelsTile } from './decode'

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

/** Joins shapes with states by id; null = there are none, as for cells. */
export function colour(tile: ParcelsTile, states: ParcelStates | null): ColouredTile {
  const { statuses, worksStopped } = states ?? NO_STATES
  const { ids } = tile.parcels
  return {
    ...tile,
    statuses: Uint8Array.from(ids, (id) => statuses.get(id) ?? UNKNOWN),
    worksStopped: Uint8Array.from(ids, (id) => Number(worksStopped.has(id))),
  }
}
