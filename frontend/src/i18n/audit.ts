import { en } from './audit-en'
import { type AuditMessages, vi } from './audit-vi'
import { i18n } from './index.svelte'

/** The sentences of the audit in the language of the page. */
export function auditMessages(): AuditMessages {
  return i18n.locale === 'vi' ? vi : en
}
