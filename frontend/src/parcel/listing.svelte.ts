import { Problem } from '../api/client'
import { address, getParcelPage, getParcels } from '../api/endpoints'
import type { Page, Parcel } from '../api/types'
import { i18n } from '../i18n/index.svelte'
import { Resource } from '../lib/resource.svelte'
import { view } from '../lib/view.svelte'

export const PARCEL_SORTS = ['-days_late', 'days_late', 'key', '-area', 'distance'] as const
export type ParcelSort = (typeof PARCEL_SORTS)[number]

const PAGE = 50
const LARGEST_PAGE = 500

/** A list of parcels that grows page by page and keeps its length when it is fetched again. */
export class Listing {
  sort = $state<ParcelSort>('-days_late')
  adding = $state(false)
  readonly page: Resource<Page<Parcel>>

  constructor(
    private query: () => string | null,
    sort: ParcelSort = '-days_late',
  ) {
    this.sort = sort
    this.page = new Resource<Page<Parcel>>(
      () => (query() === null ? null : `${query()} ${this.sort} ${view.asOf}`),
      (signal) => this.#load(signal),
    )
  }

  get csv(): string {
    return address('parcels', { ...this.#parameters(), format: 'csv', lang: i18n.locale })
  }

  async more(): Promise<void> {
    const now = this.page.data
    if (!now?.next || this.adding) return
    this.adding = true
    try {
      const following = await getParcelPage(now.next)
      if (this.page.data === now) this.page.data = { ...following, items: [...now.items, ...following.items] }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.page.failure = error
    } finally {
      this.adding = false
    }
  }

  async #load(signal: AbortSignal): Promise<Page<Parcel>> {
    const wanted = this.page.data?.items.length ?? 0
    const limit = Math.min(Math.max(PAGE, wanted), LARGEST_PAGE)
    let page = await getParcels({ ...this.#parameters(), limit }, signal)
    while (page.next && page.items.length < wanted) {
      const following = await getParcelPage(page.next, signal)
      page = { ...following, items: [...page.items, ...following.items] }
    }
    return page
  }

  #parameters(): Record<string, string | string[] | null> {
    const params = new URLSearchParams(this.query() ?? '')
    const given = [...new Set(params.keys())].map((name) => [name, params.getAll(name)] as const)
    return { ...Object.fromEntries(given), sort: this.sort, as_of: view.asOf }
  }
}
