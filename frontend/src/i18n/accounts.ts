import { en } from './accounts-en'
import { type AccountMessages, vi } from './accounts-vi'
import { i18n } from './index.svelte'

/** The sentences of the pages of accounts in the language of the page. */
export function accountMessages(): AccountMessages {
  return i18n.locale === 'vi' ? vi : en
}
