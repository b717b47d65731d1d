import type { Brush } from './surface'

/**
 * Fill patterns, made once per kind and pixel ratio. A pattern repeats every CELL pixels from the tile's corner;
 * CELL divides the tile size, so that it runs on from tile to tile without a seam.
 */
export const CELL = 8

type Draw = (context: Brush) => void

const cache = new Map<string, CanvasPattern>()

export function pattern(
  context: Brush,
  name: string,
  ratio: number,
  background: string,
  draw: Draw,
): CanvasPattern | string {
  const key = `${name} ${ratio}`
  let made = cache.get(key)
  if (!made) {
    const size = Math.round(CELL * ratio)
    const canvas = new OffscreenCanvas(size, size)
    const scale = size / CELL
    const cell = canvas.getContext('2d')
    if (!cell) return background
    cell.scale(scale, scale)
    cell.fillStyle = background
    cell.fillRect(0, 0, CELL, CELL)
    draw(cell)
    const repeated = context.createPattern(canvas, 'repeat')
    if (!repeated) return background
    repeated.setTransform(new DOMMatrix().scale(1 / scale))
    cache.set(key, repeated)
    made = repeated
  }
  return made
}

/** Diagonal lines, rising to the right. */
export function hatch(colour: string, width: number): Draw {
  return (context) => {
    context.strokeStyle = colour
    context.lineWidth = width
    context.beginPath()
    // The neighbours' lines reach into the corners.
    for (const shift of [-CELL, 0, CELL]) {
      context.moveTo(shift - 1, CELL + 1)
      context.lineTo(shift + CELL + 1, -1)
    }
    context.stroke()
  }
}

export function crossHatch(colour: string, width: number): Draw {
  const rising = hatch(colour, width)
  return (context) => {
    rising(context)
    context.save()
    context.translate(CELL, 0)
    context.scale(-1, 1)
    rising(context)
    context.restore()
  }
}

export function dots(colour: string, radius: number): Draw {
  return (context) => {
    context.fillStyle = colour
    for (const [x, y] of [
      [CELL / 4, CELL / 4],
      [(3 * CELL) / 4, (3 * CELL) / 4],
    ] as const) {
      context.beginPath()
      context.arc(x, y, radius, 0, 2 * Math.PI)
      context.fill()
    }
  }
}
