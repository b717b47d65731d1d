import type { RuleMessages } from './rules-vi'

/** English for the limits of the law. */
export const en: RuleMessages = {
  title: 'Limits of the law',
  toMap: 'Back to the map',
  lede: 'A rule in use is never edited, only ended and replaced. The one in force on the day on which its clock starts applies.',
  withPast: 'Those that have ended too',
  regime: 'Regime',
  starts: 'From',
  target: 'Step',
  limit: 'Limit',
  condition: 'For',
  validity: 'In force',
  citation: 'Article',
  since: (from) => `since ${from}`,
  until: (from, to) => `from ${from} until before ${to}`,
  change: 'Replace',
  changeOf: (citation) => `End or replace: ${citation}`,
  on: 'No more in force from',
  replace: 'Put a new rule in its place from that day',
  amount: (unit) => `New limit (${unit})`,
  preview: 'Preview',
  told: (changed, all, status, due) =>
    `${changed} of ${all} parcels would change: ${status} have another status, ${due} another due date.`,
  store: 'Do it',
  stored: 'The limits of the law were changed.',
  kinds: { max: 'within', min: 'not before', valid: 'valid for' },
  units: { day: 'days', working_day: 'working days', month: 'months' },
  conditions: {
    any: 'all parcels',
    agricultural: 'farmland',
    not_agricultural: 'other land',
    resettlement: 'who must move',
    no_resettlement: 'who need not move',
  },
}
