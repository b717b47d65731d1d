import { Problem } from '../api/client'

/** The sending of a form: one at a time. What the server refuses is kept, to be shown beside its fields. */
export class Submission {
  busy = $state(false)
  problem = $state.raw<Problem | null>(null)

  /** Does the work; `refused` takes over what the answer says beside the refusal, before that is shown. */
  async send(work: () => Promise<void>, refused?: (problem: Problem) => Promise<void> | void): Promise<void> {
    if (this.busy) return
    this.busy = true
    this.problem = null
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      await refused?.(error)
      this.problem = error
    } finally {
      this.busy = false
    }
  }
}
