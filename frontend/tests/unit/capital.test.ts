import { describe, expect, it } from 'vitest'
import { billions, parseVnd } from '../../src/capital/amounts'
import { readFilter, writeFilter } from '../../src/capital/filter'
import { Format } from '../../src/lib/format'

describe('amounts of capital', () => {
  it('are read with any grouping, and never with decimals', () => {
    for (const text of ['1500000000', '1.500.000.000', '1,500,000,000', ' 1 500 000 000 ']) {
      expect(parseVnd(text), text).toBe(1_500_000_000)
    }
    for (const text of ['', '1,5', '1.50', '-5', '1.5000', '12.34.567', 'abc', '20000000000000000']) {
      expect(parseVnd(text), text).toBeNull()
    }
  })

  it('are shown in billions, small ones with more digits', () => {
    const f = new Format('vi')
    expect(billions(1_234_560_000_000, f)).toBe('1.234,6')
    expect(billions(12_000_000, f)).toBe('0,012')
    expect(billions(0, f)).toBe('0')
  })
})

describe('the filter of capital', () => {
  it('comes back from the address, without what is not known', () => {
    const filter = readFilter('year=2025&sector=urban&sort=-planned&q=cầu&investor=Ban A&project=GT01')
    expect(readFilter(writeFilter(filter))).toEqual(filter)
    expect(writeFilter(readFilter('year=x&sector=none&sort=name'))).toBe('')
  })
})
