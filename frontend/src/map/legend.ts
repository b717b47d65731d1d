import { PanelControl } from './controls'
import { make } from './dom'
import {
  type MapTexts,
  PROJECT_STATUSES,
  type ProjectStatus,
  SEVERITIES_WORST_FIRST,
  STATUSES_WORST_FIRST,
  type Status,
} from './model'
import { drawRing } from './painters/cells'
import { drawCross, drawPause, fillParcels, outlineParcels } from './painters/parcels'
import { drawAlert } from './painters/project-labels'
import { drawLine, penAbove } from './painters/projects'
import { fillUnits, unitFillOpacity } from './painters/units'

const WIDTH = 32
const HEIGHT = 20
/** Close enough for every pattern and symbol to be drawn. */
const CLOSE_UP = 17
const PROVINCE = 10
/** Indexed like STATUSES. */
const SAMPLE_COUNTS = [0, 4, 2, 2, 0, 0, 1]

type Draw = (context: CanvasRenderingContext2D, box: Path2D, ratio: number) => void

/** Explains the map with swatches drawn by the map's own painters, so that the two always agree. */
export class LegendControl extends PanelControl {
  #face: HTMLElement

  constructor() {
    const face = make('span', 'map-legend-face')
    super('bottomleft', 'map-legend', face, false)
    this.#face = face
  }

  setTexts(texts: MapTexts): void {
    this.#face.textContent = texts.legend
    this.setContent(texts.legend, () => [
      section(texts.unitsTitle, [
        ...SEVERITIES_WORST_FIRST.map((severity) =>
          row(texts.severity[severity], texts.severityHint[severity], (context, box, ratio) => {
            context.globalAlpha = unitFillOpacity(PROVINCE)
            fillUnits(context, box, severity, false, ratio)
          }),
        ),
        row(texts.silent, '', (context, box, ratio) => {
          context.globalAlpha = unitFillOpacity(PROVINCE)
          fillUnits(context, box, 'none', true, ratio)
        }),
      ]),
      section(texts.projectsTitle, [
        ...PROJECT_STATUSES.map((status) =>
          row(texts.projectStatus[status], '', (context) => {
            drawProject(context, status)
            if (status === 'delayed') drawAlert(context, WIDTH / 2, HEIGHT / 2, 6.5)
          }),
        ),
        row(texts.projectObstacle, '', (context) => {
          drawProject(context, 'on_track')
          drawCross(context, WIDTH / 2, HEIGHT / 2)
        }),
      ]),
      section(texts.parcelsTitle, [
        ...STATUSES_WORST_FIRST.map((status) =>
          row(texts.status[status], status === 'blocked' ? texts.blockedHint : '', (...to) =>
            drawParcel(status, ...to),
          ),
        ),
        row(texts.worksStopped, '', (context, box, ratio) => {
          drawParcel('cleared', context, box, ratio)
          drawPause(context, WIDTH / 2, HEIGHT / 2)
        }),
        row(texts.cells, '', (context) => {
          drawRing(context, { x: WIDTH / 2, y: HEIGHT / 2, total: 9, counts: SAMPLE_COUNTS }, 8)
        }),
      ]),
    ])
  }
}

function drawProject(context: CanvasRenderingContext2D, status: ProjectStatus): void {
  const line = new Path2D(`M3 ${HEIGHT - 5}C12 ${HEIGHT - 5} 20 5 ${WIDTH - 3} 5`)
  drawLine(context, line, status, penAbove(PROVINCE))
}

function drawParcel(status: Status, context: CanvasRenderingContext2D, box: Path2D, ratio: number): void {
  fillParcels(context, box, status, CLOSE_UP, ratio)
  outlineParcels(context, box, status, CLOSE_UP)
  if (status === 'blocked') drawCross(context, WIDTH / 2, HEIGHT / 2)
}

function section(title: string, rows: HTMLElement[]): HTMLElement {
  return make('section', 'map-legend-section', make('h3', '', title), make('ul', '', ...rows))
}

function row(text: string, hint: string, draw: Draw): HTMLElement {
  const words = make('span', 'map-legend-words', text)
  if (hint !== '') words.append(make('small', '', hint))
  return make('li', '', swatch(draw), words)
}

function swatch(draw: Draw): HTMLCanvasElement {
  const ratio = Math.max(1, devicePixelRatio)
  const canvas = make('canvas', 'map-swatch')
  canvas.width = WIDTH * ratio
  canvas.height = HEIGHT * ratio
  canvas.setAttribute('aria-hidden', 'true')
  const context = canvas.getContext('2d')
  if (context) {
    context.scale(ratio, ratio)
    const box = new Path2D()
    box.rect(1.5, 1.5, WIDTH - 3, HEIGHT - 3)
    draw(context, box, ratio)
  }
  return canvas
}
