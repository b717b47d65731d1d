/** What painters draw with: on the map off screen, in the legend directly. */
export type Brush = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D

/**
 * A drawing board that is never shown: what is drawn on it is handed, as a bitmap, to the canvas that is.
 * Nobody sees half a drawing, and a shown bitmap costs a browser nothing per frame while a 2D canvas may be copied.
 */
export class Surface {
  #board = new OffscreenCanvas(1, 1)

  /** An empty board of the given size, in CSS pixels; null where the browser has no memory for it. */
  begin(width: number, height: number, ratio: number): Brush | null {
    const [columns, rows] = [Math.ceil(width * ratio), Math.ceil(height * ratio)]
    const brush = this.#board.getContext('2d')
    const isOfThisSize = this.#board.width === columns && this.#board.height === rows
    // A board is kept where it can be: for a new one, Chromium without a GPU waits for the page's own thread.
    if (isOfThisSize && brush?.reset) brush.reset()
    else {
      // Also empties it and forgets every style, in browsers too that know no other way (Safari before 17).
      this.#board.width = columns
      this.#board.height = rows
    }
    brush?.scale(ratio, ratio)
    return brush
  }

  /** What has been drawn; the board keeps a copy. */
  end(): Promise<ImageBitmap> {
    return createImageBitmap(this.#board)
  }
}

/** Moves a picture to a canvas of its own kind: one with nothing but a bitmap. `ratio`: its pixels per CSS pixel. */
export function show(picture: ImageBitmap, canvas: HTMLCanvasElement, ratio: number): void {
  if (canvas.width !== picture.width || canvas.height !== picture.height) {
    canvas.width = picture.width
    canvas.height = picture.height
    canvas.style.width = `${picture.width / ratio}px`
    canvas.style.height = `${picture.height / ratio}px`
  }
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture)
}
