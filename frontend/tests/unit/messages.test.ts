import { describe, expect, it } from 'vitest'
import { en } from '../../src/i18n/en'
import { vi } from '../../src/i18n/vi'

/** Every sentence of a language, functions called with marks in the place of values. */
function sentences(messages: object, path = ''): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]): [string, string][] => {
    const here = path ? `${path}.${key}` : key
    if (typeof value === 'string') return [[here, value]]
    if (typeof value === 'function') return [[here, String(value('{1}', '{2}', '{3}'))]]
    return sentences(value, here)
  })
}

const MAY_BE_EMPTY = ['history.stepFields.on']
const SAME_IN_BOTH = [
  'brand',
  'measure.area_m2',
  'parcel.documentPlaceholder',
  'list.matching',
  ...MAY_BE_EMPTY,
]

describe('the messages', () => {
  it('are there in both languages', () => {
    expect(sentences(en).map(([key]) => key)).toEqual(sentences(vi).map(([key]) => key))
    for (const [key, text] of [...sentences(en), ...sentences(vi)]) {
      if (!MAY_BE_EMPTY.includes(key)) expect(text, key).not.toBe('')
    }
  })

  it('are translated', () => {
    const english = new Map(sentences(en))
    const same = sentences(vi).filter(([key, text]) => english.get(key) === text)
    expect(same.map(([key]) => key).sort()).toEqual([...SAME_IN_BOTH].sort())
  })

  it('name the same values in both languages', () => {
    const values = (text: string) => [...new Set(text.match(/\{\d\}/g) ?? [])].sort()
    const english = new Map(sentences(en))
    for (const [key, text] of sentences(vi)) {
      expect(values(english.get(key) ?? ''), key).toEqual(values(text))
    }
  })
})
