import type { Mark } from '../model'
import { HALO, MARK_COLOURS } from '../palette'
import type { Brush } from '../surface'

/**
 * What was found about a shape, told apart by form as well as colour: a triangle with «!» for a
 * warning, a square with a cross for refused; what is good bears no mark. About 14 CSS pixels wide.
 */
export function drawMark(context: Brush, mark: Mark, x: number, y: number): void {
  const { fill, onFill } = MARK_COLOURS[mark]
  context.save()
  context.translate(x, y)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  context.fillStyle = fill
  context.strokeStyle = HALO
  context.lineWidth = 1.5
  const body = new Path2D(BODY[mark])
  context.stroke(body)
  context.fill(body)
  context.strokeStyle = onFill
  context.lineWidth = 1.8
  context.stroke(new Path2D(SIGN[mark]))
  context.restore()
}

const BODY: Record<Mark, string> = {
  good: 'M-6-5H6V5H-6z',
  warning: 'M0-7.5L7.5 6H-7.5z',
  refused: 'M-6-6H6V6H-6z',
}

const SIGN: Record<Mark, string> = {
  good: '',
  warning: 'M0-3V1.2M0 3.8V4',
  refused: 'M-2.7-2.7L2.7 2.7M2.7-2.7L-2.7 2.7',
}

/** The same as a drawing for a page: `body` filled, `sign` stroked, about the middle of 16 × 16. */
export function markPaths(mark: Mark): { body: string; sign: string } {
  return { body: BODY[mark], sign: SIGN[mark] }
}
