import type { ParcelDetail } from '../api/types'

/** The parcel as the server answered the latest edit made here: shown at once, before any refresh. */
class Answered {
  parcel = $state.raw<ParcelDetail | null>(null)
}

export const answered = new Answered()
