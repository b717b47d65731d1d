import { describe, expect, it } from 'vitest'
import { findingsOf, groupsOf, matching, NO_FINDING_FILTER, untold } from '../../../src/imports/findings'
import { problem, reportOf } from './samples'

const OVERLAP = { code: 'overlap', vi: 'Chồng lấn', en: 'Overlap' }
const AREA = { code: 'area_differs', vi: 'Lệch diện tích', en: 'Area differs' }

const REPORT = reportOf({
  problems: [problem(4, 'missing'), problem(9, 'self_crossing', '12/9')],
  warnings: [problem(2, 'overlap', '12/2'), problem(3, 'area_differs', '12/31')],
  warning_counts: [
    { ...OVERLAP, count: 1200 },
    { ...AREA, count: 1 },
  ],
})
const features = (group: string | null, text = '') =>
  matching(findingsOf(REPORT), { group, text }).map(({ feature }) => feature)

describe('the lines of a report', () => {
  it('begin with what is refused', () => {
    expect(features(null)).toEqual([4, 9, 2, 3])
    expect(findingsOf(REPORT).map(({ mark }) => mark)).toEqual(['refused', 'refused', 'warning', 'warning'])
  })

  it('fall into refusals and the kinds of warnings, with their counts in the file', () => {
    expect(groupsOf(REPORT).map(({ id, mark, count }) => [id, mark, count])).toEqual([
      ['refused', 'refused', 2],
      ['overlap', 'warning', 1200],
      ['area_differs', 'warning', 1],
    ])
    expect(groupsOf(reportOf())).toEqual([])
  })

  it('are filtered by kind', () => {
    expect(features('refused')).toEqual([4, 9])
    expect(features('overlap')).toEqual([2])
  })

  it('are found by a part of the key or the whole number', () => {
    expect(features(null, ' 12/3 ')).toEqual([3])
    expect(features(null, '9')).toEqual([9])
    expect(features('refused', '12/')).toEqual([9])
  })

  it('are all there without a filter', () => {
    expect(matching(findingsOf(REPORT), NO_FINDING_FILTER)).toHaveLength(4)
  })

  it('say how many are not told one by one', () => {
    expect(untold(REPORT, null)).toBe(1199)
    expect(untold(REPORT, 'area_differs')).toBe(0)
    expect(untold({ ...REPORT, more_problems: 70 }, 'refused')).toBe(70)
  })
})
