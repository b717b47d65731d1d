// Numbers that look random and are always the same.

/** A number from 0 up to 1 for whole numbers, the same for the same ones. */
export function chance(a, b, c, d) {
  let hash = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 0x7f4a, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ Math.imul(c + 0x51ed, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39) ^ Math.imul(d + 0x2545, 0x27d4eb2f)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}

/** One number from 0 up to 1 after the other, of a stream named by two whole numbers. */
export function numbersFrom(a, b) {
  let place = 0
  return () => chance(a, b, place++, 0x5bd1)
}

/** The entry, of a list whose entries begin with a weight, in which a share of all weights falls. */
export function weighed(entries, share) {
  let left = share * entries.reduce((sum, [weight]) => sum + weight, 0)
  for (const entry of entries) {
    left -= entry[0]
    if (left < 0) return entry
  }
  return entries.at(-1)
}
