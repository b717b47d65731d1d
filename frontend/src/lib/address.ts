import { type IsoDate, PROJECT_STATUSES, type ProjectStatus, SECTORS, type Sector } from '../api/types'

/** What is opened: districts, projects and parcels, one inside the other. */
export type Place =
  | { kind: 'project'; code: string }
  | { kind: 'unit'; code: string }
  | { kind: 'parcel'; id: number; project: string }

export const PROJECT_SORTS = ['-days_late', 'progress', '-progress', 'deadline', 'name', 'code'] as const
export type ProjectSort = (typeof PROJECT_SORTS)[number]

export interface Filter {
  q: string
  sectors: Sector[]
  units: string[]
  investor: string
  statuses: ProjectStatus[]
  delayed: boolean
  sort: ProjectSort
}

export const TABS = ['projects', 'units'] as const
export type Tab = (typeof TABS)[number]

/** All that a shared link must bring back. */
export interface Address {
  filter: Filter
  tab: Tab
  /** The opened places, the innermost last. */
  trail: Place[]
  /** The query of the opened list of parcels. */
  list: string | null
  /** Null: today, live. */
  asOf: IsoDate | null
  /** The earlier day that figures stand beside; null: none. */
  against: IsoDate | null
  /** Whether only units that nobody has updated for long are listed. */
  silent: boolean
  /** Null: the level that the server prefers. */
  level: string | null
  /** The opened import by its id; `new`: the page where one begins. */
  imports: string | null
  /** The page that lies over the map. */
  page: AccountPage | null
}

/** `user` is the number of an account, or `new`; `id` that of an obstacle; `query` what is shown of a list; `project` a code. */
export type AccountPage =
  | { kind: 'login' }
  | { kind: 'account' }
  | { kind: 'audit'; query: string }
  | { kind: 'obstacles'; id: number | null; query: string }
  | { kind: 'capital'; query: string }
  | { kind: 'rules' }
  | { kind: 'plans'; project: string }
  | { kind: 'commitments'; query: string }
  | { kind: 'users'; user: number | 'new' | null }

export const NO_FILTER: Filter = {
  q: '',
  sectors: [],
  units: [],
  investor: '',
  statuses: [],
  delayed: false,
  sort: '-days_late',
}

export function readAddress(search: string): Address {
  const params = new URLSearchParams(search)
  const day = (name: string) => params.get(name)?.match(/^\d{4}-\d{2}-\d{2}$/)?.[0] ?? null
  return {
    filter: {
      q: params.get('q') ?? '',
      sectors: known(SECTORS, params.getAll('sector')),
      units: params.getAll('unit'),
      investor: params.get('investor') ?? '',
      statuses: known(PROJECT_STATUSES, params.getAll('status')),
      delayed: params.get('delayed') === 'true',
      sort: known(PROJECT_SORTS, params.getAll('sort'))[0] ?? NO_FILTER.sort,
    },
    tab: known(TABS, params.getAll('tab'))[0] ?? 'projects',
    trail: params.getAll('at').flatMap((text) => readPlace(text) ?? []),
    list: params.get('list'),
    asOf: day('as_of'),
    against: day('against'),
    silent: params.get('silent') === 'true',
    level: params.get('level'),
    imports: params.get('import')?.match(/^(new|[\da-f-]{36})$/)?.[0] ?? null,
    page: readPage(params.get('page') ?? ''),
  }
}

/** The query string of the page, without what is as always. */
export function writeAddress(address: Address): string {
  const { filter, tab, trail, list, asOf, against, silent, level, imports, page } = address
  const params = new URLSearchParams()
  const put = (name: string, value: string | null) => value && params.append(name, value)
  put('q', filter.q)
  for (const sector of filter.sectors) put('sector', sector)
  for (const unit of filter.units) put('unit', unit)
  put('investor', filter.investor)
  for (const status of filter.statuses) put('status', status)
  put('delayed', filter.delayed ? 'true' : null)
  put('sort', filter.sort === NO_FILTER.sort ? null : filter.sort)
  put('tab', tab === 'projects' ? null : tab)
  put('as_of', asOf)
  put('against', against)
  put('silent', silent ? 'true' : null)
  put('level', level)
  for (const place of trail) put('at', writePlace(place))
  put('list', list)
  put('import', imports)
  put('page', page && writePage(page))
  return params.toString()
}

/** The trail after opening a place: one of each kind, so that "back" never runs in circles. */
export function enter(trail: readonly Place[], place: Place): Place[] {
  const same = trail.findIndex((one) => one.kind === place.kind)
  const kept = same < 0 ? trail : trail.slice(0, same)
  return [...kept.filter((one) => one.kind !== 'parcel'), place]
}

/** The same text for the same place. */
export function placeKey(place: Place): string {
  return place.kind === 'parcel' ? `parcel ${place.id}` : `${place.kind} ${place.code}`
}

export function isFiltered(filter: Filter): boolean {
  return writeFilter(filter) !== writeFilter({ ...NO_FILTER, sort: filter.sort })
}

function writeFilter(filter: Filter): string {
  return writeAddress({
    filter,
    tab: 'projects',
    trail: [],
    list: null,
    asOf: null,
    against: null,
    silent: false,
    level: null,
    imports: null,
    page: null,
  })
}

function writePage(page: AccountPage): string {
  if (page.kind === 'obstacles')
    return `obstacles${page.id === null ? '' : `:${page.id}`}${page.query && `?${page.query}`}`
  if ('query' in page && page.query) return `${page.kind}:${page.query}`
  if (page.kind === 'plans') return `plans:${page.project}`
  return page.kind === 'users' && page.user !== null ? `users:${page.user}` : page.kind
}

function readPage(text: string): AccountPage | null {
  if (text === 'login' || text === 'account' || text === 'rules') return { kind: text }
  const [, list, query] = text.match(/^(audit|commitments|capital)(?::(.+))?$/) ?? []
  if (list) return { kind: list as 'audit' | 'commitments' | 'capital', query: query ?? '' }
  const [, project] = text.match(/^plans:(.+)$/) ?? []
  if (project) return { kind: 'plans', project }
  const [isObstacles, id, shown] = text.match(/^obstacles(?::(\d+))?(?:\?(.*))?$/) ?? []
  if (isObstacles) return { kind: 'obstacles', id: id === undefined ? null : Number(id), query: shown ?? '' }
  const [found, user] = text.match(/^users(?::(new|\d+))?$/) ?? []
  if (!found) return null
  return { kind: 'users', user: user === undefined ? null : user === 'new' ? user : Number(user) }
}

function writePlace(place: Place): string {
  return place.kind === 'parcel' ? `parcel:${place.id}:${place.project}` : `${place.kind}:${place.code}`
}

function readPlace(text: string): Place | null {
  const [, kind, rest] = text.match(/^(project|unit|parcel):(.+)$/) ?? []
  if (!kind || !rest) return null
  if (kind !== 'parcel') return { kind: kind as 'project' | 'unit', code: rest }
  const [, id, project] = rest.match(/^(\d+):(.+)$/) ?? []
  return id && project ? { kind, id: Number(id), project } : null
}

function known<T extends string>(all: readonly T[], given: string[]): T[] {
  return all.filter((one) => given.includes(one))
}
