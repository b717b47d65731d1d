import { Control, type ControlPosition, DomEvent, type Map as LeafletMap } from 'leaflet'
import { icon, make } from './dom'
import type { BaseMap, MapTexts } from './model'

/** Two real buttons, large enough for a thumb. */
export class ZoomControl extends Control {
  #in = make('button', 'map-button', icon('M12 5v14M5 12h14'))
  #out = make('button', 'map-button', icon('M5 12h14'))

  constructor() {
    super({ position: 'bottomright' })
  }

  setTexts(texts: MapTexts): void {
    name(this.#in, texts.zoomIn)
    name(this.#out, texts.zoomOut)
  }

  override onAdd(map: LeafletMap): HTMLElement {
    this.#in.addEventListener('click', () => map.zoomIn())
    this.#out.addEventListener('click', () => map.zoomOut())
    const update = () => {
      this.#in.disabled = map.getZoom() >= map.getMaxZoom()
      this.#out.disabled = map.getZoom() <= map.getMinZoom()
    }
    map.on('zoomend', update)
    return shield(make('div', 'map-control map-zoom', this.#in, this.#out))
  }
}

/** A button that opens and closes a panel beside it. */
export class PanelControl extends Control {
  #panel = make('div', 'map-panel')
  #button: HTMLButtonElement
  #root: HTMLElement
  #makeContent: () => Node[] = () => []
  #isChosen = false

  constructor(position: ControlPosition, className: string, face: Node, isOpen: boolean) {
    super({ position })
    this.#button = make('button', 'map-button', face)
    this.#root = shield(make('div', `map-control map-disclosure ${className}`, this.#button, this.#panel))
    this.#button.addEventListener('click', () => {
      this.#isChosen = true
      this.#open(this.#panel.hidden)
    })
    this.#root.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#panel.hidden) return
      event.stopPropagation()
      this.#open(false)
      this.#button.focus()
    })
    this.#open(isOpen)
  }

  override onAdd(): HTMLElement {
    return this.#root
  }

  /** Opens or closes the panel, unless somebody has done so by hand. */
  suggestOpen(isOpen: boolean): void {
    if (!this.#isChosen && isOpen === this.#panel.hidden) this.#open(isOpen)
  }

  /** Width in pixels of what the open panel covers; 0 while closed. */
  get coveredWidth(): number {
    return this.#panel.hidden ? 0 : this.#root.offsetWidth
  }

  /** What the panel shows; made when it is first to be seen, and again when the texts change. */
  protected setContent(label: string, makeContent: () => Node[]): void {
    name(this.#button, label)
    this.#makeContent = makeContent
    this.#panel.replaceChildren(...(this.#panel.hidden ? [] : makeContent()))
  }

  #open(isOpen: boolean): void {
    this.#panel.hidden = !isOpen
    this.#button.setAttribute('aria-expanded', String(isOpen))
    if (isOpen && !this.#panel.hasChildNodes()) this.#panel.append(...this.#makeContent())
  }
}

/** How many choosers there have been: the radio buttons of one map are no business of another's. */
let choosers = 0

/** Which base map lies under everything, or none. */
export class BaseMapControl extends PanelControl {
  #baseMaps: BaseMap[]
  #choose: (name: string | null) => void
  #chosen: string | null = null
  #inputs = new Map<string | null, HTMLInputElement>()
  #group = `map-base-map-${++choosers}`

  constructor(baseMaps: BaseMap[], choose: (name: string | null) => void) {
    super('bottomright', 'map-base-maps', icon('m12 3 9 5-9 5-9-5zM3 12l9 5 9-5M3 16l9 5 9-5'), false)
    this.#baseMaps = baseMaps
    this.#choose = choose
  }

  setTexts(texts: MapTexts): void {
    this.setContent(texts.baseMap, () => [
      make(
        'fieldset',
        '',
        make('legend', '', texts.baseMap),
        ...this.#baseMaps.map(({ name }) => this.#choice(name, name)),
        this.#choice(null, texts.baseMapNone),
      ),
    ])
  }

  setChosen(name: string | null): void {
    this.#chosen = name
    const input = this.#inputs.get(name)
    if (input) input.checked = true
  }

  #choice(value: string | null, label: string): Node {
    const input = make('input', '')
    input.type = 'radio'
    input.name = this.#group
    input.checked = value === this.#chosen
    input.addEventListener('change', () => this.#choose(value))
    this.#inputs.set(value, input)
    return make('label', 'map-choice', input, label)
  }
}

/** Who made the base map. Its text may bring links; nothing else of its mark-up is kept. */
export class AttributionControl extends Control {
  #root = make('div', 'map-attribution')

  constructor() {
    super({ position: 'bottomright' })
  }

  override onAdd(): HTMLElement {
    return shield(this.#root)
  }

  setText(attribution: string): void {
    const { body } = new DOMParser().parseFromString(attribution, 'text/html')
    this.#root.replaceChildren(...[...body.childNodes].map(plain))
    this.#root.hidden = attribution === ''
  }
}

function plain(node: Node): Node | string {
  const text = node.textContent ?? ''
  if (!(node instanceof HTMLAnchorElement) || !/^https?:$/.test(node.protocol)) return text
  const link = make('a', '', text)
  link.href = node.href
  link.rel = 'noopener'
  link.target = '_blank'
  return link
}

function name(button: HTMLButtonElement, label: string): void {
  button.type = 'button'
  button.title = label
  button.setAttribute('aria-label', label)
}

/** Clicks, drags and wheels on a control are not meant for the map under it. */
function shield(element: HTMLElement): HTMLElement {
  DomEvent.disableClickPropagation(element)
  DomEvent.disableScrollPropagation(element)
  return element
}
