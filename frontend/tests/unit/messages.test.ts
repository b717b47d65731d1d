import { describe, expect, it } from 'vitest'
import { en as accountsEn } from '../../src/i18n/accounts-en'
import { vi as accountsVi } from '../../src/i18n/accounts-vi'
import { en as auditEn } from '../../src/i18n/audit-en'
import { vi as auditVi } from '../../src/i18n/audit-vi'
import { en as capitalEn } from '../../src/i18n/capital-en'
import { vi as capitalVi } from '../../src/i18n/capital-vi'
import { en as commitmentsEn } from '../../src/i18n/commitments-en'
import { vi as commitmentsVi } from '../../src/i18n/commitments-vi'
import { en } from '../../src/i18n/en'
import { en as importsEn } from '../../src/i18n/imports-en'
import { vi as importsVi } from '../../src/i18n/imports-vi'
import { en as obstaclesEn } from '../../src/i18n/obstacles-en'
import { vi as obstaclesVi } from '../../src/i18n/obstacles-vi'
import { en as plansEn } from '../../src/i18n/plans-en'
import { vi as plansVi } from '../../src/i18n/plans-vi'
import { en as rulesEn } from '../../src/i18n/rules-en'
import { vi as rulesVi } from '../../src/i18n/rules-vi'
import { vi } from '../../src/i18n/vi'

/** Every sentence of a language, functions called with marks in the place of values. */
function sentences(messages: object, path = ''): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]): [string, string][] => {
    const here = path ? `${path}.${key}` : key
    if (typeof value === 'string') return [[here, value]]
    if (typeof value === 'function') return [[here, String(value('{1}', '{2}', '{3}', '{4}'))]]
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
const SAME_IN_IMPORTS = [
  'by',
  ...['geojson', 'shapefile', 'geopackage', 'csv', 'xlsx'].map((format) => `format.${format}`),
  ...['utf-8', 'utf-16', 'windows-1258', 'tcvn3', 'vni'].map((encoding) => `encodingName.${encoding}`),
]

describe.each([
  ['page', { vi, en }, SAME_IN_BOTH],
  ['accounts', { vi: accountsVi, en: accountsEn }, []],
  ['audit', { vi: auditVi, en: auditEn }, []],
  ['capital', { vi: capitalVi, en: capitalEn }, []],
  ['plans', { vi: plansVi, en: plansEn }, []],
  ['commitments', { vi: commitmentsVi, en: commitmentsEn }, []],
  ['obstacles', { vi: obstaclesVi, en: obstaclesEn }, ['period']],
  ['rules', { vi: rulesVi, en: rulesEn }, []],
  ['import', { vi: importsVi, en: importsEn }, SAME_IN_IMPORTS],
])('the messages of the %s', (_, messages, sameInBoth) => {
  it('are there in both languages', () => {
    expect(sentences(messages.en).map(([key]) => key)).toEqual(sentences(messages.vi).map(([key]) => key))
    for (const [key, text] of [...sentences(messages.en), ...sentences(messages.vi)]) {
      if (!MAY_BE_EMPTY.includes(key)) expect(text, key).not.toBe('')
    }
  })

  it('are translated', () => {
    const english = new Map(sentences(messages.en))
    const same = sentences(messages.vi).filter(([key, text]) => english.get(key) === text)
    expect(same.map(([key]) => key).sort()).toEqual([...sameInBoth].sort())
  })

  it('name the same values in both languages', () => {
    const values = (text: string) => [...new Set(text.match(/\{\d\}/g) ?? [])].sort()
    const english = new Map(sentences(messages.en))
    for (const [key, text] of sentences(messages.vi)) {
      expect(values(english.get(key) ?? ''), key).toEqual(values(text))
    }
  })
})
