import { describe, expect, it } from 'vitest'
import { addDays, Format, parseDate, typedDate } from '../../src/lib/format'

const vi = new Format('vi')
const en = new Format('en')

describe('numbers and dates', () => {
  it('are written the Vietnamese way', () => {
    expect(vi.number(1234.5, 1)).toBe('1.234,5')
    expect(vi.date('2026-11-23')).toBe('23/11/2026')
    expect(vi.percent(0.391)).toBe('39,1%')
  })

  it('are written the English way', () => {
    expect(en.number(1234.5, 1)).toBe('1,234.5')
    expect(en.date('2026-11-03')).toBe('03 Nov 2026')
  })

  it('give moments in the time of Vietnam', () => {
    expect(vi.moment('2026-11-22T17:05:00Z')).toBe('23/11/2026 00:05')
    expect(en.moment('2026-11-23T07:05:00Z')).toBe('23 Nov 2026 14:05')
  })

  it('never round an unfinished share up to all of it', () => {
    expect(vi.percent(0.99999)).toBe('99,9%')
    expect(vi.percent(1)).toBe('100%')
  })
})

describe('areas and distances', () => {
  it('are square metres under a hectare and hectares from there', () => {
    expect(vi.area(9999)).toBe('9.999 m²')
    expect(vi.area(123.45)).toBe('123,5 m²')
    expect(vi.area(10_000)).toBe('1 ha')
    expect(vi.area(123_456)).toBe('12,35 ha')
    expect(en.area(123_456)).toBe('12.35 ha')
  })

  it('are metres under a kilometre', () => {
    expect(vi.distance(42.4)).toBe('42 m')
    expect(vi.distance(1530)).toBe('1,5 km')
  })
})

describe('a typed date', () => {
  it('is read day first, with any separator, or as ISO', () => {
    for (const text of ['23/11/2026', '23.11.2026', '23-11-2026', ' 23/11/2026 ', '2026-11-23']) {
      expect(parseDate(text)).toBe('2026-11-23')
    }
    expect(parseDate('1/2/2026')).toBe('2026-02-01')
  })

  it('is refused when no calendar has it', () => {
    for (const text of ['31/02/2026', '2026-13-01', '23/11', '23/11/26', 'hôm nay', '']) {
      expect(parseDate(text)).toBeNull()
    }
  })

  it('is shown as it is typed', () => {
    expect(typedDate('2026-11-03')).toBe('03/11/2026')
    expect(typedDate(null)).toBe('')
  })
})

describe('days', () => {
  it('are added across months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2025-07-01', -1)).toBe('2025-06-30')
  })
})
