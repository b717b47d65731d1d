/** What is recorded, by the beginning of its name: whoever asks the server for a group gets all of it. */
export const ACTIONS = {
  login: ['login', 'login.failed'],
  logout: ['logout'],
  session: ['session.end'],
  password: ['password.set', 'password.failed'],
  token: ['token.create', 'token.end'],
  user: ['user.create', 'user.update', 'user.link'],
  persons: ['persons.read', 'persons.search', 'persons.export', 'persons.erase'],
  parcel: ['parcel.update'],
  obstacle: [
    'obstacle.raise',
    'obstacle.update',
    'obstacle.close',
    'obstacle.reopen',
    'obstacle.comment',
    'obstacle.attach',
    'obstacle.detach',
  ],
  project: ['project.create', 'project.update', 'project.archive'],
  plan: ['plan.update'],
  commitment: ['commitment.make', 'commitment.supersede', 'commitment.withdraw'],
  capital: ['capital.record', 'capital.withdraw', 'capital.import'],
  import: ['import.parcels', 'import.projects', 'import.units', 'import.undo'],
  export: ['export'],
  rule: ['rule.add', 'rule.end'],
  audit: ['audit.export'],
  demo: ['demo.load'],
} as const

type Single = 'logout' | 'session' | 'parcel' | 'plan' | 'export' | 'audit' | 'demo'
export type Action = (typeof ACTIONS)[keyof typeof ACTIONS][number]
/** A group of more than one action. */
export type ActionGroup = Exclude<keyof typeof ACTIONS, Single>

export interface Choice {
  /** Null: one action that is no group. */
  group: ActionGroup | null
  actions: Action[]
}

/** What the audit can be filtered by. */
export const CHOICES: Choice[] = Object.entries(ACTIONS).map(([name, actions]) =>
  actions.length === 1
    ? { group: null, actions: [...actions] }
    : // The server takes `login` for the group: alone it cannot be asked for.
      { group: name as ActionGroup, actions: actions.filter((action) => action !== name) },
)

/** Actions that are worth a second look. */
export function toneOf(action: string): 'danger' | 'caution' | null {
  if (action.endsWith('.failed') || action === 'persons.erase') return 'danger'
  return action.startsWith('persons.') ? 'caution' : null
}
