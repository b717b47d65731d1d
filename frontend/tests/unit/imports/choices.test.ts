import { describe, expect, it } from 'vitest'
import type { ImportOptions } from '../../../src/api/types'
import {
  assign,
  firstChoices,
  keepChoices,
  lacking,
  optionsOf,
  takeLikely,
} from '../../../src/imports/choices'
import { previewOf } from './samples'

const GUESSED = { SOTO: 'map_sheet', SOTHUA: 'parcel_no', TENCHU: 'holder_name' }

const ASKED: ImportOptions = {
  kind: 'parcels',
  project: 'GT03',
  crs: 'EPSG:9213',
  map: { land_use: 'GHICHU', holder_name: '' },
  swap_axes: true,
  repair: true,
  skip_bad: false,
  allow_no_shape: false,
  overwrite: true,
  numbers: 'vi',
}

const first = (change = {}, asked = {}) => firstChoices('parcels', asked, previewOf(change), 'CN01')

describe('the columns of a file', () => {
  it('are read as the server would read them', () => {
    expect(first().columns).toEqual(GUESSED)
  })

  it('hold a field each, and no field twice', () => {
    const moved = assign(GUESSED, 'GHICHU', 'holder_name')
    expect(moved).toEqual({ SOTO: 'map_sheet', SOTHUA: 'parcel_no', GHICHU: 'holder_name' })
    expect(assign(moved, 'GHICHU', '')).toEqual({ SOTO: 'map_sheet', SOTHUA: 'parcel_no' })
  })

  it('come back as they were last asked for', () => {
    expect(first({}, ASKED).columns).toEqual({ SOTO: 'map_sheet', SOTHUA: 'parcel_no', GHICHU: 'land_use' })
  })

  it('that a mapping names but the file has not are left out', () => {
    expect(first({}, { ...ASKED, map: { land_use: 'LOAIDAT' } }).columns).toEqual(GUESSED)
  })
})

describe('the form', () => {
  it('takes the project at hand, unless the file names the projects itself', () => {
    expect(first().project).toBe('CN01')
    const named = previewOf().fields.map((one) =>
      one.field === 'project_code' ? { ...one, column: 'GHICHU' } : one,
    )
    expect(first({ fields: named }).project).toBe('')
  })

  it('begins with what was last asked for this file', () => {
    const { project, crs, swap_axes, repair, overwrite, numbers } = first({}, ASKED)
    expect({ project, crs, swap_axes, repair, overwrite, numbers }).toEqual({
      project: 'GT03',
      crs: 'EPSG:9213',
      swap_axes: true,
      repair: true,
      overwrite: true,
      numbers: 'vi',
    })
  })

  it('never takes a coordinate system from an earlier file by itself', () => {
    const remembered = { options: ASKED, at: '2026-11-20T03:12:00Z', by: 'Trần Thị Hường' }
    const choices = first({ remembered })
    expect([choices.crs, choices.swap_axes, choices.numbers]).toEqual(['', false, 'vi'])
  })

  it('allows rows without shapes where the whole file has none', () => {
    expect(first().allow_no_shape).toBe(false)
    const crs = { stated: null, how: 'no_shapes' as const, name: null, likely: [] }
    expect(first({ crs }).allow_no_shape).toBe(true)
  })

  it('keeps what was chosen when the file is read in another encoding', () => {
    const chosen = { ...first(), crs: 'EPSG:9213', columns: { SOTO: 'map_sheet' } }
    const fresh = { ...first(), encoding: 'vni' as const }
    expect(keepChoices(chosen, fresh, true)).toEqual({ ...chosen, encoding: 'vni' })
    expect(keepChoices(chosen, fresh, false).columns).toEqual(GUESSED)
  })
})

describe('the options that are sent', () => {
  it('name each field with its column, and those taken away with none', () => {
    const choices = { ...first(), columns: assign(GUESSED, 'TENCHU', '') }
    expect(optionsOf(choices, previewOf()).map).toEqual({
      map_sheet: 'SOTO',
      parcel_no: 'SOTHUA',
      holder_name: '',
    })
  })

  it('leave a field that stands in no column, as the id of the feature, where it is', () => {
    const fields = [{ field: 'parcel_no', column: '@id', needed: true }]
    expect(optionsOf(first({ fields }), previewOf({ fields })).map).toEqual({ parcel_no: '@id' })
  })

  it('leave out what does not belong to the kind', () => {
    const choices = { ...first(), level: 'commune', valid_from: '2025-07-01' }
    const parcels = optionsOf(choices, previewOf())
    expect([parcels.project, parcels.level, parcels.valid_from]).toEqual(['CN01', undefined, undefined])
    const units = optionsOf({ ...choices, kind: 'units' }, previewOf())
    expect([units.project, units.level, units.valid_from]).toEqual([undefined, 'commune', '2025-07-01'])
  })

  it('name the layer only where there are several', () => {
    expect(optionsOf(first(), previewOf()).layer).toBeUndefined()
    const layers = [
      { name: 'thua', features: 1 },
      { name: 'ranh', features: 2 },
    ]
    expect(optionsOf(first({ layers }), previewOf({ layers })).layer).toBe('thua')
  })
})

describe('what is lacking', () => {
  it('is the coordinate system, for as long as nobody has chosen one', () => {
    const choices = first()
    expect(lacking(choices, previewOf())).toEqual([{ what: 'crs' }])
    const likely = { crs: 'EPSG:9213', swap_axes: true, vi: '', en: '' }
    expect(lacking(takeLikely(choices, likely), previewOf())).toEqual([])
  })

  it('is the project, unless a column has it', () => {
    const choices = { ...first(), crs: 'EPSG:9213', project: '' }
    expect(lacking(choices, previewOf())).toEqual([{ what: 'project' }])
    const named = { ...choices, columns: assign(choices.columns, 'GHICHU', 'project_code') }
    expect(lacking(named, previewOf())).toEqual([])
  })

  it('is each needed field that neither a column nor the form gives', () => {
    const fields = ['code', 'name', 'level'].map((field) => ({ field, column: null, needed: true }))
    const crs = { stated: 'EPSG:4326', how: 'standard' as const, name: null, likely: [] }
    const preview = previewOf({ fields, crs })
    const choices = firstChoices('units', {}, preview, '')
    const named = { ...choices, level: 'commune', columns: { SOTO: 'code' } }
    expect(lacking(named, preview)).toEqual([{ what: 'field', field: 'name' }])
  })
})
