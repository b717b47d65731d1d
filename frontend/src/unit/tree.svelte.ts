import { Problem } from '../api/client'
import type { Meta } from '../api/types'
import { i18n } from '../i18n/index.svelte'
import { notices } from '../lib/notices.svelte'
import { explain } from '../ui/explain'
import { getUnitLevels, namesOf, type UnitLevel } from './levels'

/** Every unit of the province, to choose from. Asked for once: units change a few times in a decade. */
class UnitTree {
  levels = $state.raw<UnitLevel[]>([])
  readonly #names = $derived(namesOf(this.levels))
  #asking = false

  /** What a unit of whatever level is called, once that is known. */
  name(code: string): string | undefined {
    return this.#names.get(code)
  }

  async want({ levels, today }: Meta): Promise<void> {
    if (this.#asking || this.levels.length > 0) return
    this.#asking = true
    try {
      this.levels = await getUnitLevels(levels, today)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      notices.fail(explain(error, i18n.t))
    } finally {
      this.#asking = false
    }
  }
}

export const tree = new UnitTree()
