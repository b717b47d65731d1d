import { i18n } from './index.svelte'
import { en } from './plans-en'
import { type PlanMessages, vi } from './plans-vi'

/** The sentences of plans in the language of the page. */
export function planMessages(): PlanMessages {
  return i18n.locale === 'vi' ? vi : en
}
