import { Problem, problemOf, writingHeaders } from './client'

export interface UploadWatch {
  signal: AbortSignal
  /** How much has gone out, in bytes of the whole request. */
  onprogress(sent: number, whole: number): void
}

/**
 * The answer to a form or file that is sent, with its progress, which fetch does not tell. A connection
 * that breaks is a `Problem` of status 0; to send it again, give the same operation id.
 */
export async function upload<T>(
  url: string,
  body: FormData | File,
  operationId: string,
  watch: UploadWatch,
): Promise<T> {
  const request = new XMLHttpRequest()
  request.open('POST', url)
  for (const [name, value] of writingHeaders(operationId)) request.setRequestHeader(name, value)
  await sent(request, body, watch)
  if (request.status >= 300) throw problemOf(request.status, request.responseText)
  return JSON.parse(request.responseText)
}

function sent(
  request: XMLHttpRequest,
  body: FormData | File,
  { signal, onprogress }: UploadWatch,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => request.abort()
    request.upload.addEventListener('progress', ({ loaded, total }) => onprogress(loaded, total))
    request.addEventListener('load', () => resolve())
    request.addEventListener('error', () => reject(new Problem(0, null)))
    request.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')))
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort))
    signal.addEventListener('abort', abort)
    request.send(body)
  })
}
