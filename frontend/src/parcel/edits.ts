import type { FactKind, IsoDate, ParcelChange, ParcelDetail, ParcelStep, Step } from '../api/types'

/** What a person may say about a step. */
export type Said =
  | { as: 'done'; on: IsoDate; document: string; signed_on: IsoDate | null }
  | { as: 'open' }
  | { as: 'not_applicable'; on: IsoDate }

/** The change that makes a step what was said; a step is never both dated and not applicable. */
export function stepChange(step: Step, said: Said): ParcelChange {
  if (said.as === 'done') {
    const { on, document, signed_on } = said
    return { steps: { [step]: { on, document, signed_on } }, not_applicable: { [step]: null } }
  }
  return {
    steps: { [step]: { on: null, document: '', signed_on: null } },
    not_applicable: { [step]: said.as === 'not_applicable' ? said.on : null },
  }
}

/** The change that gives a parcel back what `change` took from it. */
export function reverse(before: ParcelDetail, change: ParcelChange): ParcelChange {
  const touched = new Set([...Object.keys(change.steps ?? {}), ...Object.keys(change.not_applicable ?? {})])
  const back: ParcelChange = {}
  for (const { step, on, document, signed_on, not_applicable_on } of before.steps) {
    if (!touched.has(step)) continue
    back.steps = { ...back.steps, [step]: { on, document, signed_on } }
    back.not_applicable = { ...back.not_applicable, [step]: not_applicable_on }
  }
  for (const fact of Object.keys(change.facts ?? {}) as FactKind[]) {
    back.facts = { ...back.facts, [fact]: factOn(before, fact) }
  }
  if (change.note !== undefined) back.note = before.note
  if (change.excluded_on !== undefined) back.excluded_on = before.excluded_on
  return back
}

/** The day on which a fact happened. */
export function factOn(parcel: ParcelDetail, fact: FactKind): IsoDate | null {
  return parcel.facts.find((one) => one.fact === fact)?.on ?? null
}

/** Parcels that need the same change, together: one request each. */
export function grouped<T>(
  parcels: readonly T[],
  change: (parcel: T) => ParcelChange,
): [ParcelChange, T[]][] {
  const groups = new Map<string, [ParcelChange, T[]]>()
  for (const parcel of parcels) {
    const own = change(parcel)
    const key = JSON.stringify(own)
    const group = groups.get(key)
    if (group) group[1].push(parcel)
    else groups.set(key, [own, [parcel]])
  }
  return [...groups.values()]
}

export interface StepDifference {
  was: ParcelStep
  now: ParcelStep
}

/** The steps that somebody else changed between two readings of a parcel. */
export function changedSteps(before: ParcelDetail, after: ParcelDetail): StepDifference[] {
  return before.steps.flatMap((was) => {
    const now = after.steps.find(({ step }) => step === was.step)
    if (!now) return []
    const same =
      was.on === now.on &&
      was.document === now.document &&
      was.signed_on === now.signed_on &&
      was.not_applicable_on === now.not_applicable_on
    return same ? [] : [{ was, now }]
  })
}
