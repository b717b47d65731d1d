import { get, receive, write } from './client'
import { address } from './endpoints'
import type { ParcelPersons, PersonsFound } from './types'

/** The land user of a parcel; the server records who asks, and why. */
export const getPersons = (parcel: number, why: string) =>
  get<ParcelPersons>(address(`parcels/${parcel}/persons`, { why }))

/** Parcels by name: sent in a body, so that no name stands in an address. */
export const findPersons = (name: string) =>
  write<PersonsFound>('POST', address('persons/search'), { body: { name } })

/** A list of parcels with names as a file; `filter` as the list of parcels takes it, in its order. */
export const exportPersons = (filter: string, reason: string) =>
  receive(address('parcels/export'), { filter, reason })

/** Takes the name and the amount of a parcel away for good. */
export const erasePersons = (parcel: number, reason: string) =>
  write<undefined>('DELETE', address(`parcels/${parcel}/persons`), { body: { reason } })
