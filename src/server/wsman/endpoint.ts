import type { Clock, RandomSource } from '../../base/ports.js'
import type { ListenerHandler, ListenerRequest, ListenerResponse } from '../../io/http-listener-message.js'
import { headerValue } from '../../io/http-message.js'
import type { HeaderValues } from '../../protocol/httpauth/header-values.js'
import type { AcceptedMessage, AuthMessage, HttpAcceptor } from '../../protocol/httpauth/http-authenticator.js'
import { isSealed } from '../../protocol/httpauth/sealed-body-reader.js'
import { createFaultInjector, type FaultInjector } from '../faults.js'
import type { Logon } from '../logon.js'
import type { ObjectManager } from '../object-manager.js'
import type { RequestLog } from '../request-log.js'
import { createAcceptors } from './acceptors.js'
import type { MapCertificate } from './certificate-mapping.js'
import { spoil } from './fault-effects.js'
import type { WsmanServerProfile } from './profile.js'
import { createWsmanService, type Served } from './service.js'
import { type SoapCharset, soapCharset } from './soap-charset.js'

export interface WsmanEndpointOptions {
  readonly objects: ObjectManager
  readonly profile: WsmanServerProfile
  /** Makes the server side of authentication for a new connection. */
  readonly authenticate: () => HttpAcceptor
  /** Who an authenticated client is; undefined for one that may not log on. Without it a client has its name and no groups. */
  readonly authorize?: ((accepted: AcceptedMessage) => Logon | undefined) | undefined
  /** Who a client with a certificate is; without it access is denied to all of them. */
  readonly mapCertificate?: MapCertificate | undefined
  readonly clock: Clock
  readonly random: RandomSource
  readonly faults?: FaultInjector
  readonly log?: RequestLog
}

/**
 * The WS-Management service of one host ([MS-WSMV] 3.1) as a handler for an HTTP listener: POST to /wsman. Faults of the
 * operation `connect` belong to the listener's `refuse`.
 */
export function createWsmanEndpoint(options: WsmanEndpointOptions): ListenerHandler {
  const { profile, clock, log, authorize = asNamed, mapCertificate = nobody } = options
  const faults = options.faults ?? createFaultInjector()
  const acceptors = createAcceptors(options.authenticate)
  const service = createWsmanService({ ...options, faults })

  async function exchange(call: ListenerRequest): Promise<Exchange> {
    const charset = charsetOf(call)
    const refusal = refuse(call, charset)
    if (refusal !== undefined || charset === undefined) return { answer: refusal ?? bare(415) }
    if (headerValue(call.headers, 'wsmanidentify')?.toLowerCase() === 'unauthenticated') {
      const served = service.serve(call.body, { ...nameless, charset })
      if (served !== undefined) return { answer: messageAnswer(served, charset), served }
    }
    const acceptor = acceptors.of(`${call.tls ? 'https' : 'http'}:${call.connectionId}`)
    const step = await acceptor.accept(call)
    if (step.state === 'challenge') return { answer: challenge(step.headers) }
    const { certificate } = step
    const caller =
      certificate === undefined
        ? authorize(step)
        : { logonFor: (uri: string): Logon | undefined => mapCertificate(certificate, uri) }
    if (caller === undefined) {
      acceptor.close?.()
      return { answer: challenge(acceptor.challenge()) }
    }
    if (step.body.length > profile.maxEnvelopeSize) return { answer: bare(413) }
    // What only authenticates brings no message.
    const inner = step.headers === undefined ? charset : (charsetOf({ headers: step.headers, body: step.body }) ?? charset)
    const served = step.body.length === 0 ? undefined : service.serve(step.body, { ...caller, charset: inner })
    if (served === undefined)
      return { answer: { ...bare(200), ...(await acceptor.answer({ headers: serverHeaders, body: new Uint8Array() })) } }
    const answer = messageAnswer(served, inner)
    return { answer: { ...answer, ...(await acceptor.answer({ headers: answer.headers, body: served.body })) }, served }
  }

  return async (call, signal) => {
    const { answer, served } = await exchange(call)
    if (served === undefined) return answer
    log?.add({
      operation: served.operation,
      resource: served.resource,
      connectionId: call.connectionId,
      status: answer.status,
      bytesIn: call.body.length,
      bytesOut: served.body.length,
    })
    return spoil(answer, served.struck, clock, signal)
  }
}

interface Exchange {
  readonly answer: ListenerResponse
  /** Undefined when HTTP settled it. */
  readonly served?: Served
}

/** What HTTP alone is enough to refuse. */
function refuse(call: ListenerRequest, charset: SoapCharset | undefined): ListenerResponse | undefined {
  const [path = ''] = call.path.split('?')
  if (path.replace(/\/$/, '').toLowerCase() !== '/wsman') return bare(404)
  if (call.method !== 'POST') return { ...bare(405), headers: { ...serverHeaders, allow: 'POST' } }
  return charset === undefined ? bare(415) : undefined
}

/** The encoding to answer in. Bodies that only authenticate, and sealed ones, do not say it. */
function charsetOf({ headers, body }: AuthMessage): SoapCharset | undefined {
  const type = headerValue(headers, 'content-type')
  if (body.length === 0 || isSealed(type)) return 'UTF-8'
  return soapCharset(type)
}

function messageAnswer(served: Served, charset: SoapCharset): ListenerResponse {
  const headers = { ...serverHeaders, 'content-type': `application/soap+xml;charset=${charset}` }
  return { status: served.status, headers, body: served.body }
}

function asNamed({ username }: AcceptedMessage): Logon {
  return { account: username, sids: [] }
}

function nobody(): undefined {
  return undefined
}

const nameless = { account: undefined, sids: [] }

function challenge(headers: HeaderValues): ListenerResponse {
  return { ...bare(401), headers: { ...serverHeaders, ...headers } }
}

const serverHeaders = { server: 'Microsoft-HTTPAPI/2.0' }

function bare(status: number): ListenerResponse {
  return { status, headers: serverHeaders, body: new Uint8Array() }
}
