export interface Notice {
  id: number
  text: string
  kind: 'done' | 'failed'
  action?: { label: string; run(): void }
}

const SHOWN_MS = 6_000
const WITH_ACTION_MS = 12_000

/** Short messages at the bottom of the page; screen readers hear them. */
class Notices {
  all = $state.raw<Notice[]>([])
  #next = 1

  show(text: string, action?: Notice['action'], kind: Notice['kind'] = 'done'): void {
    const notice = { id: this.#next++, text, kind, action }
    this.all = [...this.all.slice(-2), notice]
    setTimeout(() => this.dismiss(notice.id), action ? WITH_ACTION_MS : SHOWN_MS)
  }

  fail(text: string): void {
    this.show(text, undefined, 'failed')
  }

  dismiss(id: number): void {
    this.all = this.all.filter((notice) => notice.id !== id)
  }
}

export const notices = new Notices()
