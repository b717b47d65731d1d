import { caller } from '../api/client'
import { recall, remember } from './stored'

/** The name under which this browser's edits are recorded. */
class Who {
  #name = $state(recall('who') ?? '')

  constructor() {
    caller.name = this.#name
  }

  get name(): string {
    return this.#name
  }

  set name(name: string) {
    this.#name = name.trim()
    caller.name = this.#name
    remember('who', this.#name)
  }
}

export const who = new Who()
