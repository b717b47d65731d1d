import { get, write } from './client'
import { address } from './endpoints'
import type { ParcelPersons, PersonsFound } from './types'

/** The land user of a parcel; the server records who asks, and why. */
export const getPersons = (parcel: number, why: string) =>
  get<ParcelPersons>(address(`parcels/${parcel}/persons`, { why }))

/** Parcels by name: sent in a body, so that no name stands in an address. */
export const findPersons = (name: string) =>
  write<PersonsFound>('POST', address('persons/search'), { body: { name } })
