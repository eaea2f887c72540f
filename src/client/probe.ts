import { PeerError } from '../base/errors.js'
import type { Clock } from '../base/ports.js'
import type { HttpConnection, HttpResponse } from '../io/http-connection.js'
import type { PeerCertificate } from '../io/peer-certificate.js'
import type { Resolver } from '../io/resolver.js'
import { offeredSchemes } from '../protocol/httpauth/challenge.js'
import type { WsmanIdentity } from '../protocol/wsman/message.js'
import { writeRequest } from '../protocol/wsman/request-writer.js'
import type { Endpoint, ProtocolName } from '../session/connection.js'
import { connectionTo } from './connect.js'
import { describeAnswer } from './wsman/check-answer.js'
import { type ProductVersion, productVersion } from './wsman/product-version.js'
import { readAnswer } from './wsman/read-answer.js'

export interface ProbeOptions {
  readonly endpoint: Endpoint
  readonly clock: Clock
  readonly resolver?: Resolver
  readonly signal?: AbortSignal
}

export interface ProbeResult {
  /** Protocols the endpoint speaks. */
  readonly protocols: readonly ProtocolName[]
  /** Answer to Identify, to give to a session. */
  readonly identity: WsmanIdentity
  /** Read from `identity`; undefined for other products than Windows. */
  readonly version: ProductVersion | undefined
  /** As `WWW-Authenticate` spells them, in its order. */
  readonly authSchemes: readonly string[]
  readonly certificate: PeerCertificate | undefined
  /** Milliseconds of one exchange on a connection that stands. */
  readonly latency: number
}

/**
 * Asks an endpoint without any credential what it is: Identify ([DSP0226] 11), then a request without authentication, whose
 * refusal lists the schemes. Raises the errors of the network, and PeerError for what is not WS-Management.
 */
export async function probeHost(options: ProbeOptions): Promise<ProbeResult> {
  const { endpoint, clock } = options
  const connection = connectionTo(endpoint, options.resolver)
  try {
    const identity = await identify(connection, options)
    const { certificate } = connection
    const started = clock.elapsed()
    const refused = await post(connection, options, {})
    const latency = clock.elapsed() - started
    const version = productVersion(identity)
    return {
      protocols: protocolsOf(version),
      identity,
      version,
      authSchemes: refused.status === 401 ? offeredSchemes(refused.headers) : [],
      certificate,
      latency,
    }
  } finally {
    await connection.close()
  }
}

async function identify(connection: HttpConnection, options: ProbeOptions): Promise<WsmanIdentity> {
  const { host, path } = options.endpoint
  const answer = await post(connection, options, { wsmanidentify: 'unauthenticated' })
  if (answer.status === 401) {
    throw new PeerError(`${host}: ${describeAnswer(answer)} to Identify`, {
      hint:
        'The host does not answer Identify without authentication; it offers ' +
        (offeredSchemes(answer.headers).join(', ') || 'no scheme') +
        '.',
    })
  }
  const response = readAnswer(answer, { peer: host, path, request: { kind: 'identify' } })
  if (response.kind !== 'identify') throw new PeerError(`${host}: ${describeAnswer(answer)} to Identify`)
  return response.identity
}

function post(
  connection: HttpConnection,
  { endpoint, signal }: ProbeOptions,
  headers: Record<string, string>,
): Promise<HttpResponse> {
  const body = new TextEncoder().encode(writeRequest({ kind: 'identify' }, { to: '', messageId: '' }))
  const request = {
    method: 'POST',
    path: endpoint.path,
    headers: { 'content-type': 'application/soap+xml;charset=UTF-8', ...headers },
    body,
  }
  return connection.send(request, signal === undefined ? {} : { signal })
}

/** WinRM 1.x is that of Server 2003 R2, which speaks [MS-WSMAN]; from 2.0 it is [MS-WSMV]. Vista before its update to 2.0 is not told apart. */
function protocolsOf(version: ProductVersion | undefined): ProtocolName[] {
  if (version === undefined) return ['wsmv']
  return Number.parseInt(version.stack, 10) < 2 ? ['wsman'] : ['wsmv']
}
