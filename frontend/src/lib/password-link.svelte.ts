/** The one-time link in the address bar. It stands behind the `#`, which no server and no log gets to see. */
class PasswordLinkInAddress {
  #token = $state<string | null>(read())

  constructor() {
    addEventListener('hashchange', () => {
      this.#token = read()
    })
  }

  get token(): string | null {
    return this.#token
  }

  /** Takes it out of the address, and out of the way back. */
  drop(): void {
    history.replaceState(null, '', location.pathname)
    this.#token = null
  }
}

function read(): string | null {
  return location.hash.match(/^#\/password\/(.+)$/)?.[1] ?? null
}

export const passwordLink = new PasswordLinkInAddress()
