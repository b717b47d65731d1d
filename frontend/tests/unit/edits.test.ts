import { describe, expect, it } from 'vitest'
import { type ParcelDetail, type ParcelStep, STEPS } from '../../src/api/types'
import { changedSteps, grouped, reverse, stepChange } from '../../src/parcel/edits'

function parcel(id: number, dated: Partial<Record<string, Partial<ParcelStep>>> = {}): ParcelDetail {
  const steps = STEPS.map((step) => ({
    step,
    on: null,
    not_applicable_on: null,
    document: '',
    signed_on: null,
    applies: true,
    due_on: null,
    due_source: null,
    days_late: 0,
    earliest: null,
    too_early: false,
    lapses: null,
    ...dated[step],
  }))
  return {
    id,
    version: 1,
    steps,
    facts: [{ fact: 'disagreed', on: '2026-02-02' }],
    note: 'cũ',
    excluded_on: null,
  } as unknown as ParcelDetail
}

const paid = stepChange('paid', { as: 'done', on: '2026-11-23', document: '12/QĐ', signed_on: null })

describe('undoing an edit', () => {
  it('gives back the date, the document and what was not applicable', () => {
    const before = parcel(1, { paid: { on: '2026-01-05', document: '7/QĐ', signed_on: '2026-01-04' } })
    expect(reverse(before, paid)).toEqual({
      steps: { paid: { on: '2026-01-05', document: '7/QĐ', signed_on: '2026-01-04' } },
      not_applicable: { paid: null },
    })
  })

  it('opens a step again that was open before', () => {
    expect(reverse(parcel(1), paid).steps).toEqual({ paid: { on: null, document: '', signed_on: null } })
  })

  it('touches nothing that the edit did not touch', () => {
    expect(Object.keys(reverse(parcel(1, { notified: { on: '2026-01-01' } }), paid).steps ?? {})).toEqual([
      'paid',
    ])
    expect(reverse(parcel(1), { note: 'mới' })).toEqual({ note: 'cũ' })
  })

  it('gives back the day of a recorded fact, or that there was none', () => {
    const change = { facts: { disagreed: null, opinion_meeting: '2026-03-01' } }
    expect(reverse(parcel(1), change)).toEqual({
      facts: { disagreed: '2026-02-02', opinion_meeting: null },
    })
  })

  it('sends one request for parcels that had the same, and one more for each that differed', () => {
    const household = [parcel(1), parcel(2), parcel(3, { paid: { on: '2026-01-05' } })]
    const groups = grouped(household, (one) => reverse(one, paid))
    expect(groups.map(([, parcels]) => parcels.map(({ id }) => id))).toEqual([[1, 2], [3]])
  })
})

describe('a step', () => {
  it('is never both dated and not applicable', () => {
    const change = stepChange('resettled', { as: 'not_applicable', on: '2026-11-01' })
    expect(change.steps?.resettled?.on).toBeNull()
    expect(change.not_applicable?.resettled).toBe('2026-11-01')
    expect(paid.not_applicable).toEqual({ paid: null })
  })
})

describe('a conflict', () => {
  it('names the steps that somebody else changed', () => {
    const after = parcel(1, { inventoried: { on: '2026-02-01' } })
    expect(changedSteps(parcel(1), after).map(({ now }) => now.step)).toEqual(['inventoried'])
    expect(changedSteps(parcel(1), parcel(1))).toEqual([])
  })
})
