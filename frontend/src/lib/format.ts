import type { IsoDate } from '../api/types'

export type Locale = 'vi' | 'en'

const TAG: Record<Locale, string> = { vi: 'vi-VN', en: 'en-GB' }
const ZONE = 'Asia/Ho_Chi_Minh'
const HECTARE_M2 = 10_000

/** How numbers, dates, areas and lengths are written in one language. */
export class Format {
  readonly #tag: string
  readonly #day: Intl.DateTimeFormat
  readonly #month: Intl.DateTimeFormat
  readonly #dayThere: Intl.DateTimeFormat
  readonly #time: Intl.DateTimeFormat
  readonly #percent: Intl.NumberFormat
  /** By digits after the point: making one costs more than using it a hundred times. */
  readonly #numbers = new Map<number, Intl.NumberFormat>()

  constructor(locale: Locale) {
    this.#tag = TAG[locale]
    // "23/11/2026" in Vietnamese; in English the month as a word, which nobody can misread.
    const month = locale === 'vi' ? '2-digit' : 'short'
    const day = { day: '2-digit', month, year: 'numeric' } as const
    this.#day = new Intl.DateTimeFormat(this.#tag, { ...day, timeZone: 'UTC' })
    const monthAlone = {
      month: locale === 'vi' ? 'numeric' : 'short',
      year: 'numeric',
      timeZone: 'UTC',
    } as const
    this.#month = new Intl.DateTimeFormat(this.#tag, monthAlone)
    this.#dayThere = new Intl.DateTimeFormat(this.#tag, { ...day, timeZone: ZONE })
    this.#time = new Intl.DateTimeFormat(this.#tag, {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: ZONE,
    })
    this.#percent = new Intl.NumberFormat(this.#tag, { style: 'percent', maximumFractionDigits: 1 })
  }

  number(value: number, digits = 0): string {
    let format = this.#numbers.get(digits)
    if (!format) {
      format = new Intl.NumberFormat(this.#tag, { maximumFractionDigits: digits })
      this.#numbers.set(digits, format)
    }
    return format.format(value)
  }

  percent(share: number): string {
    // 99.96 % of a project is not all of it: only what is complete may read 100 %.
    const honest = share < 1 ? Math.min(share, 0.999) : share
    return this.#percent.format(honest)
  }

  date(iso: IsoDate): string {
    return this.#day.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`))
  }

  /** "2/2026": the month in which a day lies. */
  month(iso: IsoDate): string {
    return this.#month.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`))
  }

  /** "23/11/2026 14:05": the day first, as in every column of days. */
  moment(timestamp: string): string {
    const at = new Date(timestamp)
    return `${this.#dayThere.format(at)} ${this.#time.format(at)}`
  }

  /** Square metres under a hectare, hectares from there. */
  area(square_metres: number): string {
    return square_metres < HECTARE_M2
      ? `${this.number(square_metres, 1)} m²`
      : `${this.number(square_metres / HECTARE_M2, 2)} ha`
  }

  hectares(square_metres: number): string {
    return this.number(square_metres / HECTARE_M2, 1)
  }

  /** Sizes of files, as file managers count them. */
  bytes(bytes: number): string {
    if (bytes < 1e6) return `${this.number(Math.ceil(bytes / 1e3))} kB`
    return bytes < 1e9 ? `${this.number(bytes / 1e6, 1)} MB` : `${this.number(bytes / 1e9, 2)} GB`
  }

  distance(metres: number): string {
    return metres < 1000 ? `${this.number(metres)} m` : `${this.number(metres / 1000, 1)} km`
  }
}

/** "23/11/2026", as typed into a form; the same in both languages. */
export function typedDate(iso: IsoDate | null): string {
  const [year, month, day] = (iso ?? '').split('-')
  return year && month && day ? `${day}/${month}/${year}` : ''
}

/** A share as per cent, as it is typed; `shareOf` gives the same share back, to a millionth. */
export function percentOf(share: number): number {
  return Math.round(share * 1e6) / 1e4
}

/** The share that somebody typed as per cent. */
export function shareOf(percent: number): number {
  return Math.round(percent * 1e4) / 1e6
}

/** The date that somebody typed as 23/11/2026, 23.11.2026, 23-11-2026 or 2026-11-23; null if it is none. */
export function parseDate(text: string): IsoDate | null {
  const numbers = text.trim().match(/^(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})$/)
  if (!numbers) return null
  const [first, month, last] = numbers.slice(1).map(Number) as [number, number, number]
  const [year, day] = first > 31 ? [first, last] : [last, first]
  if (year < 1000) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  const iso = date.toISOString().slice(0, 10)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? iso : null
}

export function addDays(iso: IsoDate, days: number): IsoDate {
  const date = new Date(`${iso}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** How many days `later` lies after `earlier`; negative: before. */
export function daysBetween(earlier: IsoDate, later: IsoDate): number {
  return (Date.parse(later) - Date.parse(earlier)) / 86_400_000
}
