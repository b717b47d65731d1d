/** A remembered setting; a browser that forbids storage just forgets. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`matbang.${name}`)
  } catch {
    return null
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`matbang.${name}`, value)
  } catch {
    // Private windows: the setting holds until the page is closed.
  }
}
