import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Secret } from '../../../../src/base/secret.js'
import type { ListenerHandler, ListenerResponse } from '../../../../src/io/http-listener-message.js'
import { basicAcceptor } from '../../../../src/protocol/httpauth/basic-acceptor.js'
import type { FaultName } from '../../../../src/protocol/wsman/fault.table.js'
import type { RequestHeaders, WsmanResponse } from '../../../../src/protocol/wsman/message.js'
import { openRequest, readRequest } from '../../../../src/protocol/wsman/request-reader.js'
import { type WritableRequest, writeRequest } from '../../../../src/protocol/wsman/request-writer.js'
import { readResponse } from '../../../../src/protocol/wsman/response-reader.js'
import { SoapFault } from '../../../../src/protocol/wsman/soap-fault.js'
import { createFaultInjector, type FaultInjector } from '../../../../src/server/faults.js'
import { createObjectManager, type ObjectManager, type ObjectManagerOptions } from '../../../../src/server/object-manager.js'
import { createRequestLog, type RequestLog } from '../../../../src/server/request-log.js'
import { createWsmanEndpoint } from '../../../../src/server/wsman/endpoint.js'
import type { WsmanServerProfile } from '../../../../src/server/wsman/profile.js'
import { type FakeClock, fakeClock } from '../../../harness/fake-clock.js'
import { barkProvider, zoo } from '../fixture.js'

const modern: WsmanServerProfile = {
  productVersion: 'OS: 10.0.20348 SP: 0.0 Stack: 3.0',
  maxEnvelopeSize: 512_000,
  maxBatchItems: 32_000,
  maxConcurrentOperationsPerUser: 1_500,
  enumerationTimeout: 60_000,
  supportsCreateDelete: true,
  identifyOnly: false,
}

export interface TestEndpoint {
  readonly objects: ObjectManager
  readonly handler: ListenerHandler
  readonly clock: FakeClock
  readonly faults: FaultInjector
  readonly log: RequestLog
  /** Sends bytes as an authenticated client would. */
  post(body: string | Uint8Array, options?: PostOptions): Promise<PostAnswer>
  /** One exchange through the codec; throws the SoapFault that was answered. */
  exchange(request: WritableRequest, options?: ExchangeOptions): Promise<WsmanResponse>
  /** The name of the fault that answers a request. */
  faultOf(request: WritableRequest, options?: ExchangeOptions): Promise<FaultName | undefined>
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly method?: string
  readonly path?: string
  readonly connectionId?: number
  readonly user?: string
}

export interface ExchangeOptions extends PostOptions {
  readonly envelope?: Partial<RequestHeaders>
}

export interface PostAnswer {
  readonly status: number
  readonly headers: ListenerResponse['headers']
  readonly bytes: Uint8Array
  readonly text: string
  readonly abort: ListenerResponse['abort']
}

export function testEndpoint(
  options: { readonly profile?: Partial<WsmanServerProfile>; readonly objects?: Partial<ObjectManagerOptions> } = {},
): TestEndpoint {
  const clock = fakeClock()
  const faults = createFaultInjector()
  const log = createRequestLog()
  const objects = createObjectManager({ classes: zoo, providers: [barkProvider], clock, ...options.objects })
  const handler = createWsmanEndpoint({
    objects,
    profile: { ...modern, ...options.profile },
    authenticate: () =>
      basicAcceptor({ realm: 'WSMAN', lookup: (user) => (['admin', 'other'].includes(user) ? new Secret('pass') : undefined) }),
    clock,
    random: countingRandom(),
    faults,
    log,
  })

  async function post(
    body: string | Uint8Array,
    { headers, method, path, connectionId, user }: PostOptions = {},
  ): Promise<PostAnswer> {
    const answer = await handler(
      {
        method: method ?? 'POST',
        path: path ?? '/wsman',
        headers: {
          'content-type': 'application/soap+xml;charset=UTF-8',
          authorization: `Basic ${Buffer.from(`${user ?? 'admin'}:pass`).toString('base64')}`,
          ...headers,
        },
        body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
        connectionId: connectionId ?? 1,
        tls: false,
      },
      new AbortController().signal,
    )
    const bytes = answer.body instanceof Uint8Array ? answer.body : new Uint8Array()
    const { status, abort } = answer
    return { status, headers: answer.headers, bytes, text: new TextDecoder().decode(bytes), abort }
  }

  async function exchange(request: WritableRequest, asked: ExchangeOptions = {}): Promise<WsmanResponse> {
    const classes = (namespace: string, name: string) => objects.classes.find(namespace, name)
    const text = writeRequest(request, { to: 'http://host:5985/wsman', messageId, ...asked.envelope }, { classes })
    const answer = await post(text, asked)
    return readResponse(answer.bytes, { request, classes, messageId }).response
  }

  return {
    objects,
    handler,
    clock,
    faults,
    log,
    post,
    exchange,
    async faultOf(request, asked) {
      try {
        await exchange(request, asked)
      } catch (error) {
        if (error instanceof SoapFault) return error.faultName
        throw error
      }
      throw new Error('no fault was answered')
    },
  }
}

const messageId = 'uuid:11111111-2222-3333-4444-555555555555'

/** An example of [MS-WSMV] 4. */
export function example(name: string): string {
  return readFileSync(new URL(`../../../vectors/ms-wsmv/${name}.xml`, import.meta.url), 'utf8')
}

export function requestOf(document: string): WritableRequest {
  const { request } = readRequest(openRequest(document))
  if (request.kind === 'raw') throw new Error('the request is about no CIM object')
  return request
}

/** Different bytes each time, the same in each run. */
function countingRandom(): { bytes(length: number): Uint8Array } {
  let count = 0
  return {
    bytes(length) {
      count += 1
      return new Uint8Array(createHash('sha256').update(String(count)).digest().subarray(0, length))
    },
  }
}
