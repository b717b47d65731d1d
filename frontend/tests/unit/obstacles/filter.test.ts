import { describe, expect, it } from 'vitest'
import {
  asked,
  conditions,
  NO_FILTER,
  type ObstacleFilter,
  readFilter,
  writeFilter,
} from '../../../src/obstacles/filter'

const FULL: ObstacleFilter = {
  q: 'ranh giới & mốc',
  project: 'TN:R/01',
  unit: '164',
  level: 'district',
  cause: 'MAP',
  state: 'proposed',
  responsible: '05443',
  escalated_to: '19',
  parcel: '42',
  overdue: true,
  mine: true,
  sort: '-area',
}

describe('what is shown of the register', () => {
  it('stands in the address only where it differs from what the register opens with', () => {
    expect(writeFilter(NO_FILTER)).toBe('')
    expect(readFilter('')).toEqual(NO_FILTER)
  })

  it('is brought back by the address, as a whole and part by part', () => {
    expect(readFilter(writeFilter(FULL))).toEqual(FULL)
    for (const key of Object.keys(FULL) as (keyof ObstacleFilter)[]) {
      const one = { ...NO_FILTER, [key]: FULL[key] }
      expect(readFilter(writeFilter(one)), key).toEqual(one)
    }
  })

  it('leaves out what nobody knows', () => {
    expect(readFilter('state=lost&sort=magic&parcel=x&overdue=perhaps&foo=1')).toEqual(NO_FILTER)
  })

  it('asks the server for open ones unless another state is wanted', () => {
    expect(asked(NO_FILTER)).toMatchObject({ open: true, state: '' })
    expect(asked({ ...NO_FILTER, state: 'resolved' })).toMatchObject({ open: false, state: 'resolved' })
    expect(asked({ ...NO_FILTER, state: 'all' })).toMatchObject({ open: false, state: '' })
  })

  it('asks for those of the caller by a word that the server knows', () => {
    expect(asked({ ...NO_FILTER, mine: true })).toMatchObject({ account: 'me' })
    expect(asked(NO_FILTER)).not.toHaveProperty('mine')
  })

  it('counts what leaves something out, and an order leaves out nothing', () => {
    expect(conditions({ ...NO_FILTER, sort: '-area' })).toBe(0)
    expect(conditions({ ...NO_FILTER, unit: '164', level: 'district', overdue: true })).toBe(2)
  })
})
