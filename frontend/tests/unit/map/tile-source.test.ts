import { describe, expect, it } from 'vitest'
import { type Tile, TileSource } from '../../../src/map/tile-source'
import { settled, useFakeTiles } from './fake-tiles'

const fake = useFakeTiles()

interface Text {
  text: string
}

function source(onDecoded?: (data: Text) => boolean) {
  const tiles = new TileSource<Text>({
    ...{ url: '/t', frames: fake().frames, onDecoded, onChange: () => {}, onFailingChange: () => {} },
    // biome-ignore lint/correctness/useYield: nothing so short needs a pause.
    *decode(bytes) {
      return { text: new TextDecoder().decode(bytes) }
    },
  })
  const told: string[] = []
  const use = (x: number) => tiles.use(5, x, 0, () => told.push(`${x}`))
  return { tiles, told, use }
}

const texts = (...tiles: Tile<Text>[]) => tiles.map(({ data }) => data?.text)

/** Two tiles that show what was asked for on the first day. */
async function twoOfTheFirstDay() {
  const { tiles, told, use } = source()
  tiles.setQuery(() => ({ day: '1' }))
  const [[west], [east, releaseEast]] = [use(0), use(1)]
  await fake().answer('/t/5/0/0?day=1', 'west 1', '"w1"')
  await fake().answer('/t/5/1/0?day=1', 'east 1', '"e1"')
  told.length = 0
  return { tiles, told, use, west, east, releaseEast }
}

describe('a source of tiles', () => {
  it('shows each new tile as it comes', async () => {
    const { use } = source()
    const [[west], [east]] = [use(0), use(1)]
    await fake().answer('/t/5/1/0', 'east')
    expect(texts(west, east)).toEqual([undefined, 'east'])
  })

  it('keeps what it shows until all tiles have what is asked for now, then changes all at once', async () => {
    const { tiles, told, west, east } = await twoOfTheFirstDay()
    tiles.setQuery(() => ({ day: '2' }))
    await fake().answer('/t/5/0/0?day=2', 'west 2')
    expect(texts(west, east)).toEqual(['west 1', 'east 1'])
    expect(told).toEqual([])
    await fake().answer('/t/5/1/0?day=2', 'east 2')
    expect(texts(west, east)).toEqual(['west 2', 'east 2'])
    expect(told).toEqual(['0', '1'])
  })

  it('holds back a tile that comes new while others still show the old', async () => {
    const { tiles, use, west, east } = await twoOfTheFirstDay()
    tiles.setQuery(() => ({ day: '2' }))
    const [south] = use(2)
    await fake().answer('/t/5/2/0?day=2', 'south 2')
    expect(texts(west, east, south)).toEqual(['west 1', 'east 1', undefined])
    await fake().answer('/t/5/0/0?day=2', 'west 2')
    await fake().answer('/t/5/1/0?day=2', 'east 2')
    expect(texts(west, east, south)).toEqual(['west 2', 'east 2', 'south 2'])
  })

  it('waits for no tile that is not used any more', async () => {
    const { tiles, west, releaseEast } = await twoOfTheFirstDay()
    tiles.setQuery(() => ({ day: '2' }))
    await fake().answer('/t/5/0/0?day=2', 'west 2')
    releaseEast()
    expect(texts(west)).toEqual(['west 2'])
  })

  it('neither decodes nor draws again what is the same for another question', async () => {
    const { tiles, told, west, east } = await twoOfTheFirstDay()
    tiles.setQuery(() => ({ day: '2' }))
    expect([...fake().waiting.values()].map(({ tag }) => tag)).toEqual(['"w1"', '"e1"'])
    await fake().answer('/t/5/0/0?day=2', 304)
    await fake().answer('/t/5/1/0?day=2', 'east 2')
    expect(texts(west, east)).toEqual(['west 1', 'east 2'])
    expect(told).toEqual(['1'])
  })

  it('answers the last of several quick questions', async () => {
    const { tiles, west, east } = await twoOfTheFirstDay()
    tiles.setQuery(() => ({ day: '2' }))
    await fake().answer('/t/5/0/0?day=2', 'west 2', '"w2"')
    tiles.setQuery(() => ({ day: '1' }))
    expect(fake().waiting.get('/t/5/0/0?day=1')?.tag).toBe('"w2"')
    await fake().answer('/t/5/0/0?day=1', 'west 1', '"w1"')
    await fake().answer('/t/5/1/0?day=1', 304)
    expect(texts(west, east)).toEqual(['west 1', 'east 1'])
  })

  it('asks again only for tiles whose own question changed', async () => {
    const { tiles, told, west } = await twoOfTheFirstDay()
    tiles.setQuery((z) => ({ day: z === 5 ? '1' : '2' }))
    await settled()
    expect(fake().waiting.size).toBe(0)
    expect(texts(west)).toEqual(['west 1'])
    expect(told).toEqual([])
  })

  it('does not take an edited tile for what its tag named', async () => {
    const { tiles, told, west } = await twoOfTheFirstDay()
    tiles.edit((data) => {
      if (data.text !== 'west 1') return false
      data.text = 'west, edited'
      return true
    })
    expect(told).toEqual([])
    tiles.setQuery(() => ({ day: '2' }))
    expect([...fake().waiting.values()].map(({ tag }) => tag)).toEqual([null, '"e1"'])
    expect(texts(west)).toEqual(['west, edited'])
  })

  it('edits what has come and waits, but not what is about to be replaced', async () => {
    const { tiles, west, east } = await twoOfTheFirstDay()
    tiles.setQuery(() => ({ day: '2' }))
    await fake().answer('/t/5/0/0?day=2', 'west 2')
    tiles.edit((data) => {
      data.text += '!'
      return true
    })
    expect(texts(west, east)).toEqual(['west 1', 'east 1'])
    await fake().answer('/t/5/1/0?day=2', 'east 2')
    expect(texts(west, east)).toEqual(['west 2!', 'east 2'])
  })
})
