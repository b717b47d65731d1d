import { type Colour, MARK_COLOURS, PROJECT_COLOURS, SEVERITY_COLOURS, STATUS_COLOURS } from '../map/palette'

/** Gives the map's colours to the style sheets: `data-status`, `data-severity`, `data-project` and `data-mark`. */
export function shareColours(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    [
      ...rules('status', STATUS_COLOURS),
      ...rules('severity', SEVERITY_COLOURS),
      ...rules('project', PROJECT_COLOURS),
      ...rules('mark', MARK_COLOURS),
    ].join('\n'),
  )
  document.adoptedStyleSheets.push(sheet)
}

function rules(name: string, colours: Record<string, Colour>): string[] {
  return Object.entries(colours).map(
    ([value, { fill, onFill, ink }]) =>
      `[data-${name}='${value}'] { --${name}-colour: ${fill}; --${name}-on: ${onFill}; --${name}-ink: ${ink} }`,
  )
}
