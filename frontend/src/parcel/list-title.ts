import { FACTS, type ParcelStatus, STATUSES, type Step } from '../api/types'
import type { Board } from '../board.svelte'
import type { Messages } from '../i18n/vi'
import { narrowingName, narrowingOf } from './narrowing'

/** What a list of parcels holds, in words: "Quá hạn · Cao tốc … · Phú Lương · chờ Chi trả". */
export function listTitle(query: string, board: Board, t: Messages): string {
  const params = new URLSearchParams(query)
  const all = (name: string) => params.getAll(name)
  const narrowing = narrowingOf(query)
  const facts = FACTS.filter((fact) => all('fact').includes(fact) && narrowing !== `fact=${fact}`)
  const statuses = STATUSES.filter((status) => all('status').includes(status))
  const words = [
    ...facts.map((fact) => t.fact[fact]),
    ...(narrowing ? [narrowingName(narrowing, t)] : []),
    ...statuses.map((status: ParcelStatus) => t.status[status]),
    ...all('project').map((code) => board.projectName(code)),
    ...all('unit').map((code) => board.unitName(code)),
    ...all('waiting_for').map((step) => t.list.waitingFor(t.step[step as Step] ?? step)),
    ...all('cause').map((cause) => board.cause(cause)),
    ...all('household').map((household) => t.list.household(household)),
    ...all('q').map((text) => t.list.matching(text)),
    ...(params.get('outside') === 'true' ? [t.units.outside] : []),
  ]
  return words.join(' · ') || t.list.everything
}
