import type { Problem } from '../api/client'
import type { Obstacle } from '../api/types'

export interface Refusal {
  /** The one to blame; null where it is the change itself. */
  obstacle: Obstacle | null
  detail: string
}

/** Why several obstacles were not changed, each sentence with the obstacle that it is about. */
export function refusals({ body }: Problem, sent: readonly Obstacle[]): Refusal[] {
  return (body?.errors ?? []).map(({ pointer, detail }) => {
    const [, index] = pointer.match(/^\/items\/(\d+)/) ?? []
    return { obstacle: (index && sent[Number(index)]) || null, detail }
  })
}
