import { createContext } from 'svelte'
import { getAllProjects, getBottlenecks } from './api/endpoints'
import type { Bottlenecks, CauseCode, Level, Meta, ProjectPage } from './api/types'
import { i18n } from './i18n/index.svelte'
import { isFiltered } from './lib/address'
import { dayWithUnits } from './lib/level-day'
import { Resource } from './lib/resource.svelte'
import { view } from './lib/view.svelte'

/** `isNarrowed`: a filter was set when they were asked for. */
type ListedProjects = ProjectPage & { isNarrowed: boolean }

/** What the whole page shares: the province's lists at the date and the level that are shown. */
export class Board {
  readonly meta = $derived.by(() => this.getMeta())
  readonly level = $derived(this.#findLevel())
  readonly day = $derived(view.asOf ?? this.meta.today)
  readonly isLive = $derived(view.asOf === null)
  /** The parameters that every figure takes. */
  readonly scope = $derived({
    as_of: view.asOf,
    level: this.level?.level ?? null,
    units_at: this.level ? dayWithUnits(this.level, this.day) : null,
  })
  /** The earlier day that figures stand beside. */
  readonly against = $derived(view.against && view.against < this.day ? view.against : null)
  /** The parameters of bottlenecks: beside their figures those of the earlier day. */
  readonly compared = $derived({ ...this.scope, against: this.against })

  readonly projectQuery = $derived({
    q: view.filter.q,
    sector: view.filter.sectors,
    unit: view.filter.units,
    level: view.filter.units.length ? this.level?.level : null,
    investor: view.filter.investor,
    status: view.filter.statuses,
    delayed: view.filter.delayed,
    sort: view.filter.sort,
    as_of: view.asOf,
  })
  readonly projects = new Resource<ListedProjects>(
    () => JSON.stringify(this.projectQuery),
    async (signal) => {
      const isNarrowed = isFiltered(view.filter)
      return { ...(await getAllProjects(this.projectQuery, signal)), isNarrowed }
    },
    true,
  )
  /** The codes that the filter leaves; null when there is no filter, or it is the first and not answered yet. */
  readonly shownProjects = $derived(
    isFiltered(view.filter) && this.projects.data?.isNarrowed
      ? new Set(this.projects.data.items.map((project) => project.code))
      : null,
  )

  readonly units = new Resource<Bottlenecks>(
    () => JSON.stringify(this.compared),
    (signal) => getBottlenecks({ by: 'unit', ...this.compared }, signal),
    true,
  )

  readonly #causes = $derived(new Map(this.meta.causes.map((cause) => [cause.code, i18n.name(cause)])))
  readonly #landUses = $derived(new Map(this.meta.land_uses.map((use) => [use.code, i18n.name(use)])))

  constructor(private getMeta: () => Meta) {}

  cause(code: CauseCode): string {
    return this.#causes.get(code) ?? code
  }

  landUse(code: string): string {
    return this.#landUses.get(code) ?? code
  }

  unitName(code: string): string {
    return this.units.data?.items.find((item) => item.key.unit === code)?.name ?? code
  }

  projectName(code: string): string {
    return this.projects.data?.items.find((project) => project.code === code)?.name ?? code
  }

  #findLevel(): Level | undefined {
    const named = (name: string | null) => this.meta.levels.find(({ level }) => level === name)
    return named(view.level) ?? named(this.meta.default_level) ?? this.meta.levels[0]
  }
}

export const [getBoard, setBoard] = createContext<Board>()
