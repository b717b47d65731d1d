import { get, write } from './client'
import { address } from './endpoints'
import type { IsoDate, NewRule, RuleChanges, RulePreview, StoredRule } from './types'

export const getRules = (signal?: AbortSignal) => get<{ items: StoredRule[] }>(address('rules'), signal)

export const previewRules = (body: RuleChanges) =>
  write<RulePreview>('POST', address('rules/preview'), { body })

export const addRule = (body: NewRule) => write<StoredRule>('POST', address('rules'), { body })

export const endRule = (id: number, on: IsoDate) =>
  write<StoredRule>('POST', address(`rules/${id}/end`), { body: { on } })
