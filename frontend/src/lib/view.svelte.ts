import {
  type AccountPage,
  type Address,
  enter,
  type Filter,
  type Place,
  readAddress,
  writeAddress,
} from './address'
import { camera } from './camera'

/** What the page shows: the address bar, as reactive state. Back and forward work by themselves. */
class View {
  #now = $state.raw<Address>(readAddress(location.search))

  constructor() {
    addEventListener('popstate', () => {
      this.#now = readAddress(location.search)
    })
  }

  get filter(): Filter {
    return this.#now.filter
  }
  get tab() {
    return this.#now.tab
  }
  get trail(): Place[] {
    return this.#now.trail
  }
  get place(): Place | null {
    return this.#now.trail.at(-1) ?? null
  }
  get list(): string | null {
    return this.#now.list
  }
  get asOf(): string | null {
    return this.#now.asOf
  }
  get against(): string | null {
    return this.#now.against
  }
  get silent(): boolean {
    return this.#now.silent
  }
  get level(): string | null {
    return this.#now.level
  }
  get imports(): string | null {
    return this.#now.imports
  }

  get page(): AccountPage | null {
    return this.#now.page
  }

  /** Goes to a changed address; `replace` for changes that are no step of their own, such as typing. */
  go(change: Partial<Address>, how: 'push' | 'replace' = 'push'): void {
    this.#now = { ...this.#now, ...change }
    const query = writeAddress(this.#now)
    const url = query ? `?${query}` : location.pathname
    if (how === 'push') history.pushState(null, '', url)
    else history.replaceState(null, '', url)
  }

  filterBy(change: Partial<Filter>, how: 'push' | 'replace' = 'push'): void {
    this.go({ filter: { ...this.#now.filter, ...change } }, how)
  }

  /** Opens a place and flies there. */
  open(place: Place): void {
    camera.head(place)
    this.openHere(place)
  }

  /** Opens a place that is in sight already. */
  openHere(place: Place): void {
    this.go(this.opened(place))
  }

  /** What opening a place changes: it comes out from under a page that lies over the map. */
  opened(place: Place): Partial<Address> {
    return { trail: enter(this.trail, place), page: null, imports: null }
  }

  leave(): void {
    this.go({ trail: this.trail.slice(0, -1) })
  }

  close(): void {
    this.go({ trail: [] })
  }

  openList(url: string): void {
    this.go(this.listed(url))
  }

  /** What opening a list of parcels changes: like a place, it comes out from under a page. */
  listed(url: string): Partial<Address> {
    const query = new URLSearchParams(url.split('?')[1] ?? '')
    // The date is the page's own: the list follows it.
    for (const name of ['as_of', 'limit', 'after', 'sort', 'format']) query.delete(name)
    return { list: query.toString(), page: null, imports: null }
  }

  /** The address that `open` would go to, for links that can be opened in another tab. */
  href(change: Partial<Address>): string {
    return `?${writeAddress({ ...this.#now, ...change })}`
  }
}

export const view = new View()
