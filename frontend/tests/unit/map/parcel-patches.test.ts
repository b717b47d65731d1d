import { describe, expect, it } from 'vitest'
import type { ParcelsTile } from '../../../src/map/decode'
import { STATUSES, type Status } from '../../../src/map/model'
import { ParcelPatches } from '../../../src/map/parcel-patches'
import { polygons } from './shapes'

function tile(...statuses: Status[]): ParcelsTile {
  const count = statuses.length
  return {
    projects: ['TN-1'],
    parcels: {
      ids: Float64Array.from(statuses, (_, i) => i + 1),
      projects: new Uint16Array(count),
      statuses: Uint8Array.from(statuses, (status) => STATUSES.indexOf(status)),
      worksStopped: new Uint8Array(count),
      shapes: polygons(),
    },
    cells: { xy: new Int32Array(), projects: new Uint16Array(), counts: new Uint32Array() },
  }
}

function change(id: number, version: number, status: Status) {
  return { id, project_code: 'TN-1', version, status: STATUSES.indexOf(status), days_late: 0 }
}

function statusOf({ parcels }: ParcelsTile, id: number): Status | undefined {
  return STATUSES[parcels.statuses[id - 1] as number]
}

describe('live changes', () => {
  it('recolour the parcels they name and no others', () => {
    const patches = new ParcelPatches()
    const loaded = tile('overdue', 'overdue')
    patches.record([change(2, 5, 'cleared')], 0)
    expect(patches.apply(loaded, 0)).toBe(true)
    expect(statusOf(loaded, 1)).toBe('overdue')
    expect(statusOf(loaded, 2)).toBe('cleared')
  })

  it('ask for no redraw where nothing differs', () => {
    const patches = new ParcelPatches()
    patches.record([change(1, 5, 'cleared'), change(99, 1, 'blocked')], 0)
    expect(patches.apply(tile('cleared', 'overdue'), 0)).toBe(false)
  })

  it('never let an older version replace a newer one', () => {
    const patches = new ParcelPatches()
    const loaded = tile('overdue')
    patches.record([change(1, 7, 'cleared')], 0)
    patches.record([change(1, 6, 'blocked')], 1)
    patches.apply(loaded, 0)
    expect(statusOf(loaded, 1)).toBe('cleared')
  })

  it('also reach a tile that was asked for before the change and arrives after it', () => {
    const patches = new ParcelPatches()
    patches.record([change(1, 2, 'cleared')], 100)
    const askedBefore = tile('overdue')
    const askedAfter = tile('blocked')
    expect(patches.apply(askedBefore, 50)).toBe(true)
    expect(patches.apply(askedAfter, 150)).toBe(false)
  })

  it('are forgotten when no request can be that old', () => {
    const patches = new ParcelPatches()
    patches.record([change(1, 2, 'cleared')], 0)
    patches.record([], 600_000)
    expect(patches.apply(tile('overdue'), 0)).toBe(false)
  })
})
