/** A label's box, by its middle. CSS pixels. */
export interface LabelBox {
  x: number
  y: number
  width: number
  height: number
}

/** The room for labels: who comes first stands, who would overlap is left out. */
export class LabelSpace {
  #taken: LabelBox[] = []

  /** The first of the boxes that is free, which is then taken; null when none is. */
  claim(boxes: LabelBox[], gap: number): LabelBox | null {
    const free = boxes.find((box) => this.#taken.every((other) => areApart(box, other, gap)))
    if (free) this.#taken.push(free)
    return free ?? null
  }
}

function areApart(a: LabelBox, b: LabelBox, gap: number): boolean {
  return (
    Math.abs(a.x - b.x) * 2 >= a.width + b.width + 2 * gap ||
    Math.abs(a.y - b.y) * 2 >= a.height + b.height + 2 * gap
  )
}

/** The text in one line, or in two of about equal length; what does not fit ends in «…». */
export function wrap(text: string, maxWidth: number, measure: (text: string) => number): string[] {
  const width = measure(text)
  if (width <= maxWidth) return [text]
  const words = text.split(' ')
  const first = takeWords(words, Math.min(maxWidth, width * 0.58), measure)
  const rest = words.slice(first.length)
  if (rest.length === 0) return [text]
  const second = takeWords(rest, maxWidth, measure)
  const end = second.length < rest.length ? '…' : ''
  return [first.join(' '), second.join(' ') + end]
}

/** As many words from the start as fit, and at least one. */
function takeWords(words: string[], maxWidth: number, measure: (text: string) => number): string[] {
  let count = 1
  while (count < words.length && measure(words.slice(0, count + 1).join(' ')) <= maxWidth) count++
  return words.slice(0, count)
}

/** Of places for the same label, those at least `gap` apart; the first ones win. */
export function spread<T extends { x: number; y: number }>(places: T[], gap: number): T[] {
  const kept: T[] = []
  for (const place of places) {
    if (kept.every((other) => Math.hypot(other.x - place.x, other.y - place.y) >= gap)) kept.push(place)
  }
  return kept
}
