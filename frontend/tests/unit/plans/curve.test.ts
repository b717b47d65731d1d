import { describe, expect, it } from 'vitest'
import type { SharePoint } from '../../../src/api/types'
import { drawnTo, isUnmoved, Plane, rowsOfCurve, shareOn, spanOf, ticks } from '../../../src/plans/curve'

const at = (on_date: string, share: number): SharePoint => ({ on_date, share })
const PLAN = [at('2026-01-01', 0), at('2026-01-11', 0.5), at('2026-01-31', 1)]
const FRAME = { width: 340, height: 130, left: 30, right: 10, top: 20, bottom: 10 }
const plane = new Plane(FRAME, '2026-01-01', '2026-01-31')

describe('a curve on its plane', () => {
  it('goes from the lower left to the upper right corner', () => {
    expect([plane.x('2026-01-01'), plane.y(0)]).toEqual([30, 120])
    expect([plane.x('2026-01-31'), plane.y(1)]).toEqual([330, 20])
    expect(plane.line(PLAN)).toBe('M30 120L130 70L330 20')
  })

  it('has its area closed along the ground', () => {
    expect(plane.area(PLAN)).toBe('M30 120L130 70L330 20L330 120L30 120Z')
    expect(plane.area([])).toBe('')
  })

  it('is drawn where it has a single day', () => {
    const one = new Plane(FRAME, '2026-01-01', '2026-01-01')
    expect(one.line([at('2026-01-01', 0.5)])).toBe('M30 70')
  })

  it('spans all curves and the day that is shown', () => {
    const curve = { original: PLAN, current: [at('2026-02-10', 1)], actual: [at('2025-12-31', 0)] }
    expect(spanOf(curve, '2026-03-01')).toEqual({ from: '2025-12-31', to: '2026-03-01' })
    expect(spanOf(curve, '2026-01-15')).toEqual({ from: '2025-12-31', to: '2026-02-10' })
    expect(spanOf({ original: [], current: [], actual: curve.actual }, '2026-01-15')).toBeNull()
  })

  it('goes on level after its last point', () => {
    expect(drawnTo(PLAN, '2026-03-01').at(-1)).toEqual(at('2026-03-01', 1))
    expect(drawnTo(PLAN, '2026-01-31')).toEqual(PLAN)
    expect(drawnTo([], '2026-01-31')).toEqual([])
  })
})

describe('the share planned for a day', () => {
  it('lies on straight lines between the points', () => {
    expect(shareOn(PLAN, '2026-01-06')).toBeCloseTo(0.25)
    expect(shareOn(PLAN, '2026-01-11')).toBe(0.5)
    expect(shareOn(PLAN, '2026-01-21')).toBeCloseTo(0.75)
  })

  it('is nothing before the first point, and stays after the last', () => {
    expect(shareOn([at('2026-01-10', 0.3)], '2026-01-09')).toBe(0)
    expect(shareOn([at('2026-01-10', 0.3)], '2026-01-10')).toBe(0.3)
    expect(shareOn(PLAN, '2027-01-01')).toBe(1)
    expect(shareOn([], '2026-01-01')).toBe(0)
  })

  it('never falls where the points do not', () => {
    let last = 0
    for (let day = 1; day <= 31; day++) {
      const share = shareOn(PLAN, `2026-01-${String(day).padStart(2, '0')}`)
      expect(share).toBeGreaterThanOrEqual(last)
      last = share
    }
  })
})

describe('the days below the curve', () => {
  it('are first days of months, at even steps, never more than fit', () => {
    expect(ticks('2026-01-15', '2026-05-02', 8)).toEqual([
      '2026-02-01',
      '2026-03-01',
      '2026-04-01',
      '2026-05-01',
    ])
    expect(ticks('2024-11-20', '2026-12-31', 5)).toEqual([
      '2025-01-01',
      '2025-07-01',
      '2026-01-01',
      '2026-07-01',
    ])
    for (const most of [2, 3, 5, 9]) {
      expect(ticks('2014-03-03', '2031-09-09', most).length).toBeLessThanOrEqual(most)
    }
  })
})

describe('the table of the curves', () => {
  it('has a row for every day that one of them names, and no actual share where none is known', () => {
    const current = [at('2026-01-01', 0), at('2026-02-10', 1)]
    const rows = rowsOfCurve({ original: PLAN, current, actual: [at('2026-01-31', 0.4)] })
    expect(rows.map(({ on_date }) => on_date)).toEqual([
      '2026-01-01',
      '2026-01-11',
      '2026-01-31',
      '2026-02-10',
    ])
    expect(rows[2]).toEqual({ on_date: '2026-01-31', original: 1, current: 0.75, actual: 0.4 })
    expect(rows[0]?.actual).toBeNull()
  })

  it('says nothing of a plan that is not there', () => {
    const rows = rowsOfCurve({ original: PLAN, current: [], actual: [] })
    expect(rows[0]).toEqual({ on_date: '2026-01-01', original: 0, current: null, actual: null })
  })

  it('tells a plan that was moved from one that was not', () => {
    expect(isUnmoved(PLAN, [...PLAN])).toBe(true)
    expect(isUnmoved(PLAN, PLAN.slice(1))).toBe(false)
  })
})
