import { describe, expect, it } from 'vitest'
import {
  type Address,
  enter,
  isFiltered,
  NO_FILTER,
  type Place,
  readAddress,
  writeAddress,
} from '../../src/lib/address'

const EMPTY: Address = {
  filter: NO_FILTER,
  tab: 'projects',
  trail: [],
  list: null,
  asOf: null,
  against: null,
  silent: false,
  level: null,
  imports: null,
  page: null,
}

const FULL: Address = {
  filter: {
    q: 'đường vành đai & cầu',
    sectors: ['transport', 'urban'],
    units: ['164', '172'],
    investor: 'Ban QLDA "A"',
    statuses: ['delayed'],
    delayed: true,
    sort: '-progress',
  },
  tab: 'units',
  trail: [
    { kind: 'unit', code: '164' },
    { kind: 'project', code: 'TN:R/01' },
    { kind: 'parcel', id: 42, project: 'TN:R/01' },
  ],
  list: 'fact=overdue&project=TN%3AR%2F01',
  asOf: '2026-09-01',
  against: '2026-08-01',
  silent: true,
  level: 'commune',
  imports: '0192f0c4-5e7a-7c3b-9d55-0a1b2c3d4e5f',
  page: { kind: 'users', user: 12 },
}

describe('the address of the page', () => {
  it('is empty for the first visit', () => {
    expect(writeAddress(EMPTY)).toBe('')
    expect(readAddress('')).toEqual(EMPTY)
  })

  it('brings back everything that it was made of', () => {
    expect(readAddress(`?${writeAddress(FULL)}`)).toEqual(FULL)
  })

  it('brings back each part of it alone', () => {
    for (const key of Object.keys(FULL) as (keyof Address)[]) {
      const one = { ...EMPTY, [key]: FULL[key] }
      expect(readAddress(`?${writeAddress(one)}`)).toEqual(one)
    }
  })

  it('brings back the audit with and without a filter', () => {
    for (const query of ['', 'action=login.failed&actor=lan%40xa&from=2026-11-01']) {
      const one: Address = { ...EMPTY, page: { kind: 'audit', query } }
      expect(readAddress(`?${writeAddress(one)}`)).toEqual(one)
    }
  })

  it('brings back the plans of a project, and the commitments with and without a filter', () => {
    for (const page of [
      { kind: 'plans', project: 'TN:R/01' },
      { kind: 'commitments', query: '' },
      { kind: 'commitments', query: 'state=open&due_within=14' },
    ] as const) {
      const one: Address = { ...EMPTY, page }
      expect(readAddress(`?${writeAddress(one)}`)).toEqual(one)
    }
  })

  it('brings back the register of obstacles, filtered, and one of them', () => {
    for (const id of [null, 12])
      for (const query of ['', 'cause=MAP&q=ranh+gi%E1%BB%9Bi%3F&sort=-area']) {
        const one: Address = { ...EMPTY, page: { kind: 'obstacles', id, query } }
        expect(readAddress(`?${writeAddress(one)}`)).toEqual(one)
      }
  })

  it('ignores what it does not know', () => {
    const strange =
      '?sector=space&status=lost&sort=magic&tab=x&as_of=yesterday&at=parcel:x&at=moon:1&import=x&foo=1'
    expect(readAddress(strange)).toEqual(EMPTY)
  })
})

describe('a filter', () => {
  it('is one as soon as it leaves something out, and sorting leaves nothing out', () => {
    expect(isFiltered(NO_FILTER)).toBe(false)
    expect(isFiltered({ ...NO_FILTER, sort: 'name' })).toBe(false)
    expect(isFiltered({ ...NO_FILTER, delayed: true })).toBe(true)
    expect(isFiltered({ ...NO_FILTER, units: ['164'] })).toBe(true)
  })
})

describe('the trail of opened places', () => {
  const unit: Place = { kind: 'unit', code: '164' }
  const project: Place = { kind: 'project', code: 'A' }
  const parcel: Place = { kind: 'parcel', id: 1, project: 'A' }

  it('keeps where one came from', () => {
    expect(enter(enter([unit], project), parcel)).toEqual([unit, project, parcel])
  })

  it('replaces a place by another of its kind', () => {
    const other: Place = { kind: 'parcel', id: 2, project: 'A' }
    expect(enter([unit, parcel], other)).toEqual([unit, other])
    expect(enter([unit, project, parcel], { kind: 'unit', code: '165' })).toEqual([
      { kind: 'unit', code: '165' },
    ])
  })

  it('never leads back into a parcel', () => {
    expect(enter([parcel], project)).toEqual([project])
  })
})
