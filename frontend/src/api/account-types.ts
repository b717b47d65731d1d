// What crosses the wire of logins and accounts; the rest is in types.ts.

/** What an account is; whoever has not logged in is `public`. */
export type Role = 'public' | 'planner' | 'field' | 'officer' | 'leader' | 'admin'

/** The roles that an account can have. */
export const ROLES = ['admin', 'leader', 'officer', 'field', 'planner'] as const satisfies readonly Role[]

/** How far a right goes. */
export type Grant = 'no' | 'own_areas' | 'yes'

export type Right =
  | 'anyone'
  | 'own_account'
  | 'read_map'
  | 'read_parcels'
  | 'record'
  | 'pursue'
  | 'read_persons'
  | 'find_persons'
  | 'read_money'
  | 'manage'
  | 'assign'
  | 'export'
  | 'administer'
  | 'read_audit'

export interface SessionUser {
  id: number
  name: string
  full_name: string
  role: Role
  /** The units to which the account is limited; none: not to units. */
  units: { code: string; name: string }[]
  /** The codes of projects to which it is limited; none: not to projects. */
  projects: string[]
  expires_at: string | null
}

export interface DemoAccount {
  name: string
  password: string
  role: Role
}

export interface SessionState {
  /** Null: nobody has logged in. */
  user: SessionUser | null
  /** Whether the map is open to those who have not. */
  public: boolean
  grants: Partial<Record<Right, Grant>>
  demo_accounts: DemoAccount[]
}

export interface Credentials {
  name: string
  password: string
}

export interface LoginSession {
  id: string
  /** What the browser says of itself. */
  device: string
  created_at: string
  seen_at: string
  expires_at: string
  is_current: boolean
}

export const TOKEN_SCOPES = ['read', 'write'] as const
export type TokenScope = (typeof TOKEN_SCOPES)[number]

export interface AccessToken {
  id: string
  name: string
  scope: TokenScope
  created_at: string
  seen_at: string | null
  expires_at: string | null
}

export type MadeToken = AccessToken & { secret: string }

export interface User {
  id: number
  name: string
  full_name: string
  role: Role
  unit_codes: string[]
  project_codes: string[]
  disabled: boolean
  has_password: boolean
  created_at: string
  seen_at: string | null
  version: number
}

export type NewUser = Pick<User, 'name' | 'full_name' | 'role' | 'unit_codes' | 'project_codes'>
export type UserChange = Partial<Omit<NewUser, 'name'> & Pick<User, 'disabled'>>

export interface PasswordLink {
  token: string
  expires_at: string
}

export interface MadeUser {
  user: User
  /** Null where the account had been made by the same operation before. */
  link: PasswordLink | null
}
