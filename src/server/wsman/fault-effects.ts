import type { Clock } from '../../base/ports.js'
import type { ListenerResponse } from '../../io/http-listener-message.js'
import { faultOf, type InjectedFault } from '../faults.js'

/** What the injected faults make of an answer. The delay is taken from the clock. */
export async function spoil(
  answer: ListenerResponse,
  struck: readonly InjectedFault[],
  clock: Clock,
  signal: AbortSignal,
): Promise<ListenerResponse> {
  const delay = faultOf(struck, 'delay')
  if (delay !== undefined) await clock.sleep(delay.ms, signal)
  const http = faultOf(struck, 'http')
  if (http !== undefined) return { status: http.status, headers: {}, body: new Uint8Array() }
  const body = faultOf(struck, 'body')
  const type = faultOf(struck, 'content-type')
  const close = faultOf(struck, 'close')
  return {
    ...answer,
    ...(body === undefined ? {} : replaceBody(answer, body.content)),
    ...(type === undefined ? {} : { headers: { ...answer.headers, 'content-type': type.value } }),
    ...(close === undefined ? {} : { abort: { afterBytes: close.afterBytes } }),
  }
}

type BodyContent = Extract<InjectedFault, { kind: 'body' }>['content']

function replaceBody(answer: ListenerResponse, content: BodyContent): Partial<ListenerResponse> {
  switch (content) {
    case 'html':
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: encode('<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>'),
      }
    case 'garbage':
      return { body: Uint8Array.from({ length: 512 }, (_value, index) => (index * 151 + 7) % 256) }
    case 'truncated':
      return { body: answer.body instanceof Uint8Array ? answer.body.slice(0, Math.floor(answer.body.length / 2)) : answer.body }
    case 'empty':
      return { body: new Uint8Array() }
    case 'endless':
      return { body: endlessEnvelope() }
  }
}

/** Well-formed as far as it goes, and it goes on until the peer has had enough. */
async function* endlessEnvelope(): AsyncGenerator<Uint8Array> {
  yield encode('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><r>')
  const chunk = encode('<item>nothing of interest</item>'.repeat(512))
  for (;;) yield chunk
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
