import { FACTS, type ParcelStatus, STATUSES, type Step, WARNINGS } from '../api/types'
import type { Board } from '../board.svelte'
import type { Messages } from '../i18n/vi'

/** What a list of parcels holds, in words: "Quá hạn · Cao tốc … · Phú Lương · chờ Chi trả". */
export function listTitle(query: string, board: Board, t: Messages): string {
  const params = new URLSearchParams(query)
  const all = (name: string) => params.getAll(name)
  const facts = FACTS.filter((fact) => all('fact').includes(fact)).map((fact) => t.fact[fact])
  const statuses = STATUSES.filter((status) => all('status').includes(status))
  const words = [
    ...facts,
    ...WARNINGS.filter((code) => all('warning').includes(code)).map((code) => t.warning[code]),
    ...all('lapsing').map((days) => t.list.lapsing(days)),
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
