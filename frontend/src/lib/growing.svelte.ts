import { Problem } from '../api/client'
import { i18n } from '../i18n/index.svelte'
import { explain } from '../ui/explain'
import { notices } from './notices.svelte'
import { Resource } from './resource.svelte'

const PAGE = 50
const LARGEST_PAGE = 500

export interface PageOf<Item> {
  items: Item[]
  /** Address of the next page. */
  next: string | null
}

/** Where the pages of a list come from. */
export interface Source<Page> {
  /** Null: nothing is wanted. */
  key(): string | null
  first(limit: number, signal: AbortSignal): Promise<Page>
  following(url: string, signal?: AbortSignal): Promise<Page>
}

/** A list that grows page by page and keeps its length when it is fetched again. */
export class Growing<Item, Page extends PageOf<Item>> {
  adding = $state(false)
  readonly page: Resource<Page>

  constructor(private source: Source<Page>) {
    this.page = new Resource<Page>(
      () => source.key(),
      (signal) => this.#load(signal),
    )
  }

  async more(): Promise<void> {
    const now = this.page.data
    if (!now?.next || this.adding) return
    this.adding = true
    try {
      const following = await this.source.following(now.next)
      if (this.page.data === now) this.page.data = joined(now, following)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      notices.fail(explain(error, i18n.t))
    } finally {
      this.adding = false
    }
  }

  async #load(signal: AbortSignal): Promise<Page> {
    const wanted = this.page.data?.items.length ?? 0
    const limit = Math.min(Math.max(PAGE, wanted), LARGEST_PAGE)
    let page = await this.source.first(limit, signal)
    while (page.next && page.items.length < wanted) {
      page = joined(page, await this.source.following(page.next, signal))
    }
    return page
  }
}

function joined<Item, Page extends PageOf<Item>>(page: Page, following: Page): Page {
  return { ...following, items: [...page.items, ...following.items] }
}
