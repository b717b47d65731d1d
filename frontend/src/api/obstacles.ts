import { get, type Query, write } from './client'
import { address } from './endpoints'
import type {
  Attachment,
  BulkChange,
  Closing,
  Comment,
  NewObstacle,
  Obstacle,
  ObstacleChange,
  ObstacleDetail,
  ObstacleEvents,
  ObstaclePage,
  ObstacleVersion,
  Officer,
} from './types'
import { type UploadWatch, upload } from './upload'

const of = (id: number, part = '', query: Query = {}) => address(`obstacles/${id}${part}`, query)

export const getObstacles = (query: Query, signal?: AbortSignal) =>
  get<ObstaclePage>(address('obstacles', query), signal)

export const getObstaclePage = (url: string, signal?: AbortSignal) => get<ObstaclePage>(url, signal)

/** The whole list of a filter as a file. */
export const obstacleFile = (query: Query) => address('obstacles', { ...query, format: 'csv' })

export const getObstacle = (id: number, query: Query = {}, signal?: AbortSignal) =>
  get<ObstacleDetail>(of(id, '', query), signal)

export const getObstacleEvents = (id: number, signal?: AbortSignal) =>
  get<ObstacleEvents>(of(id, '/events'), signal)

export const getOfficers = (signal?: AbortSignal) => get<{ items: Officer[] }>(address('officers'), signal)

export const raiseObstacle = (body: NewObstacle) => write<Obstacle>('POST', address('obstacles'), { body })

export const changeObstacle = ({ id, version }: ObstacleVersion, body: ObstacleChange) =>
  write<Obstacle>('PATCH', of(id), { version, body })

export const changeObstacles = (obstacles: readonly ObstacleVersion[], change: BulkChange) => {
  const items = obstacles.map(({ id, version }) => ({ id, version }))
  return write<{ changed: number }>('PATCH', address('obstacles'), { body: { items, ...change } })
}

export const closeObstacle = ({ id, version }: ObstacleVersion, body: Closing) =>
  write<Obstacle>('POST', of(id, '/close'), { version, body })

export const reopenObstacle = ({ id, version }: ObstacleVersion) =>
  write<Obstacle>('POST', of(id, '/reopen'), { version, body: {} })

export const addComment = (id: number, text: string) =>
  write<Comment>('POST', of(id, '/comments'), { body: { text } })

/** Sends a picture or document; sent again with the same operation, it is attached once. */
export const attach = (id: number, file: File, operationId: string, watch: UploadWatch) =>
  upload<Attachment>(of(id, '/attachments', { name: file.name }), file, operationId, watch)

export const attachmentFile = (id: number, attachment: number) => of(id, `/attachments/${attachment}`)

export const removeAttachment = (id: number, attachment: number, reason: string) =>
  write<undefined>('DELETE', attachmentFile(id, attachment), { body: { reason } })
