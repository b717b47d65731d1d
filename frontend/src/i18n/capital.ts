import { en } from './capital-en'
import { type CapitalMessages, vi } from './capital-vi'
import { i18n } from './index.svelte'

/** The sentences of capital in the language of the page. */
export function capitalMessages(): CapitalMessages {
  return i18n.locale === 'vi' ? vi : en
}
