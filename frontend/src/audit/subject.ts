import type { AuditRow, Role } from '../api/types'
import type { AuditMessages } from '../i18n/audit-vi'
import type { Format } from '../lib/format'

/** How the things that a row names are called. */
export interface Names {
  t: AuditMessages
  f: Format
  role(role: Role): string
  cause(code: string): string
  unit(code: string): string
  /** The login name of an account; null where the reader is not told. */
  account(id: number): string | null
}

export type Opens =
  | { kind: 'parcel'; id: number }
  | { kind: 'project'; code: string }
  | { kind: 'obstacle'; id: number }
  | { kind: 'import'; id: string }

/** To what something was done, for people. */
export interface Subject {
  words: string
  /** What more is noted, such as a reason. */
  details: string
  /** What can be opened. */
  opens: Opens | null
}

type Found = (string | undefined)[]
type Reading = (found: Found, names: Names) => Subject

const UUID = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}'
const DAY = '\\d{4}-\\d{2}-\\d{2}'

/** How the server notes things, each for the actions that begin so; the first that fits counts. */
const READINGS: [action: RegExp, subject: RegExp, Reading][] = [
  [/^(parcel|persons)\./, /^parcel (\d+)(?:: ([a-z, ]+))?(?:; (.*))?$/, parcel],
  [/^(parcel|persons)\./, /^(\d+) parcels(?:: ([a-z, ]+))?(?:; (.*))?$/, parcels],
  [/^persons\.search$/, /^(\d+) found(?:: parcels ([\d, ]+))?$/, foundByName],
  [
    /^(persons|import)\./,
    new RegExp(`^(?:import )?(${UUID})$`),
    ([id = ''], { t }) => opening(t.about.import, { kind: 'import', id }),
  ],
  [/^export$/, /^(\d+) (parcels|obstacles|projects|units|bottlenecks|commitments|capital)$/, taken],
  [/^(log(in|out)|password)/, /^account (\d+)$/, ([id = ''], names) => plain(accountOf(id, names))],
  [/^login/, /^unknown$/, (_, { t }) => plain(t.about.unknownAccount)],
  [
    /^password\./,
    /^(\S+)( by link)?$/,
    ([name = '', link], { t }) => plain(t.about.account(name), link ? t.about.byLink : ''),
  ],
  [
    /^token\./,
    /^(\S+)(?: (.+))?$/,
    ([name = '', token], { t }) => plain(t.about.account(name), token ? t.about.token(token) : ''),
  ],
  [/^(user|session)\./, /^(\S+)((?: [a-z]+=\S*)*)$/, account],
  [
    /^obstacle\.raise$/,
    /^(.+) (\S+)$/,
    ([code = '', cause = ''], { t, cause: named }) =>
      opening(t.about.project(code), { kind: 'project', code }, named(cause)),
  ],
  [/^obstacle\./, /^(\d+) (obstacles)$/, taken],
  [
    /^capital\.(record|withdraw)$/,
    new RegExp(`^(\\S+) (\\d{4}) (${DAY})$`),
    ([code = '', year = '', day = ''], { t, f }) =>
      opening(t.about.project(code), { kind: 'project', code }, t.about.capitalOf(year, f.date(day))),
  ],
  [
    /^obstacle\./,
    /^obstacle (\d+)(?: .*)?$/,
    ([id = ''], { t }) => opening(t.about.obstacle(id), { kind: 'obstacle', id: Number(id) }),
  ],
  [/^commitment\./, /^commitment (\d+)$/, ([id = ''], { t }) => plain(t.about.commitment(id))],
  [
    /^(project\.|plan\.|commitment\.make|import\.parcels)/,
    /^(.+)$/,
    ([code = ''], { t }) => opening(t.about.project(code), { kind: 'project', code }),
  ],
  [/^audit\./, new RegExp(`^(${DAY})?\\.\\.(${DAY})?$`), days],
]

/** The subject of a row in words; as it stands where it is noted in no way that is known. */
export function subjectOf({ action, subject }: Pick<AuditRow, 'action' | 'subject'>, names: Names): Subject {
  for (const [actions, pattern, read] of READINGS) {
    const found = actions.test(action) ? subject.match(pattern) : null
    if (found) return read(found.slice(1), names)
  }
  return plain(subject)
}

function plain(words: string, details = ''): Subject {
  return { words, details, opens: null }
}

function opening(words: string, opens: Opens, details = ''): Subject {
  return { words, details, opens }
}

function parcel([id = '', seen, reason]: Found, { t }: Names): Subject {
  return opening(t.about.parcel(id), { kind: 'parcel', id: Number(id) }, personal(seen, reason, t))
}

function parcels([count = '', seen, reason]: Found, { t, f }: Names): Subject {
  return plain(t.about.parcels(f.number(Number(count)), Number(count)), personal(seen, reason, t))
}

function personal(seen: string | undefined, reason: string | undefined, t: AuditMessages): string {
  const what = seen === undefined ? [] : [seen.includes('amount') ? t.about.nameAndAmount : t.about.name]
  return [...what, ...(reason ? [t.about.reason(reason)] : [])].join(' · ')
}

function taken([count = '', what]: Found, { t, f }: Names): Subject {
  const { parcels, obstacles, projectCount, unitCount, bottlenecks, commitments, capital } = t.about
  const words = {
    parcels,
    obstacles,
    projects: projectCount,
    units: unitCount,
    bottlenecks,
    commitments,
    capital,
  }
  return plain(words[what as keyof typeof words](f.number(Number(count)), Number(count)))
}

function foundByName([count = '', ids]: Found, { t, f }: Names): Subject {
  return plain(t.about.found(f.number(Number(count)), Number(count)), ids ? t.about.shownParcels(ids) : '')
}

function accountOf(id: string, { t, account }: Names): string {
  const name = account(Number(id))
  return name === null ? t.about.accountNumber(id) : t.about.account(name)
}

function account([name = '', given = '']: Found, names: Names): Subject {
  const { t } = names
  const said = [...given.matchAll(/ ([a-z]+)=(\S*)/g)].map(([, field = '', value = '']) =>
    setting(field, value, names),
  )
  return plain(t.about.account(name), said.join(' · '))
}

function setting(field: string, value: string, { t, role, unit }: Names): string {
  const list = (named: (code: string) => string) =>
    value ? value.split(',').map(named).join(', ') : t.about.noLimit
  if (field === 'role') return t.about.role(role(value as Role))
  if (field === 'units') return t.about.units(list(unit))
  if (field === 'projects') return t.about.projects(list((code) => code))
  if (field === 'disabled') return value === 'true' ? t.about.disabled : t.about.enabled
  if (field === 'session') return t.about.session
  return `${field}: ${value}`
}

function days([from, to]: Found, { t, f }: Names): Subject {
  if (from && to) return plain(t.about.days(f.date(from), f.date(to)))
  if (from) return plain(t.about.since(f.date(from)))
  return plain(to ? t.about.until(f.date(to)) : t.about.anyDay)
}
