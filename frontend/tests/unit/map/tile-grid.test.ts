import { describe, expect, it } from 'vitest'
import { EXTENT, inTile, tileFor, toWorld, unitsPerPixel } from '../../../src/map/tile-grid'

describe('the grid', () => {
  it('draws a tile of one zoom less than the map, and beyond the last one its parts enlarged', () => {
    expect(tileFor({ z: 15, x: 5, y: 9 })).toEqual({ z: 14, x: 5, y: 9, enlarged: 1 })
    expect(tileFor({ z: 20, x: 1003, y: 2006 })).toEqual({ z: 17, x: 250, y: 501, enlarged: 4 })
  })

  it('puts a place where Web Mercator has it', () => {
    expect(toWorld(0, 0)).toEqual({ x: 0.5, y: 0.5 })
    // The edges of tiles of zoom 3.
    expect(toWorld(-45, 40.979898).x).toBeCloseTo(3 / 8, 9)
    expect(toWorld(-45, 40.979898).y).toBeCloseTo(3 / 8, 6)
    expect(toWorld(0, -66.51326).y).toBeCloseTo(6 / 8, 6)
  })

  it('knows the same place in neighbouring tiles', () => {
    const point = toWorld(105.84, 21.59)
    const here = inTile({ z: 14, x: 13_008, y: 7_184 }, point)
    const east = inTile({ z: 14, x: 13_009, y: 7_184 }, point)
    expect(here.x - east.x).toBeCloseTo(EXTENT, 6)
    expect(here.y).toBeCloseTo(east.y, 6)
  })

  it('has eight units a pixel, and less where a tile is drawn larger', () => {
    expect(unitsPerPixel({ z: 14, x: 0, y: 0 }, 15)).toBe(8)
    expect(unitsPerPixel({ z: 17, x: 0, y: 0 }, 20)).toBe(2)
  })
})
