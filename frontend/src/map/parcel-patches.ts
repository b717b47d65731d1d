import type { ParcelStates } from './decode'
import type { ParcelChange } from './model'

/** Longer than any request for a tile is under way. */
const KEPT_MS = 300_000

/**
 * Changes that arrived live. They recolour the parcels that are here, and also those whose states were
 * asked for before the change and arrive after it.
 */
export class ParcelPatches {
  #latest = new Map<number, { change: ParcelChange; at: number }>()

  /** Remembers the changes and answers them, but for those older than what is known of their parcel. */
  record(changes: ParcelChange[], now: number): ParcelChange[] {
    for (const [id, { at }] of this.#latest) if (now - at > KEPT_MS) this.#latest.delete(id)
    const news = changes.filter(({ id, version }) => version >= (this.#latest.get(id)?.change.version ?? 0))
    for (const change of news) this.#latest.set(change.id, { change, at: now })
    return news
  }

  /** Brings states up to date with the changes since a time; whether any of them differs now. */
  apply(states: ParcelStates, since: number): boolean {
    const missed = [...this.#latest.values()].filter(({ at }) => at >= since)
    return recolour(
      states,
      missed.map(({ change }) => change),
    )
  }
}

/** Writes the changes over the states of the parcels they name; whether any of them differs now. */
export function recolour({ statuses }: ParcelStates, changes: ParcelChange[]): boolean {
  const news = changes.filter(({ id, status }) => statuses.has(id) && statuses.get(id) !== status)
  for (const { id, status } of news) statuses.set(id, status)
  return news.length > 0
}
