import type {
  AccessToken,
  Credentials,
  LoginSession,
  MadeToken,
  MadeUser,
  NewUser,
  PasswordLink,
  SessionState,
  TokenScope,
  User,
  UserChange,
} from './account-types'
import { get, write } from './client'
import { address } from './endpoints'

export const getSession = (signal?: AbortSignal) => get<SessionState>(address('session'), signal)

export const logIn = (body: Credentials) => write<SessionState>('POST', address('session'), { body })

export const logOut = () => write<undefined>('DELETE', address('session'), {})

export const setPasswordByLink = (token: string, password: string) =>
  write<SessionState>('POST', address('password-links'), { body: { token, password } })

export const changePassword = (current: string, fresh: string) =>
  write<SessionState>('PUT', address('account/password'), { body: { current, new: fresh } })

export const getSessions = (signal?: AbortSignal) =>
  get<{ items: LoginSession[] }>(address('account/sessions'), signal)

export const endSession = (id: string) => write<undefined>('DELETE', address(`account/sessions/${id}`), {})

export const getTokens = (signal?: AbortSignal) =>
  get<{ items: AccessToken[] }>(address('account/tokens'), signal)

export const makeToken = (body: { name: string; scope: TokenScope; days: number }) =>
  write<MadeToken>('POST', address('account/tokens'), { body })

export const endToken = (id: string) => write<undefined>('DELETE', address(`account/tokens/${id}`), {})

export const getUsers = (signal?: AbortSignal) => get<{ items: User[] }>(address('users'), signal)

export const createUser = (body: NewUser) => write<MadeUser>('POST', address('users'), { body })

export const changeUser = ({ id, version }: Pick<User, 'id' | 'version'>, body: UserChange) =>
  write<User>('PATCH', address(`users/${id}`), { version, body })

export const makeLink = (id: number) => write<PasswordLink>('POST', address(`users/${id}/link`), {})
