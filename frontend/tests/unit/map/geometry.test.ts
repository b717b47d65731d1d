import { describe, expect, it } from 'vitest'
import { contains, distanceToLine, interiorPoint, lineMiddle } from '../../../src/map/geometry'
import { lines, polygons, square } from './shapes'

describe('contains', () => {
  it('leaves holes out', () => {
    const ring = polygons([square(0, 0, 100), square(40, 40, 20)])
    expect(contains(ring, 0, 10, 10)).toBe(true)
    expect(contains(ring, 0, 50, 50)).toBe(false)
    expect(contains(ring, 0, 101, 50)).toBe(false)
  })

  it('looks at every part of the asked feature and at no other feature', () => {
    const shapes = polygons([square(0, 0, 10), square(50, 0, 10)], [square(100, 0, 10)])
    expect(contains(shapes, 0, 55, 5)).toBe(true)
    expect(contains(shapes, 0, 105, 5)).toBe(false)
    expect(contains(shapes, 1, 105, 5)).toBe(true)
  })
})

describe('interiorPoint', () => {
  it('lies inside even where the middle of the box does not', () => {
    const horseshoe = polygons([
      [
        [0, 0],
        [90, 0],
        [90, 100],
        [60, 100],
        [60, 20],
        [30, 20],
        [30, 100],
        [0, 100],
      ],
    ])
    const [x, y] = interiorPoint(horseshoe, 0)
    expect(contains(horseshoe, 0, 45, 50)).toBe(false)
    expect(contains(horseshoe, 0, x, y)).toBe(true)
  })
})

describe('lines', () => {
  const bend = lines([
    [
      [0, 0],
      [100, 0],
      [100, 50],
    ],
  ])

  it('measure the distance to the nearest segment, not to the nearest vertex', () => {
    expect(distanceToLine(bend, 0, 50, 7)).toBe(7)
    expect(distanceToLine(bend, 0, 103, 25)).toBe(3)
    expect(distanceToLine(bend, 0, -3, -4)).toBe(5)
  })

  it('have their middle at half their length', () => {
    expect(lineMiddle(bend, 0)).toEqual({ x: 75, y: 0, length: 150 })
  })

  it('have no middle without a vertex', () => {
    expect(lineMiddle(lines([]), 0)).toBeNull()
  })
})
