import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ACTIONS, CHOICES } from '../../../src/audit/actions'
import { actorNamed, nameOfAction, nameOfActor, nameOfDoor } from '../../../src/audit/names'
import { en } from '../../../src/i18n/audit-en'
import { vi } from '../../../src/i18n/audit-vi'

const SERVER = new URL('../../../../src', import.meta.url).pathname
const ALL: string[] = Object.values(ACTIONS).flat()

/** The actions that the server's code names. */
async function recorded(): Promise<string[]> {
  const files = (await readdir(SERVER, { recursive: true })).filter((file) => file.endsWith('.rs'))
  const texts = await Promise.all(files.map((file) => readFile(join(SERVER, file), 'utf8')))
  // One of its tests names a file like an action.
  const named = new RegExp(`"((?:${Object.keys(ACTIONS).join('|')})\\.(?!geojson)[a-z]+)"`, 'g')
  return [...new Set(texts.flatMap((text) => [...text.matchAll(named)].map(([, action = '']) => action)))]
}

describe('the actions of the audit', () => {
  it('are all those that the server records', async () => {
    const server = await recorded()
    expect(server.length).toBeGreaterThan(15)
    expect(server.filter((action) => !ALL.includes(action))).toEqual([])
  })

  it('can each be asked for, alone or with their group, and once', () => {
    const offered = CHOICES.flatMap(({ group, actions }) => [...(group ? [group] : []), ...actions])
    expect(new Set(offered).size).toBe(offered.length)
    for (const action of ALL) expect(offered).toContain(action)
  })

  it('and doors and actors have words, where there are any', () => {
    for (const t of [vi, en]) {
      for (const action of ALL) expect(nameOfAction(action, t)).not.toBe(action)
      expect(nameOfAction('moon.land', t)).toBe('moon.land')
      expect(nameOfDoor('cli', t)).toBe(t.doors.cli)
      expect(nameOfActor('lan', t)).toBe('lan')
      expect(actorNamed(nameOfActor('unknown', t), t)).toBe('unknown')
    }
  })
})
