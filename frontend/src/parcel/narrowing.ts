import { WARNINGS } from '../api/types'

/** What a list may be narrowed to, each as a parameter of its query. */
export const NARROWINGS = ['lapsing=30', 'lapsing=60', ...WARNINGS.map((code) => `warning=${code}`)]

/** The narrowing of a list; empty: none. */
export function narrowingOf(query: string): string {
  const params = new URLSearchParams(query)
  return (
    NARROWINGS.find((narrowing) =>
      [...new URLSearchParams(narrowing)].every(([k, v]) => params.get(k) === v),
    ) ?? ''
  )
}

/** The query of a list with another narrowing in the place of its own. */
export function narrowed(query: string, narrowing: string): string {
  const params = new URLSearchParams(query)
  params.delete('lapsing')
  params.delete('warning')
  for (const [name, value] of new URLSearchParams(narrowing)) params.set(name, value)
  return params.toString()
}
