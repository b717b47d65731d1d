import { STEPS, type Step, type StepPlan, type UnitName } from '../api/types'

/** What is planned for the whole project or for one unit. */
export interface PlanRow {
  /** Null: the whole project. */
  unit: UnitName | null
  /** One for each step; null: its plan is that of the unit above, or of the project. */
  cells: { step: Step; plan: StepPlan | null }[]
}

/** The rows of the table of planned steps: the whole project, then the units that have plans, and `added`, by name. */
export function rowsOf(plans: readonly StepPlan[], added: readonly UnitName[], locale: string): PlanRow[] {
  const units = new Map(added.map((unit) => [unit.code, unit]))
  for (const { unit } of plans) if (unit) units.set(unit.code, unit)
  const sorted = [...units.values()].sort((a, b) => a.name.localeCompare(b.name, locale))
  return [null, ...sorted].map((unit) => ({
    unit,
    cells: STEPS.map((step) => ({ step, plan: planOf(plans, unit?.code ?? '', step) })),
  }))
}

/** The plan of a step for a unit itself; an empty code is the whole project. */
export function planOf(plans: readonly StepPlan[], unit_code: string, step: Step): StepPlan | null {
  return plans.find((plan) => (plan.unit?.code ?? '') === unit_code && plan.step === step) ?? null
}
