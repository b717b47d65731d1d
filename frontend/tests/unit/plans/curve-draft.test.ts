import { describe, expect, it } from 'vitest'
import { dayAfter, draftOf, inOrder, pointsIn } from '../../../src/plans/curve-draft'

describe('the points of a curve while they are written', () => {
  it('are per cent, and come back as they were', () => {
    const points = [
      { on_date: '2026-01-01', share: 0.357123 },
      { on_date: '2026-02-01', share: 1 },
    ]
    expect(draftOf(points).map(({ percent }) => percent)).toEqual([35.7123, 100])
    expect(pointsIn(draftOf(points))).toEqual(points)
  })

  it('are not sent while one lacks its day or its share', () => {
    expect(pointsIn([{ on_date: null, percent: 10 }])).toBeNull()
    expect(pointsIn([{ on_date: '2026-01-01', percent: null }])).toBeNull()
    expect(pointsIn([])).toEqual([])
  })

  it('are put in the order of their days, those without one last', () => {
    const days = inOrder([
      { on_date: null, percent: 1 },
      { on_date: '2026-05-01', percent: 60 },
      { on_date: '2026-01-01', percent: 10 },
    ]).map(({ on_date }) => on_date)
    expect(days).toEqual(['2026-01-01', '2026-05-01', null])
  })

  it('are followed by one a month later, or a month from today where there is none', () => {
    expect(dayAfter([{ on_date: '2026-03-01', percent: 50 }], '2026-01-01')).toBe('2026-03-31')
    expect(dayAfter([], '2026-01-01')).toBe('2026-01-31')
  })
})
