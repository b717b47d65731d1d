import type { Parcel } from '../api/types'
import type { Messages } from '../i18n/vi'

/** "Tờ 12 · Thửa 345": how everybody in the office calls a parcel. */
export function parcelName(
  { map_sheet, parcel_no }: Pick<Parcel, 'map_sheet' | 'parcel_no'>,
  t: Messages,
): string {
  return map_sheet ? t.parcel.name(map_sheet, parcel_no) : t.parcel.nameWithoutSheet(parcel_no)
}
