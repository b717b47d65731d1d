import { describe, expect, it } from 'vitest'
import type { ParcelStates } from '../../../src/map/decode'
import { STATUSES, type Status } from '../../../src/map/model'
import { ParcelPatches, recolour } from '../../../src/map/parcel-patches'

/** The parcels 1, 2, ... with these statuses. */
function states(...statuses: Status[]): ParcelStates {
  return {
    statuses: new Map(statuses.map((status, i) => [i + 1, STATUSES.indexOf(status)])),
    worksStopped: new Set(),
  }
}

function change(id: number, version: number, status: Status) {
  return { id, project_code: 'TN-1', version, status: STATUSES.indexOf(status), days_late: 0 }
}

const statusOf = ({ statuses }: ParcelStates, id: number) => STATUSES[statuses.get(id) ?? -1]

describe('live changes', () => {
  it('recolour the parcels they name and no others', () => {
    const here = states('overdue', 'overdue')
    expect(recolour(here, [change(2, 5, 'cleared')])).toBe(true)
    expect(statusOf(here, 1)).toBe('overdue')
    expect(statusOf(here, 2)).toBe('cleared')
  })

  it('bring nothing where nothing differs, and no parcel that is not there', () => {
    const here = states('cleared', 'overdue')
    expect(recolour(here, [change(1, 5, 'cleared'), change(99, 1, 'blocked')])).toBe(false)
    expect(here.statuses.size).toBe(2)
  })

  it('never let an older version replace a newer one', () => {
    const patches = new ParcelPatches()
    const newer = change(1, 7, 'cleared')
    expect(patches.record([newer], 0)).toEqual([newer])
    expect(patches.record([change(1, 6, 'blocked')], 1)).toEqual([])
    const here = states('overdue')
    patches.apply(here, 0)
    expect(statusOf(here, 1)).toBe('cleared')
  })

  it('also reach states that were asked for before the change and arrive after it', () => {
    const patches = new ParcelPatches()
    patches.record([change(1, 2, 'cleared')], 100)
    expect(patches.apply(states('overdue'), 50)).toBe(true)
    expect(patches.apply(states('blocked'), 150)).toBe(false)
  })

  it('are forgotten when no request can be that old', () => {
    const patches = new ParcelPatches()
    patches.record([change(1, 2, 'cleared')], 0)
    patches.record([], 600_000)
    expect(patches.apply(states('overdue'), 0)).toBe(false)
  })
})
