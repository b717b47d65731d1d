import { caller } from '../api/client'
import type { NamedCode } from '../api/types'
import { Format, type Locale } from '../lib/format'
import { recall, remember } from '../lib/stored'
import { en } from './en'
import { type Messages, vi } from './vi'

const MESSAGES: Record<Locale, Messages> = { vi, en }

/** The language of the page: its sentences, its numbers and dates, and what the server is asked for. */
class Language {
  #locale = $state<Locale>(recall('locale') === 'en' ? 'en' : 'vi')
  readonly t = $derived(MESSAGES[this.#locale])
  readonly f = $derived(new Format(this.#locale))

  constructor() {
    this.#tell()
  }

  get locale(): Locale {
    return this.#locale
  }

  use(locale: Locale): void {
    this.#locale = locale
    remember('locale', locale)
    this.#tell()
  }

  name(named: NamedCode | { name_vi: string; name_en: string }): string {
    return this.#locale === 'vi' ? named.name_vi : named.name_en
  }

  #tell(): void {
    caller.locale = this.#locale
    if (typeof document !== 'undefined') document.documentElement.lang = this.#locale
  }
}

export const i18n = new Language()
