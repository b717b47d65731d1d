import type { Page } from 'playwright-core'

// Links within the page are for the keyboard: they show themselves when they get the focus.
const CONTROLS = 'button, a[href]:not([href^="#"]), input, select, textarea, summary, [role="tab"]'

/** How far the page can be scrolled sideways, in pixels. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
}

/**
 * The controls that a pointer cannot reach: scrolled into view as far as that goes, they are outside
 * the window or something else lies over them.
 */
export function unreachable(page: Page): Promise<string[]> {
  return page.evaluate((controls) => {
    const modal = document.querySelector('dialog[open]')
    const found = [...(modal ?? document).querySelectorAll<HTMLElement>(controls)]
    return found
      .filter((control) => control.checkVisibility({ visibilityProperty: true }) && control.tabIndex >= 0)
      .filter((control) => !control.closest('[inert]'))
      .filter((control) => {
        // What only screen readers see, and what stands for it beside it.
        const { width, height } = control.getBoundingClientRect()
        return width > 2 && height > 2
      })
      .filter((control) => {
        control.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
        const label = (control as HTMLInputElement).labels?.[0]
        return ![...control.getClientRects()].some((box) => {
          const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
          return hit !== null && (control.contains(hit) || label?.contains(hit))
        })
      })
      .map((control) => `<${control.localName}> ${control.ariaLabel ?? control.innerText}`)
  }, CONTROLS)
}

/** The controls too small for a thumb: under `pixels` in either direction. Numbers that are links in a text may be. */
export function tooSmall(page: Page, pixels: number): Promise<string[]> {
  return page.evaluate(
    ([controls, least]) => {
      const modal = document.querySelector('dialog[open]')
      const found = [...(modal ?? document).querySelectorAll<HTMLElement>(controls)]
      return found
        .filter((control) => control.checkVisibility({ visibilityProperty: true }) && control.tabIndex >= 0)
        .filter((control) => !control.closest('[inert]'))
        .filter((control) => control.localName !== 'a' || getComputedStyle(control).display !== 'inline')
        .flatMap((control) => {
          // A tick box is pressed by its label as well.
          const target = control.matches('[type="checkbox"], [type="radio"]')
            ? (control.closest('label') ?? control)
            : control
          const { width, height } = target.getBoundingClientRect()
          // What only screen readers see has another control beside it.
          if (width <= 2 || (width >= least && height >= least)) return []
          const name = control.ariaLabel ?? control.innerText
          return `<${control.localName}> ${name} ${Math.round(width)}×${Math.round(height)}`
        })
    },
    [CONTROLS, pixels] as const,
  )
}

/** Every text that the page shows or reads out, but for what is marked as being in `exceptIn`. */
export function texts(page: Page, exceptIn: string): Promise<string[]> {
  return page.evaluate((language) => {
    const found = new Set<string>()
    const add = (text: string | null) => text?.trim() && found.add(text.trim())
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof HTMLElement ? node : node.parentElement
      if (!element?.checkVisibility() || element.closest(`[lang="${language}"]:not(html)`)) continue
      if (node instanceof HTMLElement)
        for (const name of ['aria-label', 'title', 'placeholder']) add(node.getAttribute(name))
      else add(node.textContent)
    }
    return [...found]
  }, exceptIn)
}
