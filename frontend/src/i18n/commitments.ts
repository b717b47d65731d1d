import { en } from './commitments-en'
import { type CommitmentMessages, vi } from './commitments-vi'
import { i18n } from './index.svelte'

/** The sentences of commitments in the language of the page. */
export function commitmentMessages(): CommitmentMessages {
  return i18n.locale === 'vi' ? vi : en
}
