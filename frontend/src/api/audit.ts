import type { AuditPage } from './audit-types'
import { get, type Query } from './client'
import { address } from './endpoints'

export const getAudit = (query: Query, signal?: AbortSignal) =>
  get<AuditPage>(address('audit', query), signal)

export const getAuditPage = (url: string, signal?: AbortSignal) => get<AuditPage>(url, signal)

/** The whole list of a filter as a file. */
export const auditFile = (query: Query) => address('audit', { ...query, format: 'csv' })
