import { get, type Query, write } from './client'
import { address } from './endpoints'
import type {
  Capital,
  CapitalFigure,
  CapitalImported,
  CapitalInput,
  IsoDate,
  MoneyUnit,
  ProjectCapital,
} from './types'

export const getCapital = (query: Query, signal?: AbortSignal) =>
  get<Capital>(address('capital', query), signal)

export const capitalFile = (query: Query) => address('capital', { ...query, format: 'csv' })

const ofProject = (code: string) => `projects/${encodeURIComponent(code)}/capital`

export const getProjectCapital = (code: string, as_of: IsoDate | null, signal?: AbortSignal) =>
  get<ProjectCapital>(address(ofProject(code), { as_of }), signal)

/** Records figures for a day; `version` where some of that day are corrected. */
export const putCapital = (code: string, year: number, body: CapitalInput, version?: number) =>
  write<CapitalFigure>('PUT', address(`${ofProject(code)}/${year}`), { body, version })

export const withdrawCapital = (code: string, { year, as_of, version }: CapitalFigure, reason: string) =>
  write<void>('DELETE', address(`${ofProject(code)}/${year}/${as_of}`), { body: { reason }, version })

/** How a file of figures is to be read, and whether it is only tried. */
export interface CapitalFile {
  file: File
  unit: MoneyUnit | ''
  numbers: 'vi' | 'en' | ''
}

export const importCapital = ({ file, unit, numbers }: CapitalFile, dry_run: boolean) =>
  write<CapitalImported>(
    'POST',
    address('capital/import', { dry_run, file_name: file.name, unit, numbers }),
    {
      body: file,
    },
  )
