import { Problem } from '../api/client'
import { editParcel, editParcels } from '../api/endpoints'
import type { ParcelChange, ParcelDetail, ParcelVersion } from '../api/types'
import { i18n } from '../i18n/index.svelte'
import { live } from '../lib/live.svelte'
import { notices } from '../lib/notices.svelte'
import { explain } from '../ui/explain'
import { answered } from './answered.svelte'
import { grouped, reverse } from './edits'

/** Saves one change for all the parcels or none, says so, and offers to undo it. */
export async function save(parcels: ParcelDetail[], change: ParcelChange, said: string): Promise<void> {
  const versions = await send(parcels, change)
  live.refresh()
  const now = new Map(versions.map(({ id, version }) => [id, version]))
  offerUndo(said, async () => {
    for (const [back, group] of grouped(parcels, (parcel) => reverse(parcel, change))) {
      await send(
        group.map(({ id, version }) => ({ id, version: now.get(id) ?? version })),
        back,
      )
    }
  })
}

async function send(parcels: ParcelVersion[], change: ParcelChange): Promise<ParcelVersion[]> {
  const [first, ...others] = parcels
  if (!first) return []
  if (others.length === 0) {
    const parcel = await editParcel(first.id, first.version, change)
    answered.parcel = parcel
    return [parcel]
  }
  const versions = parcels.map(({ id, version }) => ({ id, version }))
  return (await editParcels(versions, change)).updated
}

/** Says what was done, with a button that does `undo`. */
export function offerUndo(said: string, undo: () => Promise<unknown>): void {
  notices.show(said, {
    label: i18n.t.undo,
    run: async () => {
      try {
        await undo()
        notices.show(i18n.t.undone)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        notices.fail(error.status === 412 ? i18n.t.undoTooLate : explain(error, i18n.t))
      }
      live.refresh()
    },
  })
}
