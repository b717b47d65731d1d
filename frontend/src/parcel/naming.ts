import type { Parcel, UnitName } from '../api/types'
import type { Messages } from '../i18n/vi'

/** How close the map goes to a parcel. */
export const CLOSE_ZOOM = 18

/** "Tờ 12 · Thửa 345": how everybody in the office calls a parcel. */
export function parcelName(
  { map_sheet, parcel_no }: Pick<Parcel, 'map_sheet' | 'parcel_no'>,
  t: Messages,
): string {
  return map_sheet ? t.parcel.name(map_sheet, parcel_no) : t.parcel.nameWithoutSheet(parcel_no)
}

/** The names of a parcel's units at the level that the page shows; of all levels if it has none there. */
export function unitNames(units: UnitName[], level: string | undefined): string {
  const own = units.filter((unit) => unit.level === level)
  return (own.length ? own : units).map((unit) => unit.name).join(', ')
}
