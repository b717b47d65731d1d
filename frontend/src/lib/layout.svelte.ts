/** How much of the map the panels cover, in CSS pixels. */
class Layout {
  padding = $state.raw({ left: 0, right: 0, top: 0, bottom: 0 })

  cover(padding: Partial<Layout['padding']>): void {
    const now = this.padding
    const next = { ...now, ...padding }
    const same =
      now.left === next.left && now.right === next.right && now.top === next.top && now.bottom === next.bottom
    if (!same) this.padding = next
  }
}

export const layout = new Layout()
