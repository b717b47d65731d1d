import { getSession, logOut } from '../api/accounts'
import { caller, Problem } from '../api/client'
import type { DemoAccount, Right, SessionState, SessionUser } from '../api/types'
import { i18n } from '../i18n/index.svelte'
import { explain } from '../ui/explain'
import { notices } from './notices.svelte'
import { type Placed, reaches, reachesAll } from './rights'

/** Who uses the page, and what they may do. Only in memory: the browser keeps nothing but the cookie. */
class Session {
  #state = $state.raw<SessionState | null>(null)
  #ended = $state(false)
  #asking: Promise<void> | null = null
  failure = $state.raw<Problem | null>(null)

  constructor() {
    caller.onLoginNeeded = () => {
      if (this.user) void this.ask()
    }
  }

  /** Whether the server has said who this is. */
  get isKnown(): boolean {
    return this.#state !== null
  }
  get user(): SessionUser | null {
    return this.#state?.user ?? null
  }
  get isPublic(): boolean {
    return this.#state?.public ?? false
  }
  get demoAccounts(): DemoAccount[] {
    return this.#state?.demo_accounts ?? []
  }
  /** Somebody worked here, and their session has ended: what they have open waits until they come back. */
  get hasEnded(): boolean {
    return this.#ended
  }

  /** Whether something may be done, here or there. */
  may(right: Right): boolean {
    return (this.#state?.grants[right] ?? 'no') !== 'no'
  }

  mayAt(right: Right, place: Placed): boolean {
    return reaches(this.#state?.grants[right] ?? 'no', this.user, place)
  }

  /** Whether it may be done to all that lies there. */
  mayAtAll(right: Right, place: Placed): boolean {
    return reachesAll(this.#state?.grants[right] ?? 'no', this.user, place)
  }

  /** Takes over what the server says of whoever has logged in, or of nobody. */
  use(state: SessionState): void {
    this.#state = state
    this.#ended = false
  }

  /** Asks who this is: at the start, and when something is refused or breaks as it does when a session ends. */
  ask(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  /** Begins anew as nobody: nothing of the account stays in the page. */
  async leave(): Promise<void> {
    try {
      await logOut()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      notices.fail(explain(error, i18n.t))
      return
    }
    location.replace(location.pathname)
  }

  async #ask(): Promise<void> {
    const before = this.#state
    try {
      const state = await getSession()
      this.failure = null
      // Somebody has logged in meanwhile: the answer is about before.
      if (this.#state !== before) return
      if (this.user && !state.user) this.#ended = true
      else this.use(state)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.failure = error
    }
  }
}

export const session = new Session()
