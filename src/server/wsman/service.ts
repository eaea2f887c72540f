import { randomGuid } from '../../base/guid.js'
import type { Clock, RandomSource } from '../../base/ports.js'
import { faultFor, writeFault } from '../../protocol/wsman/fault-writer.js'
import { openRequest, type ReceivedRequest, readRequest } from '../../protocol/wsman/request-reader.js'
import { namedFault } from '../../protocol/wsman/soap-fault.js'
import { type FaultInjector, faultOf, type InjectedFault } from '../faults.js'
import type { Logon } from '../logon.js'
import type { ObjectManager } from '../object-manager.js'
import { answerRequest } from './answer-request.js'
import { checkRequest } from './check-request.js'
import type { OpenEnumeration } from './enumeration-answer.js'
import { createEnumerationContexts } from './enumeration-contexts.js'
import type { WsmanServerProfile } from './profile.js'
import { type Concern, concernOf } from './request-concern.js'
import { encodeSoap, type SoapCharset } from './soap-charset.js'

export interface WsmanServiceOptions {
  readonly objects: ObjectManager
  readonly profile: WsmanServerProfile
  readonly clock: Clock
  readonly random: RandomSource
  readonly faults: FaultInjector
}

export type Caller = { readonly charset: SoapCharset } & (
  | {
      /** Undefined: nobody has authenticated, and Identify alone is answered. */
      readonly account: string | undefined
      /** SIDs of the account and of its groups. */
      readonly sids: readonly string[]
    }
  /** Who it is depends on what it asks for; access is denied to nobody. */
  | { readonly logonFor: (resourceUri: string) => Logon | undefined }
)

/** The answer to one message. */
export interface Served extends Concern {
  readonly status: number
  readonly body: Uint8Array
  /** Injected faults that are yet to strike the answer on its way. */
  readonly struck: readonly InjectedFault[]
}

/** SOAP messages in, SOAP messages out; HTTP and authentication are the endpoint's. */
export interface WsmanService {
  /** Undefined when the message needs an account and there is none. Never throws. */
  serve(body: Uint8Array, caller: Caller): Served | undefined
}

export function createWsmanService(options: WsmanServiceOptions): WsmanService {
  const { objects, profile, clock, random, faults } = options
  const newId = (): string => `uuid:${randomGuid(random)}`
  const contexts = createEnumerationContexts<OpenEnumeration>({
    elapsed: () => clock.elapsed(),
    idleLimit: profile.enumerationTimeout,
    maxPerAccount: profile.maxConcurrentOperationsPerUser,
  })

  function serve(body: Uint8Array, caller: Caller): Served | undefined {
    let concern: Concern = { operation: 'other', resource: '' }
    let relatesTo: string | undefined
    let struck: readonly InjectedFault[] | undefined
    const unknown = !('logonFor' in caller) && caller.account === undefined
    try {
      const message = openRequest(body, { maxBytes: profile.maxEnvelopeSize })
      relatesTo = message.addressing.messageId
      const received = read(message)
      concern = concernOf(received.request)
      if (unknown && received.request.kind !== 'identify') return undefined
      const logon = logonOf(caller, received)
      struck = faults.strike(concern.operation, concern.resource)
      raiseInjected(struck)
      const document = answerRequest(received, {
        ...logon,
        charset: caller.charset,
        objects,
        profile,
        contexts,
        newId,
        endless: has(struck, 'endless-enumeration'),
      })
      return { ...concern, status: 200, body: document, struck }
    } catch (error) {
      if (unknown) return undefined
      struck ??= faults.strike(concern.operation, concern.resource)
      return { ...concern, ...fault(error, relatesTo, caller), struck }
    }
  }

  function read(message: ReturnType<typeof openRequest>): ReceivedRequest {
    checkRequest(message)
    return readRequest(message, { classes: (namespace, className) => objects.classes.find(namespace, className) })
  }

  function fault(error: unknown, relatesTo: string | undefined, caller: Caller): Pick<Served, 'status' | 'body'> {
    const { document, httpStatus } = writeFault(faultFor(error), {
      messageId: newId(),
      relatesTo,
      detail: profile.supportsCreateDelete ? 'wmi-error' : 'provider-fault',
    })
    return { status: httpStatus, body: encodeSoap(document, caller.charset) }
  }

  return { serve }
}

/** Throws the fault of [MS-WSMV] 3.1.4.1.35. */
function logonOf(caller: Caller, { headers }: ReceivedRequest): Pick<Extract<Caller, { account: unknown }>, 'account' | 'sids'> {
  if (!('logonFor' in caller)) return caller
  const logon = caller.logonFor(headers.resourceUri ?? '')
  if (logon === undefined) throw namedFault('accessDenied')
  return logon
}

function raiseInjected(struck: readonly InjectedFault[]): void {
  const injected = faultOf(struck, 'fault')
  if (injected !== undefined) throw namedFault(injected.name)
  if (has(struck, 'expired-context')) throw namedFault('invalidEnumerationContext')
}

function has(struck: readonly InjectedFault[], kind: InjectedFault['kind']): boolean {
  return faultOf(struck, kind) !== undefined
}
