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

  /** Whether the box was free; then it is taken. */
  claim(box: LabelBox, gap: number): boolean {
    const isFree = this.#taken.every(
      (other) =>
        Math.abs(other.x - box.x) * 2 >= other.width + box.width + 2 * gap ||
        Math.abs(other.y - box.y) * 2 >= other.height + box.height + 2 * gap,
    )
    if (isFree) this.#taken.push(box)
    return isFree
  }
}

/** The text in at most `maxLines` lines of whole words; what does not fit ends in «…». */
export function wrap(
  text: string,
  maxWidth: number,
  maxLines: number,
  measure: (text: string) => number,
): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || measure(longer) <= maxWidth) {
      line = longer
    } else {
      lines.push(line)
      line = word
    }
  }
  lines.push(line)
  if (lines.length <= maxLines) return lines
  const last = lines[maxLines - 1] as string
  return [...lines.slice(0, maxLines - 1), `${last}…`]
}

/** Of places for the same label, those at least `gap` apart; the first ones win. */
export function spread<T extends { x: number; y: number }>(places: T[], gap: number): T[] {
  const kept: T[] = []
  for (const place of places) {
    if (kept.every((other) => Math.hypot(other.x - place.x, other.y - place.y) >= gap)) kept.push(place)
  }
  return kept
}
