import type { Format } from '../lib/format'

const BILLION = 1e9

/** An amount of whole VND in billions; small ones with more digits, so that none reads as nothing. */
export function billions(vnd: number, f: Format): string {
  return f.number(vnd / BILLION, vnd < BILLION ? 3 : 1)
}

/** The whole VND that somebody typed, grouped in any way or not at all; null if it is none. */
export function parseVnd(text: string): number | null {
  const digits = text.trim()
  if (!/^(\d+|\d{1,3}([.,\s]\d{3})+)$/.test(digits)) return null
  const vnd = Number(digits.replaceAll(/[.,\s]/g, ''))
  return vnd <= 1e16 ? vnd : null
}
