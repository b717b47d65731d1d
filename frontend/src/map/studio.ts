import type { ParcelChange } from './model'
import type { FromPainter, MaybeEmpty, Scene, Sent, Sheet, Sight, ToPainter } from './paint-order'

interface Options {
  /** Where the tiles of parcels are. */
  parcels: string
  onFailingChange: () => void
}

type Show = (picture: ImageBitmap | null) => void

/** A sheet in the painting thread, as its owner holds it. */
export interface OpenSheet<K extends keyof Sent> {
  /** null = there is nothing in it. */
  fill: (data: Sent[K] | null) => void
  close: () => void
}

/** Has tiles painted in a thread of its own, so that neither new tiles nor a recoloured map keep the page from answering. */
export class Studio {
  failing = false
  #worker = new Worker(new URL('./painting.worker.ts', import.meta.url), { type: 'module' })
  /** Who shows the pictures of each sheet. */
  #shows = new Map<number, Show>()
  #sheets = 0

  constructor({ parcels, onFailingChange }: Options) {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromPainter>) => {
      if ('pictures' in data) {
        for (const { sheet, bitmap } of data.pictures) {
          const show = this.#shows.get(sheet)
          if (show) show(bitmap)
          else bitmap?.close()
        }
      } else {
        this.failing = data.failing
        onFailingChange()
      }
    })
    this.#send({ parcels })
  }

  /** What colours all that is painted from now on; the sheets of `stale` painters are painted again. */
  setScene(scene: Scene, stale: (keyof Sent)[]): void {
    this.#send({ scene, stale })
  }

  /** What is painted first. */
  setSight(sight: Sight): void {
    this.#send({ sight })
  }

  /** A new sheet, of which `show` gets every picture from its first data on; null = no memory for it. */
  open<K extends keyof Sent>(sheet: Omit<Sheet<K>, 'id' | 'data'>, show: Show): OpenSheet<K> {
    const id = ++this.#sheets
    this.#shows.set(id, show)
    const fill = (data: Sent[K] | null) => this.#send({ sheet: { ...sheet, id, data } as MaybeEmpty })
    // What colours it is fetched beside its data.
    fill(null)
    return {
      fill,
      close: () => {
        this.#shows.delete(id)
        this.#send({ drop: id })
      },
    }
  }

  /** Recolours the parcels that are on the map. */
  patchParcels(changes: ParcelChange[]): void {
    this.#send({ changes })
  }

  reloadStates(): void {
    this.#send({ reload: 'states' })
  }

  destroy(): void {
    this.#worker.terminate()
  }

  #send(message: ToPainter): void {
    this.#worker.postMessage(message)
  }
}
