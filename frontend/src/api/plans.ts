import { get, type Query, write } from './client'
import { address } from './endpoints'
import type {
  Commitment,
  CommitmentDetail,
  CommitmentSuccessor,
  IsoDate,
  NewCommitment,
  Page,
  Plans,
  Project,
  SharePoint,
  Step,
} from './types'

const ofProject = (code: string, part = '') => `projects/${encodeURIComponent(code)}${part}`

export const getPlans = (code: string, query: Query = {}, signal?: AbortSignal) =>
  get<Plans>(address(ofProject(code, '/plans'), query), signal)

/** What a change of a plan starts from, and why it is made. */
export interface PlanEdit {
  code: string
  version: number
  reason?: string
}

/** Plans a step for a day; null: takes the plan back. An empty `unit_code` is the whole project. */
export const planStep = (
  { code, version, reason }: PlanEdit,
  plan: { unit_code: string; step: Step; on: IsoDate | null },
) => write<Plans>('PUT', address(ofProject(code, '/plans/steps')), { version, body: { ...plan, reason } })

export const planCurve = ({ code, version, reason }: PlanEdit, points: SharePoint[]) =>
  write<Plans>('PUT', address(ofProject(code, '/plans/curve')), { version, body: { points, reason } })

export const setDeadline = ({ code, version, reason }: PlanEdit, clearance_deadline: IsoDate | null) =>
  write<Project>('PATCH', address(ofProject(code)), { version, body: { clearance_deadline, reason } })

export const getCommitments = (query: Query, signal?: AbortSignal) =>
  get<Page<Commitment>>(address('commitments', query), signal)

export const getCommitmentPage = (url: string, signal?: AbortSignal) => get<Page<Commitment>>(url, signal)

/** The whole list of a filter as a file. */
export const commitmentFile = (query: Query) => address('commitments', { ...query, format: 'csv' })

export const getCommitment = (id: number, query: Query = {}, signal?: AbortSignal) =>
  get<CommitmentDetail>(address(`commitments/${id}`, query), signal)

export const makeCommitment = (code: string, body: NewCommitment) =>
  write<Commitment>('POST', address(ofProject(code, '/commitments')), { body })

export const supersedeCommitment = (
  { id, version }: Pick<Commitment, 'id' | 'version'>,
  body: CommitmentSuccessor,
) => write<CommitmentDetail>('POST', address(`commitments/${id}/supersede`), { version, body })

export const withdrawCommitment = ({ id, version }: Pick<Commitment, 'id' | 'version'>, reason: string) =>
  write<CommitmentDetail>('POST', address(`commitments/${id}/withdraw`), { version, body: { reason } })
