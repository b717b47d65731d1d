import { queryString } from '../api/client'
import { CAPITAL_SORTS, type CapitalSort, SECTORS, type Sector } from '../api/types'

/** Which projects are shown with their capital, of which year, in which order. */
export interface CapitalFilter {
  year: string
  q: string
  sector: Sector | ''
  investor: string
  project: string
  sort: CapitalSort | ''
}

export function readFilter(query: string): CapitalFilter {
  const params = new URLSearchParams(query)
  const text = (name: string) => params.get(name)?.trim() ?? ''
  return {
    year: text('year').match(/^\d{4}$/)?.[0] ?? '',
    q: text('q'),
    sector: SECTORS.find((sector) => sector === text('sector')) ?? '',
    investor: text('investor'),
    project: text('project'),
    sort: CAPITAL_SORTS.find((sort) => sort === text('sort')) ?? '',
  }
}

/** As the server takes it and as it stands in the address, without what is empty. */
export const writeFilter = (filter: CapitalFilter): string => queryString({ ...filter })
