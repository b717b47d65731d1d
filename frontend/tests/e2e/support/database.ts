import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A new, empty database on the server of `server`, with PostGIS from template1. */
export async function createDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `matbang_e2e_${randomBytes(4).toString('hex')}`
  const say = (sql: string) => run('psql', [server, '--no-psqlrc', '--quiet', '--command', sql])
  await say(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: async () => {
      await say(`drop database ${name} with (force)`)
    },
  }
}
