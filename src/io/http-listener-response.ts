import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { ListenerResponse } from './http-listener-message.js'
import type { HttpHeaders } from './http-message.js'

/** Writes an answer, or the part of it that `abort` leaves. Resolves when it is handed to the system or the peer has gone. */
export async function writeResponse(response: ServerResponse, answer: ListenerResponse, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return
  const limit = answer.abort?.afterBytes
  if (limit === 0) return cut(response)
  const headers = nodeHeaders(answer.headers)
  if (answer.body instanceof Uint8Array) {
    response.writeHead(answer.status, { ...headers, 'content-length': answer.body.length })
    if (limit === undefined) response.end(answer.body)
    else await cutAfter(response, answer.body.subarray(0, limit))
    return
  }
  response.writeHead(answer.status, headers)
  let room = limit ?? Number.POSITIVE_INFINITY
  for await (const chunk of answer.body) {
    if (gone.aborted) return
    if (chunk.length >= room) return cutAfter(response, chunk.subarray(0, room))
    room -= chunk.length
    if (!response.write(chunk)) await drained(response, gone)
  }
  if (limit === undefined) response.end()
  else cut(response)
}

function nodeHeaders(headers: HttpHeaders): OutgoingHttpHeaders {
  const result: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = typeof value === 'string' ? value : [...value]
  }
  return result
}

function cutAfter(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    response.write(bytes, () => {
      cut(response)
      resolve()
    })
  })
}

function cut(response: ServerResponse): void {
  response.socket?.destroy()
}

function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    function done(): void {
      response.off('drain', done)
      gone.removeEventListener('abort', done)
      resolve()
    }
    response.once('drain', done)
    gone.addEventListener('abort', done)
  })
}
