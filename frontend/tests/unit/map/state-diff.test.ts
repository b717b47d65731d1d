import { expect, it } from 'vitest'
import type { MapState, UnitSeverity } from '../../../src/map/model'
import { differences } from '../../../src/map/state-diff'

const critical: UnitSeverity = { severity: 'critical', silent: false, figures: '12' }
const state: MapState = {
  asOf: null,
  level: 'district',
  unitsAt: null,
  severities: new Map([['164', critical]]),
  projects: new Set(['A', 'B']),
  statuses: null,
  selection: { kind: 'unit', code: '164' },
}

it('an equal state built anew differs in nothing', () => {
  const same = {
    ...state,
    severities: new Map([['164', { ...critical }]]),
    projects: new Set(['B', 'A']),
    selection: { kind: 'unit', code: '164' } as const,
  }
  expect(Object.values(differences(state, same))).toEqual([false, false, false, false])
})

it('each part is told apart from the others', () => {
  const silent = new Map([['164', { ...critical, silent: true }]])
  expect(differences(state, { ...state, severities: silent }).severities).toBe(true)
  expect(differences(state, { ...state, projects: null }).projects).toBe(true)
  expect(differences(state, { ...state, projects: new Set(['A', 'C']) }).projects).toBe(true)
  expect(differences(state, { ...state, statuses: new Set() }).statuses).toBe(true)
  expect(differences(state, { ...state, selection: { kind: 'project', code: '164' } }).selection).toBe(true)
})
