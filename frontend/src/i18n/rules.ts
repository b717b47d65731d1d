import { i18n } from './index.svelte'
import { en } from './rules-en'
import { type RuleMessages, vi } from './rules-vi'

/** The sentences of the limits of the law in the language of the page. */
export function ruleMessages(): RuleMessages {
  return i18n.locale === 'vi' ? vi : en
}
