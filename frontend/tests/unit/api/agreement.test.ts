import { readFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, expectTypeOf, it } from 'vitest'
import type { components } from '../../../src/api/openapi.gen'
import type {
  AccessToken,
  AuditPage,
  Bottlenecks,
  Capital,
  CapitalFigure,
  CapitalImported,
  CommitmentDetail,
  Import,
  ImportPreview,
  ImportReport,
  LoginSession,
  MadeToken,
  MadeUser,
  Meta,
  Obstacle,
  Page,
  Parcel,
  ParcelDetail,
  ParcelEvent,
  ParcelOutline,
  ParcelPersons,
  ParcelSetAnswer,
  PersonsFound,
  Plans,
  Project,
  ProjectCapital,
  ProjectPage,
  SessionState,
  User,
} from '../../../src/api/types'

type Schemas = components['schemas']

/** The server sends every member of an answer; the document cannot say so of those that may be null. */
type Sent<T> = T extends readonly (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { [Name in keyof T]-?: Sent<Exclude<T[Name], undefined>> }
    : T

/** Compiles only where what the server sends is what the page reads; places are not compared number by number. */
type Readable<_Theirs extends Ours, Ours> = true

type Loose<T> = T extends readonly [number, ...number[]]
  ? number[]
  : T extends readonly (infer Item)[]
    ? Loose<Item>[]
    : T extends object
      ? { [Name in keyof T]: Loose<T[Name]> }
      : T

type Agreement = [
  Readable<Sent<Schemas['Meta']>, Loose<Omit<Meta, 'default_level'>>>,
  Readable<Sent<Schemas['ProjectPage']>, Loose<Omit<ProjectPage, 'items'>>>,
  Readable<Sent<Schemas['ProjectDetail']>, Loose<Omit<Project, 'boundary' | 'alignment' | 'sector'>>>,
  Readable<Sent<Schemas['Plans']>, Loose<Plans>>,
  Readable<Sent<Schemas['CommitmentDetail']>, Loose<CommitmentDetail>>,
  Readable<Sent<Schemas['ParcelPage']>['items'][number], Loose<Omit<Parcel, 'distance_m'>>>,
  Readable<Sent<Schemas['ParcelDetail']>, Loose<Omit<ParcelDetail, 'geometry' | 'distance_m'>>>,
  Readable<Sent<Schemas['SetChanged']>, Loose<ParcelSetAnswer>>,
  Readable<Sent<Schemas['HistoryEntry']>, Loose<Omit<ParcelEvent, 'fields'>>>,
  Readable<Sent<Schemas['ObstaclePage']>, Loose<Page<Obstacle>>>,
  Readable<Sent<Schemas['Import']>, Loose<Omit<Import, 'report' | 'options'>>>,
  Readable<Sent<Schemas['Report']>, Loose<Omit<ImportReport, 'format'>>>,
  Readable<Sent<Schemas['ImportPreview']>, Loose<Omit<ImportPreview, 'remembered'>>>,
  Readable<Sent<Schemas['ParcelOutline']>, Loose<ParcelOutline>>,
  Readable<Sent<Schemas['ParcelPersons']>, ParcelPersons>,
  Readable<
    Sent<Schemas['PersonsFound']>['items'][number],
    Pick<PersonsFound['items'][number], 'holder_name'>
  >,
  Readable<Sent<Schemas['AuditPage']>, AuditPage>,
  Readable<Sent<Schemas['SessionState']>, Loose<SessionState>>,
  Readable<Sent<Schemas['Sessions']>, { items: LoginSession[] }>,
  Readable<Sent<Schemas['AccessTokens']>, { items: AccessToken[] }>,
  Readable<Sent<Schemas['MadeToken']>, MadeToken>,
  Readable<Sent<Schemas['Users']>, { items: User[] }>,
  Readable<Sent<Schemas['MadeUser']>, MadeUser>,
  Readable<Sent<Schemas['Bottlenecks']>, Loose<Omit<Bottlenecks, 'items'>>>,
  Readable<Sent<Schemas['Capital']>, Loose<Omit<Capital, 'items'>>>,
  Readable<Sent<Schemas['CapitalFigure']>, CapitalFigure>,
  Readable<Sent<Schemas['ProjectCapital']>, Loose<ProjectCapital>>,
  Readable<Sent<Schemas['CapitalImported']>, Loose<CapitalImported>>,
]

it('what the page reads is what the server sends', () => {
  // The compiler has checked it: a disagreement does not build.
  expectTypeOf<Agreement[number]>().toEqualTypeOf<true>()
})

it('the types of the API are those of its document', async () => {
  const made = astToString(await openapiTS(new URL('../../../../docs/openapi.json', import.meta.url)))
  const kept = await readFile(new URL('../../../src/api/openapi.gen.ts', import.meta.url), 'utf8')
  expect(kept.endsWith(made)).toBe(true)
})
