import { describe, expect, it } from 'vitest'
import type { StepPlan } from '../../../src/api/types'
import { planOf, rowsOf } from '../../../src/plans/rows'
import { standingOf } from '../../../src/plans/standing'

const DAY = '2026-06-15'
const planned = (current_on: string | null, done: number, of: number, last_on: string | null = null) =>
  standingOf({ current_on, actual: { done, of, last_on } }, DAY)

describe('a planned step', () => {
  it('is late from the day after the planned one, while a parcel is undone', () => {
    expect(planned('2026-06-14', 3, 5)).toEqual({ as: 'late', days: 1 })
    expect(planned('2026-06-15', 3, 5)).toEqual({ as: 'open', days: 0 })
    expect(planned('2026-06-20', 0, 5)).toEqual({ as: 'open', days: 5 })
  })

  it('is done in time or late by the day of the last parcel', () => {
    expect(planned('2026-06-10', 5, 5, '2026-06-10')).toEqual({ as: 'done', days: 0 })
    expect(planned('2026-06-10', 5, 5, '2026-06-12')).toEqual({ as: 'done_late', days: 2 })
  })

  it('is neither where it rules no parcel or was taken back', () => {
    expect(planned('2026-06-01', 0, 0).as).toBe('empty')
    expect(planned(null, 0, 0).as).toBe('unplanned')
  })
})

describe('the table of planned steps', () => {
  const plan = (unit: StepPlan['unit'], step: StepPlan['step']): StepPlan => ({
    unit,
    step,
    original_on: '2026-01-01',
    current_on: '2026-01-01',
    actual: { done: 0, of: 1, last_on: null },
    changes: [],
  })
  const [a, b] = [
    { code: '1', name: 'Đại Từ' },
    { code: '2', name: 'Định Hóa' },
  ]
  const plans = [plan(b, 'paid'), plan(null, 'paid'), plan(a, 'notified')]

  it('has the whole project first, then the units with plans or added ones by name, each once', () => {
    const named = (added: { code: string; name: string }[]) =>
      rowsOf(plans, added, 'vi').map(({ unit }) => unit?.name ?? null)
    expect(named([])).toEqual([null, 'Đại Từ', 'Định Hóa'])
    expect(named([{ code: '3', name: 'Chợ Mới' }, a])).toEqual([null, 'Chợ Mới', 'Đại Từ', 'Định Hóa'])
  })

  it('has a cell for every step, empty where a row has no plan of its own', () => {
    const [whole, first] = rowsOf(plans, [], 'vi')
    expect(whole?.cells).toHaveLength(8)
    expect(first?.cells.filter((cell) => cell.plan).map(({ step }) => step)).toEqual(['notified'])
    expect(planOf(plans, '', 'paid')?.unit).toBeNull()
    expect(planOf(plans, '1', 'paid')).toBeNull()
  })
})
