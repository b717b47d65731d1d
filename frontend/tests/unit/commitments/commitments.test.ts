import { describe, expect, it } from 'vitest'
import { COMMITMENT_STATES, type Commitment } from '../../../src/api/types'
import { narrows, readFilter, writeFilter } from '../../../src/commitments/filter'
import { standingOf, stands } from '../../../src/commitments/standing'
import { promised, reached, timing } from '../../../src/commitments/words'
import { vi as commitments } from '../../../src/i18n/commitments-vi'
import { en } from '../../../src/i18n/en'
import { vi } from '../../../src/i18n/vi'
import { Format } from '../../../src/lib/format'

const PROMISE: Commitment = {
  id: 1,
  project_code: 'GT01',
  project_name: 'Đường',
  made_by: 'UBND huyện',
  made_to: 'UBND tỉnh',
  made_on: '2026-01-01',
  original_on: '2026-06-30',
  due_on: '2026-06-30',
  share: 0.8,
  parcels: null,
  text: '',
  state: 'open',
  met_on: null,
  days_late: 0,
  progress: 0.5,
  supersedes: null,
  superseded_by: null,
  superseded_on: null,
  withdrawn_on: null,
  made_by_account: null,
  reason: '',
  version: 1,
}
const [f, g] = [new Format('vi'), new Format('en')]

describe('the standing of a commitment', () => {
  it('tells what was kept late from what was kept in time', () => {
    expect(standingOf({ state: 'kept', days_late: 0 })).toBe('kept')
    expect(standingOf({ state: 'kept', days_late: 4 })).toBe('kept_late')
    expect(standingOf({ state: 'broken', days_late: 4 })).toBe('broken')
  })

  it('has a word of its own, in both languages', () => {
    for (const { commitmentState } of [vi, en]) {
      const words = Object.values(commitmentState)
      expect(new Set(words).size).toBe(words.length)
    }
  })

  it('binds while it is open or broken', () => {
    expect(COMMITMENT_STATES.filter((state) => stands({ state }))).toEqual(['open', 'broken'])
  })
})

describe('a commitment in words', () => {
  it('says what is promised', () => {
    expect(promised(PROMISE, vi, f)).toBe('Bàn giao 80% diện tích')
    expect(promised({ share: null, parcels: 1 }, en, g)).toBe('Hand over 1 parcel')
    expect(promised({ share: null, parcels: 12 }, en, g)).toBe('Hand over 12 parcels')
  })

  it('says how much of it is reached, in the shares of the project', () => {
    expect(reached({ share: 0.8, progress: 0.5 }, commitments, f)).toBe('40% trên 80%')
    expect(reached({ share: 0.8, progress: 1 }, commitments, f)).toBe('đủ 80%')
    expect(reached({ share: null, progress: 0.25 }, commitments, f)).toBe('25% số thửa')
  })

  it('says how far its day is off', () => {
    expect(timing(PROMISE, '2026-06-20', vi, f)).toBe('còn 10 ngày')
    expect(timing(PROMISE, '2026-06-30', vi, f)).toBe('đến hạn hôm nay')
    expect(timing({ ...PROMISE, state: 'broken', days_late: 1 }, '2026-07-01', en, g)).toBe('1 day late')
    const kept: Commitment = { ...PROMISE, state: 'kept', met_on: '2026-07-03', days_late: 3 }
    expect(timing(kept, '2026-08-01', vi, f)).toBe('đạt ngày 03/07/2026, trễ 3 ngày')
    expect(timing({ ...PROMISE, state: 'withdrawn' }, '2026-08-01', vi, f)).toBe('')
  })
})

describe('the filter of commitments', () => {
  it('comes back from the address as it was written', () => {
    for (const query of [
      '',
      'state=open&state=broken&project=GT%3A01&unit=164&due_within=14&q=c%E1%BA%A7u&sort=-days_late',
    ]) {
      expect(writeFilter(readFilter(query))).toBe(query)
    }
  })

  it('ignores what it does not know', () => {
    expect(writeFilter(readFilter('state=lost&due_within=3&sort=magic&moon=1'))).toBe('')
  })

  it('leaves out nothing by sorting', () => {
    expect(narrows(readFilter('sort=-days_late'))).toBe(false)
    expect(narrows(readFilter('due_within=7'))).toBe(true)
  })
})
