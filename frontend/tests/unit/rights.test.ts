import { describe, expect, it } from 'vitest'
import type { SessionUser } from '../../src/api/types'
import { reaches, reachesAll } from '../../src/lib/rights'

const PLACE = { project_code: 'GT09', units: [{ code: 'tinh' }, { code: '168' }, { code: 'xa-1' }] }

function user(units: string[], projects: string[]): SessionUser {
  const named = units.map((code) => ({ code, name: code }))
  return { id: 1, name: 'an', full_name: '', role: 'field', units: named, projects, expires_at: null }
}

describe('a grant', () => {
  it('for everywhere reaches every place, and none reaches nothing', () => {
    expect(reaches('yes', null, PLACE)).toBe(true)
    expect(reaches('no', user(['168'], []), PLACE)).toBe(false)
  })

  it('for own areas reaches what lies in one of the units, of whatever level', () => {
    for (const code of ['tinh', '168', 'xa-1']) {
      expect(reaches('own_areas', user(['169', code], []), PLACE), code).toBe(true)
    }
    expect(reaches('own_areas', user(['169'], []), PLACE)).toBe(false)
  })

  it('for own areas and projects reaches what lies in both', () => {
    expect(reaches('own_areas', user([], ['GT09']), PLACE)).toBe(true)
    expect(reaches('own_areas', user(['168'], ['GT09']), PLACE)).toBe(true)
    expect(reaches('own_areas', user(['168'], ['CN01']), PLACE)).toBe(false)
    expect(reaches('own_areas', user(['169'], ['GT09']), PLACE)).toBe(false)
  })

  it('for own areas reaches no parcel without a shape where units are limited', () => {
    const nowhere = { project_code: 'GT09', units: [] }
    expect(reaches('own_areas', user(['168'], []), nowhere)).toBe(false)
    expect(reaches('own_areas', user([], ['GT09']), nowhere)).toBe(true)
  })

  it('for own areas reaches nothing for nobody', () => {
    expect(reaches('own_areas', null, PLACE)).toBe(false)
  })
})

describe('a grant for a whole project', () => {
  const project = { project_code: 'GT09', units: [{ code: '168' }, { code: '169' }] }

  it('reaches it where all of its units are among the own ones', () => {
    expect(reachesAll('own_areas', user(['168', '169'], []), project)).toBe(true)
    expect(reachesAll('own_areas', user(['168'], []), project)).toBe(false)
    expect(reachesAll('own_areas', user([], ['GT09']), project)).toBe(true)
    expect(reachesAll('own_areas', user([], ['CN01']), project)).toBe(false)
  })

  it('for everywhere reaches every project, and none reaches nothing', () => {
    expect(reachesAll('yes', null, project)).toBe(true)
    expect(reachesAll('no', user([], []), project)).toBe(false)
  })

  it('reaches no project that lies nowhere where units are limited', () => {
    expect(reachesAll('own_areas', user(['168'], []), { ...project, units: [] })).toBe(false)
  })
})
