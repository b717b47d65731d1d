import type { ReceivedFile } from '../api/client'

/** Time in which every browser has begun to save a file. */
const KEPT_MS = 60_000

/** Lets the browser save a file, as if a link to it had been followed; the page keeps nothing of it. */
export function offer({ name, content }: ReceivedFile): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}
