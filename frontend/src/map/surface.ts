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
    // Setting the size empties the board and forgets every style.
    this.#board.width = Math.ceil(width * ratio)
    this.#board.height = Math.ceil(height * ratio)
    const brush = this.#board.getContext('2d')
    brush?.scale(ratio, ratio)
    return brush
  }

  /** What has been drawn. */
  end(): ImageBitmap {
    return this.#board.transferToImageBitmap()
  }
}

/** Moves a picture to a canvas of its own kind: one with nothing but a bitmap. `ratio`: its pixels per CSS pixel. */
export function show(picture: ImageBitmap, canvas: HTMLCanvasElement, ratio: number): void {
  canvas.width = picture.width
  canvas.height = picture.height
  canvas.style.width = `${picture.width / ratio}px`
  canvas.style.height = `${picture.height / ratio}px`
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture)
}
