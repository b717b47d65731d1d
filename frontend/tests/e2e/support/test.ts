import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { test as base, inject } from 'vitest'
import type { DemoAccount } from '../../../src/api/types'
import { cookieOf } from './accounts'
import { PICTURES } from './province'

/** One transparent pixel: a base map that answers. */
const BLANK_TILE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
const BASE_MAP = 'https://tile.openstreetmap.org/'

export interface Visit extends BrowserContextOptions {
  /** Console errors that the test provokes. */
  expected?: RegExp[]
  /** What the base map's server does. */
  baseMap?: 'answers' | 'fails'
  /** Another server than that of the shared province. */
  origin?: string
  /** The account of the demo that has logged in; null: nobody. */
  as?: DemoName | null
}

export type DemoName = 'admin' | 'lanhdao' | 'canbo' | 'hientruong' | 'kehoach'

/** An account of the demo. */
export function account(name: DemoName): DemoAccount {
  const found = inject('accounts').find((one) => one.name === name)
  if (!found) throw new Error(`the demo has no account ${name}`)
  return found
}

/** One session for all the pages of an account: tests that end sessions log in for themselves. */
const cookies = new Map<DemoName, ReturnType<typeof cookieOf>>()

function cookie(name: DemoName): ReturnType<typeof cookieOf> {
  const known = cookies.get(name) ?? cookieOf(inject('origin'), account(name))
  cookies.set(name, known)
  return known
}

let shared: Promise<Browser> | undefined

/** Opens pages as people do, each with a browser of its own, and collects what went wrong in them. */
class Visitors {
  readonly complaints: string[] = []
  readonly #pages: Page[] = []

  async open(
    path: string,
    { expected = [], baseMap = 'answers', origin = inject('origin'), as = 'admin', ...options }: Visit,
  ): Promise<Page> {
    shared ??= chromium.connect(inject('browser'))
    const context = await (await shared).newContext({
      baseURL: origin,
      locale: 'en-US',
      timezoneId: 'Asia/Ho_Chi_Minh',
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    })
    context.setDefaultTimeout(20_000)
    await context.route(
      (url) => url.origin !== origin,
      (route) => {
        const url = route.request().url()
        const isBaseMap = url.startsWith(BASE_MAP)
        if (!isBaseMap) this.complaints.push(`a request left the origin: ${url}`)
        return isBaseMap && baseMap === 'answers'
          ? route.fulfill({ contentType: 'image/png', body: BLANK_TILE })
          : route.abort()
      },
    )
    if (as) await context.addCookies([await cookie(as)])
    const page = await context.newPage()
    this.#pages.push(page)
    page.on('pageerror', (error) => this.complaints.push(`the page threw: ${error.stack}`))
    page.on('console', (message) => {
      const text = `${message.text()} (${message.location().url})`
      if (message.type() !== 'error' || expected.some((pattern) => pattern.test(text))) return
      this.complaints.push(`the page logged: ${text}`)
    })
    await page.goto(path)
    return page
  }

  async photograph(name: string): Promise<void> {
    await mkdir(PICTURES, { recursive: true })
    for (const [index, page] of this.#pages.entries()) {
      const file = `${name.replaceAll(/[^\p{L}\d]+/gu, '-')}-${index + 1}.png`
      await page.screenshot({ path: join(PICTURES, file) })
    }
  }

  async leave(): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.context().close()))
  }
}

/**
 * A test that may open pages. It fails if one of them logs an error, throws, or asks anything of a
 * server other than its own and the base map's. The pages of a failed test are left as pictures.
 */
export const test = base.extend<{ visit: (path?: string, visit?: Visit) => Promise<Page> }>({
  visit: async ({ task }, use) => {
    const visitors = new Visitors()
    await use((path = '/', visit = {}) => visitors.open(path, visit))
    if (task.result?.state === 'fail') await visitors.photograph(task.name)
    await visitors.leave()
    if (visitors.complaints.length > 0) throw new Error(visitors.complaints.join('\n'))
  },
})
