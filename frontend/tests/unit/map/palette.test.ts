import { describe, expect, it } from 'vitest'
import {
  type Colour,
  MARK_COLOURS,
  PROJECT_COLOURS,
  SEVERITY_COLOURS,
  STATUS_COLOURS,
} from '../../../src/map/palette'
import { contrast, difference, type Sight } from './colour-science'

/** Oklab: the smallest distance at which two neighbouring swatches are told apart at a glance, with room to spare. */
const APART = 0.09
const AA = 4.5
const PALE_PANEL = '#f3f5f7'

const sets: Record<string, Record<string, Colour>> = {
  severity: SEVERITY_COLOURS,
  project: PROJECT_COLOURS,
  mark: MARK_COLOURS,
  // An excluded parcel has no fill on the map, so its colour meets none of the others.
  status: Object.fromEntries(Object.entries(STATUS_COLOURS).filter(([status]) => status !== 'excluded')),
}

describe.each(Object.entries(sets))('the %s colours', (_, colours) => {
  const sights: Sight[] = ['full', 'protanopia', 'deuteranopia', 'tritanopia']

  it.each(sights)('stay apart with %s', (sight) => {
    for (const [a, first] of Object.entries(colours)) {
      for (const [b, second] of Object.entries(colours)) {
        if (a < b) expect(difference(first.fill, second.fill, sight), `${a} and ${b}`).toBeGreaterThan(APART)
      }
    }
  })

  it('carry text that meets WCAG AA', () => {
    for (const [name, { fill, onFill, ink }] of Object.entries(colours)) {
      expect(contrast(fill, onFill), `text on ${name}`).toBeGreaterThanOrEqual(AA)
      expect(contrast(ink, '#ffffff'), `${name} on white`).toBeGreaterThanOrEqual(AA)
      expect(contrast(ink, PALE_PANEL), `${name} on a pale panel`).toBeGreaterThanOrEqual(AA)
    }
  })
})
