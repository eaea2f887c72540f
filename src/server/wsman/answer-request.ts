import { type FragmentPath, parseFragmentPath } from '../../protocol/wsman/fragment-path.js'
import type { WsmanRequest } from '../../protocol/wsman/message.js'
import type { ReceivedRequest } from '../../protocol/wsman/request-reader.js'
import { parseResourceUri } from '../../protocol/wsman/resource-uri.js'
import { type ResponseOptions, type WritableResponse, writeResponse } from '../../protocol/wsman/response-writer.js'
import { namedFault, type SoapFault } from '../../protocol/wsman/soap-fault.js'
import type { ObjectManager } from '../object-manager.js'
import { enumerationAnswer, type OpenEnumeration } from './enumeration-answer.js'
import type { EnumerationContexts } from './enumeration-contexts.js'
import { writeBatch } from './fit-batch.js'
import { identityOf } from './identity.js'
import { perform } from './perform.js'
import type { WsmanServerProfile } from './profile.js'
import { encodeSoap, type SoapCharset } from './soap-charset.js'

export interface AnswerContext {
  readonly objects: ObjectManager
  readonly profile: WsmanServerProfile
  readonly contexts: EnumerationContexts<OpenEnumeration>
  readonly newId: () => string
  readonly account: string | undefined
  readonly sids: readonly string[]
  readonly charset: SoapCharset
  /** New enumerations never end (an injected fault). */
  readonly endless: boolean
}

/** Performs a request and writes the answer, within the size that client and service allow. Throws CimError or SoapFault. */
export function answerRequest(received: ReceivedRequest, context: AnswerContext): Uint8Array {
  const { request } = received
  const { profile, account } = context
  if (request.kind === 'identify') {
    return encodeSoap(
      writeAnswer({ kind: 'identify', identity: identityOf(profile, account) }, received, context),
      context.charset,
    )
  }
  refuseUnsupported(request, profile)
  if (account === undefined) throw namedFault('accessDenied')
  const objects = context.objects.as(account, context.sids)
  if (request.kind === 'enumerate' || request.kind === 'pull' || request.kind === 'release') {
    const batch = enumerationAnswer(request, { ...context, account, objects })
    if (batch === undefined) return writeWithin({ kind: 'release' }, received, context)
    const { projected } = batch.enumeration
    const limits = { maxBytes: sizeLimit(received, profile), tooLarge: () => tooLarge(received, profile) }
    return writeBatch(batch, limits, (answer) =>
      encodeSoap(writeAnswer(answer, received, context, { projected }), context.charset),
    )
  }
  const fragment = fragmentOf(received)
  return writeWithin(perform(request, objects), received, context, { fragment })
}

type CimRequest = Exclude<WsmanRequest, { kind: 'raw' }>

/** What this release of Windows, or this service, does not do. */
function refuseUnsupported(request: WsmanRequest, profile: WsmanServerProfile): asserts request is CimRequest {
  if (profile.identifyOnly) throw namedFault('mustUnderstand')
  if (request.kind === 'raw') {
    const known = request.resourceUri !== undefined && parseResourceUri(request.resourceUri) !== undefined
    throw namedFault(known ? 'actionNotSupported' : 'invalidResourceUri')
  }
  const metadata = request.kind === 'get-class' || ('resource' in request && request.resource.of === 'classes')
  if (metadata && !profile.supportsCreateDelete) throw namedFault('invalidResourceUri')
  if ((request.kind === 'create' || request.kind === 'delete') && !profile.supportsCreateDelete)
    throw namedFault('actionNotSupported')
}

/** Fragment transfer is for Get and Put of instances ([MS-WSMV] 3.1.4.1.18). */
function fragmentOf({ request, headers }: ReceivedRequest): FragmentPath | undefined {
  if (headers.fragment === undefined) return undefined
  if (request.kind !== 'get' && request.kind !== 'put') throw namedFault('fragmentTransferNotSupported')
  const path = parseFragmentPath(headers.fragment)
  if (request.kind === 'put' && (path.text || path.index !== undefined)) throw namedFault('cannotProcessFragment')
  return path
}

function writeWithin(
  response: WritableResponse,
  received: ReceivedRequest,
  context: AnswerContext,
  extra: Partial<ResponseOptions> = {},
): Uint8Array {
  const document = encodeSoap(writeAnswer(response, received, context, extra), context.charset)
  if (document.length > sizeLimit(received, context.profile)) throw tooLarge(received, context.profile)
  return document
}

function writeAnswer(
  response: WritableResponse,
  { request, headers }: ReceivedRequest,
  context: AnswerContext,
  extra: Partial<ResponseOptions> = {},
): string {
  return writeResponse(response, {
    request,
    messageId: context.newId(),
    relatesTo: headers.messageId ?? '',
    operationId: headers.operationId,
    sequenceId: headers.operationId === undefined ? undefined : 1,
    classes: (namespace, className) => context.objects.classes.find(namespace, className),
    preciseArrays: headers.preciseArrays,
    ...extra,
  })
}

/** The smaller of what the client takes and what the service gives ([MS-WSMV] 3.1.4.1.7). */
function sizeLimit({ headers }: ReceivedRequest, profile: WsmanServerProfile): number {
  return Math.min(headers.maxEnvelopeSize ?? profile.maxEnvelopeSize, profile.maxEnvelopeSize)
}

function tooLarge(received: ReceivedRequest, profile: WsmanServerProfile): SoapFault {
  const name = sizeLimit(received, profile) < profile.maxEnvelopeSize ? 'maxEnvelopeSizeExceeded' : 'serviceEnvelopeLimit'
  return namedFault(name, { maxEnvelopeSize: profile.maxEnvelopeSize })
}
