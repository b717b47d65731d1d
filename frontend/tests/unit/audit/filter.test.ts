import { describe, expect, it } from 'vitest'
import { readFilter, writeFilter } from '../../../src/audit/filter'

describe('a filter of the audit', () => {
  it('that leaves everything in is empty', () => {
    expect(writeFilter(readFilter(''))).toBe('')
  })

  it('comes back from the address as it was written', () => {
    const filter = {
      from: '2026-11-01',
      to: '2026-11-23',
      actor: 'lan@xa',
      action: 'persons',
      door: 'cli',
      subject: 'GT09 & đơn số 12',
    } as const
    expect(readFilter(writeFilter(filter))).toEqual(filter)
  })

  it('takes from an address only what the server takes', () => {
    expect(writeFilter(readFilter('from=yesterday&door=window&limit=9&colour=red&actor=%20lan%20'))).toBe(
      'actor=lan',
    )
  })
})
