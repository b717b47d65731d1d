import type { ParcelsTile } from './decode'
import type { ParcelChange } from './model'

/** Longer than any request for a tile is under way. */
const KEPT_MS = 300_000

/**
 * Changes that arrived live. They recolour the tiles that are here, and also those that were asked for
 * before the change and arrive after it.
 */
export class ParcelPatches {
  #latest = new Map<number, { change: ParcelChange; at: number }>()

  /** Remembers the changes; one older than what is known of its parcel is dropped. */
  record(changes: ParcelChange[], now: number): void {
    for (const [id, { at }] of this.#latest) if (now - at > KEPT_MS) this.#latest.delete(id)
    for (const change of changes) {
      const known = this.#latest.get(change.id)
      if (!known || change.version >= known.change.version) this.#latest.set(change.id, { change, at: now })
    }
  }

  /** Brings a tile up to date with the changes since a time; whether anything in it differs now. */
  apply(tile: ParcelsTile, since: number): boolean {
    if (this.#latest.size === 0) return false
    let isChanged = false
    const { ids, statuses } = tile.parcels
    for (let i = 0; i < ids.length; i++) {
      const patch = this.#latest.get(ids[i] as number)
      if (!patch || patch.at < since || statuses[i] === patch.change.status) continue
      statuses[i] = patch.change.status
      isChanged = true
    }
    return isChanged
  }
}
