import { describe, expect, it } from 'vitest'
import { type Names, subjectOf } from '../../../src/audit/subject'
import { vi as t } from '../../../src/i18n/audit-vi'
import { Format } from '../../../src/lib/format'

const names: Names = {
  t,
  f: new Format('vi'),
  role: (role) => `<${role}>`,
  cause: (code) => `<${code}>`,
  unit: (code) => `<${code}>`,
  account: (id) => (id === 5 ? 'lan' : null),
}
const IMPORT = '0192f0c4-5e7a-7c3b-9d55-0a1b2c3d4e5f'

/** What a row says, its details after a bar. */
function told(action: string, subject: string): string {
  const { words, details } = subjectOf({ action, subject }, names)
  return details ? `${words} | ${details}` : words
}

const opens = (action: string, subject: string) => subjectOf({ action, subject }, names).opens

describe('what something was done to', () => {
  it('is a parcel that can be opened, with what was seen and why', () => {
    expect(told('parcel.update', 'parcel 12')).toBe('Thửa mã 12')
    expect(told('persons.read', 'parcel 12: name')).toBe('Thửa mã 12 | tên')
    expect(told('persons.read', 'parcel 12: name, amount; đơn; số 3')).toBe(
      'Thửa mã 12 | tên và tiền bồi thường · lý do: đơn; số 3',
    )
    expect(told('persons.erase', 'parcel 12; theo đơn')).toBe('Thửa mã 12 | lý do: theo đơn')
    expect(opens('persons.erase', 'parcel 12; theo đơn')).toEqual({ kind: 'parcel', id: 12 })
  })

  it('is a commitment, or the project of which something is planned or promised', () => {
    expect(told('commitment.withdraw', 'commitment 7')).toBe('Cam kết số 7')
    for (const action of ['commitment.make', 'plan.update']) {
      expect(opens(action, 'GT09'), action).toEqual({ kind: 'project', code: 'GT09' })
    }
    expect(told('export', '2 commitments')).toBe('2 cam kết')
  })

  it('is how many parcels', () => {
    expect(told('parcel.update', '1200 parcels')).toBe('1.200 thửa')
    expect(told('persons.export', '3 parcels: name; họp')).toBe('3 thửa | tên · lý do: họp')
    expect(told('persons.search', '0 found')).toBe('Tìm thấy 0 thửa')
    expect(told('persons.search', '2 found: parcels 1, 5')).toBe('Tìm thấy 2 thửa | đã hiện thửa mã 1, 5')
  })

  it('is an account, by its name where the reader may know it', () => {
    expect(told('login', 'account 5')).toBe('Tài khoản lan')
    expect(told('login.failed', 'account 6')).toBe('Tài khoản số 6')
    expect(told('login.failed', 'unknown')).toBe(t.about.unknownAccount)
    expect(told('session.end', 'lan')).toBe('Tài khoản lan')
    expect(told('password.set', 'lan by link')).toBe('Tài khoản lan | bằng liên kết')
    expect(told('token.create', 'lan QGIS ở phòng')).toBe('Tài khoản lan | mã “QGIS ở phòng”')
  })

  it('is what was changed about an account', () => {
    expect(told('user.create', 'lan role=field units=164,165')).toBe(
      'Tài khoản lan | vai trò: <field> · địa bàn: <164>, <165>',
    )
    expect(told('user.update', 'lan projects= disabled=true')).toBe(
      'Tài khoản lan | dự án: không giới hạn · khóa',
    )
    expect(told('user.update', 'lan')).toBe('Tài khoản lan')
  })

  it('is an obstacle, a project or an import', () => {
    expect(told('obstacle.raise', 'GT 09 price')).toBe('Dự án GT 09 | <price>')
    expect(told('obstacle.close', 'obstacle 7')).toBe('Vướng mắc số 7')
    expect(told('obstacle.update', '12 obstacles')).toBe('12 vướng mắc')
    expect(opens('obstacle.detach', 'obstacle 7 attachment 3')).toEqual({ kind: 'obstacle', id: 7 })
    expect(opens('project.update', 'GT09')).toEqual({ kind: 'project', code: 'GT09' })
    expect(opens('import.parcels', 'GT09')).toEqual({ kind: 'project', code: 'GT09' })
    expect(opens('import.undo', IMPORT)).toEqual({ kind: 'import', id: IMPORT })
    expect(opens('persons.read', `import ${IMPORT}`)).toEqual({ kind: 'import', id: IMPORT })
  })

  it('is the days of the audit that were taken along', () => {
    expect(told('audit.export', '..')).toBe('Mọi ngày')
    expect(told('audit.export', '2026-11-01..2026-11-23')).toBe('Từ 01/11/2026 đến 23/11/2026')
    expect(told('audit.export', '..2026-11-23')).toBe('Đến 23/11/2026')
  })

  it('stands as the server noted it where no words fit', () => {
    expect(told('import.units', '')).toBe('')
    expect(told('parcel.update', 'something new')).toBe('something new')
    expect(told('moon.land', 'parcel 12')).toBe('parcel 12')
  })
})
