import { describe, expect, it } from 'vitest'
import { isListed, systemName, typedSystem, ZONE_SYSTEMS } from '../../../src/imports/coordinate-systems'

describe('a coordinate system', () => {
  it('is called as surveyors call it', () => {
    expect(systemName('EPSG:9213')).toBe('VN-2000 TM-3 106°30′ (EPSG:9213)')
    expect(systemName('EPSG:5897')).toBe('VN-2000 TM-3 105°00′ (EPSG:5897)')
    expect(systemName('EPSG:4326')).toBe('WGS 84 (EPSG:4326)')
    expect(systemName('EPSG:27700')).toBe('EPSG:27700')
  })

  it('is listed from west to east', () => {
    const names = ZONE_SYSTEMS.map(({ name }) => name)
    expect(names).toEqual([...names].sort())
    expect(names).toHaveLength(17)
  })

  it('may be typed in short', () => {
    expect(typedSystem(' 9213 ')).toBe('EPSG:9213')
    expect(typedSystem('epsg 9213')).toBe('EPSG:9213')
    expect(isListed(typedSystem('EPSG:9213'))).toBe(true)
    expect(typedSystem('+proj=tmerc +lon_0=106.5')).toBe('+proj=tmerc +lon_0=106.5')
  })
})
