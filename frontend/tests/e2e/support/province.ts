import { rm } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import type { DemoAccount } from '../../../src/api/types'
import { COLLEAGUE, demoAccounts, tokenOf } from './accounts'
import { createDatabase } from './database'
import { Server } from './server'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the demo province is served. */
    origin: string
    /** Its database. */
    database: string
    /** The accounts that it offers. */
    accounts: DemoAccount[]
    /** The token of a colleague who works elsewhere. */
    colleague: string
    /** The running browser. */
    browser: string
  }
}

/** Where the pages of failed tests are left as pictures; seen from `frontend/`. */
export const PICTURES = '../test-results'

const CHROMIUM_FLAGS = [
  ...['--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  ...['--disable-sync', '--no-first-run'],
]

/** Starts once, for all the files, what takes long to start. */
export default async function setUp({ provide }: TestProject) {
  const given = process.env.DATABASE_URL
  if (!given) throw new Error('DATABASE_URL must name a PostgreSQL with PostGIS in template1')
  await rm(PICTURES, { recursive: true, force: true })
  const database = await createDatabase(given)
  const isRoot = process.getuid?.() === 0
  const [server, browser] = await Promise.all([
    Server.start(database.url, { flags: ['--demo'] }),
    chromium.launchServer({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: isRoot ? [...CHROMIUM_FLAGS, '--no-sandbox'] : CHROMIUM_FLAGS,
    }),
  ])
  provide('origin', server.url)
  provide('database', database.url)
  provide('accounts', await demoAccounts(server.url))
  provide('colleague', await tokenOf(database.url, COLLEAGUE))
  provide('browser', browser.wsEndpoint())

  return async () => {
    await browser.close()
    await server.stop()
    await database.drop()
  }
}
