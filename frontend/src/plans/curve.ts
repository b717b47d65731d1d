import type { IsoDate, ShareCurve, SharePoint } from '../api/types'
import { daysBetween } from '../lib/format'

/** Where curves are drawn: what is left free around the plane, and how large it all is, in pixels. */
export interface Frame {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
}

/** Days from left to right, shares from the bottom (0) to the top (1). */
export class Plane {
  constructor(
    readonly frame: Frame,
    readonly from: IsoDate,
    readonly to: IsoDate,
  ) {}

  x(day: IsoDate): number {
    const { width, left, right } = this.frame
    const days = Math.max(1, daysBetween(this.from, this.to))
    return rounded(left + ((width - left - right) * daysBetween(this.from, day)) / days)
  }

  y(share: number): number {
    const { height, top, bottom } = this.frame
    return rounded(height - bottom - (height - top - bottom) * share)
  }

  /** The line through the points, as the path of an SVG. */
  line(points: readonly SharePoint[]): string {
    return points
      .map(({ on_date, share }, index) => `${index ? 'L' : 'M'}${this.x(on_date)} ${this.y(share)}`)
      .join('')
  }

  /** What lies below that line. */
  area(points: readonly SharePoint[]): string {
    const [first, last] = [points[0], points.at(-1)]
    if (!first || !last) return ''
    return `${this.line(points)}L${this.x(last.on_date)} ${this.y(0)}L${this.x(first.on_date)} ${this.y(0)}Z`
  }
}

/** The days that all of the curves and `day` lie within; null where nothing is planned. */
export function spanOf(
  { original, current, actual }: Omit<ShareCurve, 'changes'>,
  day: IsoDate,
): { from: IsoDate; to: IsoDate } | null {
  if (original.length + current.length === 0) return null
  const days = [...original, ...current, ...actual].map(({ on_date }) => on_date).concat(day)
  days.sort()
  return { from: days[0] ?? day, to: days.at(-1) ?? day }
}

/** A plan drawn on to a day after its last point: the last share stays. */
export function drawnTo(points: readonly SharePoint[], to: IsoDate): SharePoint[] {
  const last = points.at(-1)
  return last && last.on_date < to ? [...points, { on_date: to, share: last.share }] : [...points]
}

/**
 * The share planned for a day: straight lines between the points, 0 before the first and the last
 * one's share after it, as the server reads them.
 */
export function shareOn(points: readonly SharePoint[], day: IsoDate): number {
  const after = points.findIndex(({ on_date }) => on_date > day)
  const before = points.at(after === -1 ? -1 : after - 1)
  if (!before || after === 0) return 0
  const next = after === -1 ? undefined : points[after]
  if (!next) return before.share
  const way = daysBetween(before.on_date, day) / Math.max(1, daysBetween(before.on_date, next.on_date))
  return before.share + (next.share - before.share) * way
}

const TICK_MONTHS = [1, 2, 3, 6, 12, 24, 60]

/** The first days of months within the span, at even steps, `most` at most. */
export function ticks(from: IsoDate, to: IsoDate, most: number): IsoDate[] {
  const [first, last] = [monthOf(from), monthOf(to)]
  const step = TICK_MONTHS.find((months) => (last - first) / months <= most) ?? 120
  const days: IsoDate[] = []
  for (let month = Math.ceil(first / step) * step; month <= last; month += step) {
    const day = `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`
    if (day >= from && days.length < most) days.push(day)
  }
  return days
}

export interface CurveRow {
  on_date: IsoDate
  original: number | null
  current: number | null
  /** Null: not known for this day. */
  actual: number | null
}

/** The same as numbers: every day on which one of the curves has a point. */
export function rowsOfCurve({ original, current, actual }: Omit<ShareCurve, 'changes'>): CurveRow[] {
  const days = new Set([...original, ...current, ...actual].map(({ on_date }) => on_date))
  return [...days].sort().map((on_date) => ({
    on_date,
    original: original.length ? shareOn(original, on_date) : null,
    current: current.length ? shareOn(current, on_date) : null,
    actual: actual.find((point) => point.on_date === on_date)?.share ?? null,
  }))
}

/** Whether the plan in force is the one first made. */
export function isUnmoved(original: readonly SharePoint[], current: readonly SharePoint[]): boolean {
  return JSON.stringify(original) === JSON.stringify(current)
}

/** Months since the year 0. */
function monthOf(day: IsoDate): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10
}
