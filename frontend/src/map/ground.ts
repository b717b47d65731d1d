import { type Control, type Map as LeafletMap, TileLayer } from 'leaflet'
import { AttributionControl, BaseMapControl } from './controls'
import type { BaseMap, MapTexts } from './model'

/** What lies under everything: the chosen base map with the name of who made it, or plain ground. */
export class Ground {
  #map: LeafletMap
  #baseMaps: BaseMap[]
  #chooser: BaseMapControl
  #attribution = new AttributionControl()
  #layer: TileLayer | null = null

  constructor(map: LeafletMap, baseMaps: BaseMap[]) {
    this.#map = map
    this.#baseMaps = baseMaps
    this.#chooser = new BaseMapControl(baseMaps, (name) => this.choose(name))
    this.choose(baseMaps[0]?.name ?? null)
  }

  /** To be added to the map, from the bottom up. */
  get controls(): [attribution: Control, chooser: Control] {
    return [this.#attribution, this.#chooser]
  }

  setTexts(texts: MapTexts): void {
    this.#chooser.setTexts(texts)
  }

  /** null = plain ground. A base map that does not answer looks the same. */
  choose(name: string | null): void {
    this.#layer?.remove()
    const chosen = this.#baseMaps.find((baseMap) => baseMap.name === name)
    this.#layer = chosen
      ? new TileLayer(chosen.url, {
          maxZoom: this.#map.getMaxZoom(),
          maxNativeZoom: chosen.max_zoom,
          className: 'map-base',
        })
      : null
    this.#layer?.addTo(this.#map)
    this.#attribution.setText(chosen?.attribution ?? '')
    this.#chooser.setChosen(chosen?.name ?? null)
  }
}
