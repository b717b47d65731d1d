import type { Mark, ProjectStatus, Severity, Status } from './model'

/**
 * The one place for colours: the map, its legend and the panels read them from here.
 * Hues run from teal (done) over blue (fine) and amber to wine (stuck), and their lightness differs too,
 * so that the classes stay apart under protanopia, deuteranopia and tritanopia (see the palette's tests).
 */
export interface Colour {
  /** Areas on the map, bars, chips. */
  fill: string
  /** Text on `fill`, contrast at least 4.5. */
  onFill: string
  /** Text and thin lines in this colour on a white or pale panel, contrast at least 4.5. */
  ink: string
}

const WHITE = '#ffffff'
const NAVY = '#10202f'

const teal: Colour = { fill: '#2ba58a', onFill: NAVY, ink: '#0a6b54' }
const blue: Colour = { fill: '#7dbfe8', onFill: NAVY, ink: '#1d6491' }
const amber: Colour = { fill: '#f7cf46', onFill: NAVY, ink: '#7a5b00' }
const orange: Colour = { fill: '#ec7a1c', onFill: NAVY, ink: '#9c4600' }
const wine: Colour = { fill: '#9c0f3a', onFill: WHITE, ink: '#9c0f3a' }
const plum: Colour = { fill: '#766e80', onFill: WHITE, ink: '#5d5667' }
const paper: Colour = { fill: '#fbfaf7', onFill: NAVY, ink: '#4a5563' }
const mist: Colour = { fill: '#dde2e8', onFill: NAVY, ink: '#56606d' }

export const STATUS_COLOURS: Record<Status, Colour> = {
  excluded: mist,
  cleared: teal,
  blocked: wine,
  overdue: orange,
  not_started: paper,
  undated: plum,
  on_track: blue,
}

export const SEVERITY_COLOURS: Record<Severity, Colour> = {
  none: mist,
  clear: teal,
  critical: wine,
  serious: orange,
  watch: amber,
  ok: blue,
}

export const PROJECT_COLOURS: Record<ProjectStatus, Colour> = {
  no_parcels: { fill: '#b3b9c2', onFill: NAVY, ink: '#56606d' },
  done: teal,
  delayed: wine,
  on_track: { fill: '#2459a8', onFill: WHITE, ink: '#2459a8' },
}

export const MARK_COLOURS: Record<Mark, Colour> = { good: teal, warning: amber, refused: wine }

export const INK = NAVY
export const HALO = WHITE
/** Lettering on the map: a system font, for every machine has one with all Vietnamese marks. */
export const FACE = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif'
export const POSITION = '#1463d8'
