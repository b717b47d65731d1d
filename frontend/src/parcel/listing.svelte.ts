import { queryString } from '../api/client'
import { address, getParcelPage, getParcels } from '../api/endpoints'
import type { Page, Parcel } from '../api/types'
import { i18n } from '../i18n/index.svelte'
import { Growing } from '../lib/growing.svelte'
import { view } from '../lib/view.svelte'

export const PARCEL_SORTS = ['-days_late', 'days_late', 'key', '-area', 'distance'] as const
export type ParcelSort = (typeof PARCEL_SORTS)[number]

/** A list of parcels in an order. */
export class Listing extends Growing<Parcel, Page<Parcel>> {
  sort = $state<ParcelSort>('-days_late')

  constructor(
    private query: () => string | null,
    sort: ParcelSort = '-days_late',
  ) {
    super({
      key: () => (query() === null ? null : `${query()} ${this.sort} ${view.asOf}`),
      first: (limit, signal) => getParcels({ ...this.#parameters(), limit }, signal),
      following: getParcelPage,
    })
    this.sort = sort
  }

  get csv(): string {
    return address('parcels', { ...this.#parameters(), format: 'csv', lang: i18n.locale })
  }

  /** The whole list as a query. */
  get selection(): string {
    return queryString(this.#parameters())
  }

  #parameters(): Record<string, string | string[] | null> {
    const params = new URLSearchParams(this.query() ?? '')
    const given = [...new Set(params.keys())].map((name) => [name, params.getAll(name)] as const)
    return { ...Object.fromEntries(given), sort: this.sort, as_of: view.asOf }
  }
}
