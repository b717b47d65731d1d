import type { Source } from '../../src/lib/live'

/** A stream of events whose events the test sends. */
export class FakeSource implements Source {
  readyState = 0
  closed = false
  #listeners = new Map<string, ((event: { data?: string }) => void)[]>()

  addEventListener(type: string, listener: (event: { data?: string }) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }
  close(): void {
    this.closed = true
  }
  send(type: string, data?: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ data: JSON.stringify(data) })
  }
  fail(readyState: number): void {
    this.readyState = readyState
    this.send('error')
  }
}
