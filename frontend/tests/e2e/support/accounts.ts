import { execFileSync } from 'node:child_process'
import type { DemoAccount, SessionState } from '../../../src/api/types'

/** Login name of a colleague who works elsewhere. */
export const COLLEAGUE = 'minh'

/** A token of an account that may do everything, which is made where it is not there. */
export async function tokenOf(database: string, name: string): Promise<string> {
  const binary = process.env.MATBANG_BIN
  if (!binary) throw new Error('MATBANG_BIN must name the built program')
  const say = (...words: string[]) =>
    execFileSync(binary, words, { env: { ...process.env, DATABASE_URL: database }, input: '' }).toString()
  if (!say('user', 'list').includes(`${name}\tadmin`)) say('user', 'add', name, '--role', 'admin')
  return say('token', 'add', name, '--scope', 'write').trim()
}

/** The accounts that the demo offers. */
export async function demoAccounts(origin: string): Promise<DemoAccount[]> {
  const answer = await fetch(`${origin}/api/v1/session`)
  return ((await answer.json()) as SessionState).demo_accounts
}

/** The cookie of a new session. */
export async function cookieOf(origin: string, { name, password }: DemoAccount) {
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password }),
  })
  const [given, value] =
    answer.headers
      .get('set-cookie')
      ?.match(/^([^=]+)=([^;]+)/)
      ?.slice(1) ?? []
  if (!given || !value) throw new Error(`${name} cannot log in: ${answer.status}`)
  return { name: given, value, url: origin }
}
