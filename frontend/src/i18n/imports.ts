import { en } from './imports-en'
import { type ImportMessages, vi } from './imports-vi'
import { i18n } from './index.svelte'

/** The sentences of the import in the language of the page. */
export function importMessages(): ImportMessages {
  return i18n.locale === 'vi' ? vi : en
}
