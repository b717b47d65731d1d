/** The coordinate systems that files in Vietnam are in, by their EPSG codes. */
export interface CoordinateSystem {
  /** `EPSG:9213`. */
  code: string
  /** What surveyors call it. */
  name: string
}

/** Zones of 3° of VN-2000 by the longitude of their meridian, in minutes of arc; west to east. */
const ZONES: [epsg: number, minutes: number][] = [
  [9205, 6180],
  [9206, 6240],
  [9207, 6270],
  [9208, 6285],
  [5897, 6300],
  [9209, 6330],
  [9210, 6345],
  [9211, 6360],
  [9212, 6375],
  [9213, 6390],
  [9214, 6420],
  [9215, 6435],
  [9216, 6450],
  [5899, 6465],
  [5898, 6480],
  [9217, 6495],
  [9218, 6510],
]

export const ZONE_SYSTEMS: readonly CoordinateSystem[] = ZONES.map(([epsg, minutes]) => ({
  code: `EPSG:${epsg}`,
  name: `VN-2000 TM-3 ${Math.floor(minutes / 60)}°${String(minutes % 60).padStart(2, '0')}′`,
}))

export const OTHER_SYSTEMS: readonly CoordinateSystem[] = [
  { code: 'EPSG:4326', name: 'WGS 84' },
  { code: 'EPSG:4756', name: 'VN-2000' },
  { code: 'EPSG:3405', name: 'VN-2000 UTM 48N' },
  { code: 'EPSG:3406', name: 'VN-2000 UTM 49N' },
  { code: 'EPSG:32648', name: 'WGS 84 UTM 48N' },
  { code: 'EPSG:32649', name: 'WGS 84 UTM 49N' },
]

const NAMES = new Map([...ZONE_SYSTEMS, ...OTHER_SYSTEMS].map(({ code, name }) => [code, name]))

export function isListed(code: string): boolean {
  return NAMES.has(code)
}

/** "VN-2000 TM-3 106°30′ (EPSG:9213)"; the code alone for one that is not listed. */
export function systemName(code: string): string {
  const name = NAMES.get(code)
  return name ? `${name} (${code})` : code
}

/** The code that somebody typed as "epsg 9213", "9213" or "EPSG:9213"; anything else as it is. */
export function typedSystem(text: string): string {
  const digits = text.trim().match(/^(?:epsg\s*:?\s*)?(\d{4,6})$/i)?.[1]
  return digits ? `EPSG:${digits}` : text.trim()
}
