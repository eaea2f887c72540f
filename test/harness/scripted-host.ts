import { listenHttp } from '../../src/io/http-listener.js'
import type { ListenerRequest, ListenerResponse } from '../../src/io/http-listener-message.js'

export interface ReceivedCall {
  readonly connectionId: number
  readonly authorization: string | undefined
  readonly unauthenticated: boolean
  /** The last part of the action, `Identify` for that. */
  readonly action: string
  readonly messageId: string
  readonly text: string
}

export type Reply = ListenerResponse | string

export type Script = (call: ReceivedCall, index: number) => Reply | Promise<Reply>

export interface ScriptedHost {
  readonly port: number
  readonly calls: readonly ReceivedCall[]
  close(): Promise<void>
}

/** A host that answers as told: a string is a SOAP message, in which RelatesTo is set to what was asked. */
export async function scriptedHost(script: Script): Promise<ScriptedHost> {
  const calls: ReceivedCall[] = []
  const listener = await listenHttp({ host: '127.0.0.1', port: 0, maxBodyBytes: 1_000_000 }, async (request) => {
    const call = received(request)
    calls.push(call)
    const reply = await script(call, calls.length)
    return typeof reply === 'string' ? soap(relate(reply, call)) : reply
  })
  return { port: listener.port, calls, close: () => listener.close() }
}

export function soap(text: string, status = text.includes(':Fault>') ? 500 : 200): ListenerResponse {
  return { status, headers: { 'content-type': 'application/soap+xml;charset=UTF-8' }, body: new TextEncoder().encode(text) }
}

export function plain(
  status: number,
  type: string | undefined,
  text: string,
  headers: Record<string, string> = {},
): ListenerResponse {
  return {
    status,
    headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
    body: new TextEncoder().encode(text),
  }
}

export const challenge: ListenerResponse = {
  status: 401,
  headers: { 'www-authenticate': ['Negotiate', 'Basic realm="WSMAN"'] },
  body: new Uint8Array(),
}

function received(request: ListenerRequest): ReceivedCall {
  const text = new TextDecoder().decode(request.body)
  const authorization = request.headers['authorization']
  return {
    connectionId: request.connectionId,
    authorization: typeof authorization === 'string' ? authorization : undefined,
    unauthenticated: request.headers['wsmanidentify'] === 'unauthenticated',
    action: /:Identify\b/.test(text) ? 'Identify' : (/<\w+:Action[^>]*>[^<]*\/(\w+)\s*</.exec(text)?.[1] ?? ''),
    messageId: /<\w+:MessageID[^>]*>\s*([^<\s]+)/.exec(text)?.[1] ?? '',
    text,
  }
}

function relate(text: string, { messageId }: ReceivedCall): string {
  return text.replace(/(<\w+:RelatesTo[^>]*>)[^<]*/, `$1${messageId}`)
}
