// Calls to a running service, so many at a time.
import http from 'node:http'
import { performance } from 'node:perf_hooks'
import { asBench } from './caller.mjs'

/** What asks a service over kept connections, at most so many at a time; answers status, headers and body. */
export function client(base, connections) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  return (path, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const options = { agent, method, headers: { ...asBench, ...headers } }
      const request = http.request(new URL(path, base), options, (response) => {
        const parts = []
        response.on('data', (part) => parts.push(part))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
        )
      })
      request.on('error', reject)
      request.end(body)
    })
}

/** Milliseconds of each of these paths, or of those that fit in the time. An answer that is no success is an error. */
export async function timed(
  base,
  paths,
  { connections = 1, seconds = Number.POSITIVE_INFINITY, headers = {} },
) {
  const ask = client(base, connections)
  const times = []
  const end = performance.now() + seconds * 1_000
  let next = 0
  const worker = async () => {
    while (next < paths.length && performance.now() < end) {
      const path = paths[next++]
      const start = performance.now()
      const { status, body } = await ask(path, { headers })
      if (status >= 400) throw new Error(`${status} ${path}: ${body}`)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  return times
}
