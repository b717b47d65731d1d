import { describe, expect, it } from 'vitest'
import type { UnitShapes } from '../../../src/api/types'
import { choices, namesOf, type UnitLevel } from '../../../src/unit/levels'

function level(name: string, units: [code: string, name: string, parent: string | null][]): UnitLevel {
  const level = { level: name, name_vi: '', name_en: '', rank: 1, units: 0, valid_from: null, valid_to: null }
  const features = units.map(([code, name, parent_code]) => ({
    type: 'Feature' as const,
    geometry: { type: 'Point' as const, coordinates: [] },
    properties: { code, name, level: level.level, parent_code, severity: 'ok' as const, silent: false },
  }))
  const shapes: UnitShapes = { type: 'FeatureCollection', features }
  return { level, shapes }
}

const PROVINCE = level('province', [['19', 'Thái Nguyên', null]])
const COMMUNES = level('commune', [
  ['c', 'Xã Yên Lạc', '19'],
  ['a', 'Phường Đức Xuân', '19'],
  ['b', 'Xã Ôn Lương', null],
])
const names = namesOf([PROVINCE, COMMUNES])

describe('the units to choose from', () => {
  it('stand by what they belong to, then by name', () => {
    const shown = choices(COMMUNES, names, '', 'vi')
    expect(shown.map(({ code, parent }) => [code, parent])).toEqual([
      ['b', ''],
      ['a', 'Thái Nguyên'],
      ['c', 'Thái Nguyên'],
    ])
  })

  it('do not name what all belong to', () => {
    const districts = level('district', [
      ['168', 'Huyện Đồng Hỷ', '19'],
      ['169', 'Huyện Võ Nhai', '19'],
    ])
    expect(choices(districts, names, '', 'vi').map(({ parent }) => parent)).toEqual(['', ''])
  })

  it('are found without marks, by their name or by that of what they belong to', () => {
    expect(choices(COMMUNES, names, 'duc xuan', 'vi').map(({ code }) => code)).toEqual(['a'])
    expect(choices(COMMUNES, names, ' THAI nguyen', 'vi').map(({ code }) => code)).toEqual(['a', 'c'])
  })
})
