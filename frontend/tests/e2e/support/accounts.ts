import { execFileSync } from 'node:child_process'

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
