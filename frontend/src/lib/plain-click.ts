/** Whether a click on a link is meant for this page, not for a new tab or window. */
export function isPlain({ metaKey, ctrlKey, shiftKey }: MouseEvent): boolean {
  return !metaKey && !ctrlKey && !shiftKey
}
