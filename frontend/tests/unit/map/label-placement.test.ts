import { describe, expect, it } from 'vitest'
import { LabelSpace, spread, wrap } from '../../../src/map/label-placement'

const byLetter = (text: string) => 10 * text.length

describe('the space for labels', () => {
  const box = (x: number, y: number) => ({ x, y, width: 100, height: 20 })

  it('refuses what would touch a label that is there already', () => {
    const space = new LabelSpace()
    expect(space.claim([box(0, 0)], 4)).toEqual(box(0, 0))
    expect(space.claim([box(60, 10)], 4)).toBeNull()
    expect(space.claim([box(0, 25)], 4)).toEqual(box(0, 25))
  })

  it('takes the first of several places that is free', () => {
    const space = new LabelSpace()
    space.claim([box(0, 0)], 4)
    expect(space.claim([box(0, 5), box(0, 30), box(0, 60)], 4)).toEqual(box(0, 30))
  })

  it('keeps nothing for a label that found no place', () => {
    const space = new LabelSpace()
    space.claim([box(0, 0)], 0)
    space.claim([box(50, 0)], 0)
    expect(space.claim([box(120, 0)], 0)).not.toBeNull()
  })
})

describe('wrap', () => {
  it('leaves a short name alone', () => {
    expect(wrap('KCN Sông Công', 200, byLetter)).toEqual(['KCN Sông Công'])
  })

  it('breaks a long name into two lines of about equal length', () => {
    expect(wrap('Tuyến đường Bắc Sơn kéo dài', 200, byLetter)).toEqual(['Tuyến đường Bắc', 'Sơn kéo dài'])
  })

  it('cuts what does not fit into two lines', () => {
    expect(wrap('a b c d e f g h', 50, byLetter)).toEqual(['a b c', 'd e f…'])
  })

  it('never cuts a word', () => {
    expect(wrap('Incomprehensibilities', 50, byLetter)).toEqual(['Incomprehensibilities'])
  })
})

describe('spread', () => {
  it('keeps places that are far enough apart, the first ones first', () => {
    const places = [
      { x: 0, y: 0 },
      { x: 300, y: 0 },
      { x: 700, y: 0 },
    ]
    expect(spread(places, 640)).toEqual([
      { x: 0, y: 0 },
      { x: 700, y: 0 },
    ])
  })
})
