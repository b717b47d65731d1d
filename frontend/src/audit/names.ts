import type { AuditMessages } from '../i18n/audit-vi'

/** As which the server notes whoever it does not know. */
const NOBODY = 'unknown'

export function nameOfActor(actor: string, t: AuditMessages): string {
  return actor === NOBODY ? t.nobody : actor
}

/** The actor that is called so. */
export function actorNamed(name: string, t: AuditMessages): string {
  return name === t.nobody ? NOBODY : name
}

/** What was done, in words; a server that is newer than the page may do things that it has no words for. */
export function nameOfAction(action: string, t: AuditMessages): string {
  return (t.actions as Record<string, string>)[action] ?? action
}

export function nameOfDoor(door: string, t: AuditMessages): string {
  return (t.doors as Record<string, string>)[door] ?? door
}
