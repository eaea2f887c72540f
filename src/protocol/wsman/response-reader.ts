import { DecodeError, PeerError } from '../../base/errors.js'
import { childOf, isElement, trimmedText, type XmlElement } from '../../xml/element.js'
import type { XmlLimits } from '../../xml/limits.js'
import { readEnvelope } from '../soap/envelope.js'
import { ns } from '../soap/namespaces.js'
import { action } from './actions.js'
import { readCimClass } from './class-xml-reader.js'
import { childText, readEpr } from './epr.js'
import { readFault } from './fault-reader.js'
import type { ReceivedHeaders } from './headers.js'
import { readHeaders } from './headers-reader.js'
import { readInstance } from './instance-reader.js'
import type { TypeResolver, WsmanIdentity, WsmanItem, WsmanRequest, WsmanResponse } from './message.js'
import { isClassElement, readResponseDocument } from './message-reader.js'
import { ReadContext } from './read-context.js'
import { readParameters } from './request-reader.js'

export interface ResponseReadOptions {
  /** The request that is answered: it says what the answer is read as. */
  readonly request: WsmanRequest
  readonly classes?: TypeResolver | undefined
  readonly limits?: Partial<XmlLimits>
  /** MessageID of the request; when given, an answer to another one is a PeerError. */
  readonly messageId?: string
}

export interface ReceivedResponse {
  readonly headers: ReceivedHeaders
  readonly response: WsmanResponse
}

/**
 * Reads the answer to a request. Throws SoapFault when the host answered with one, DecodeError when the bytes are not an
 * answer, PeerError when they answer something else. The items of an enumeration are read as they come, so a large answer
 * is never held as a tree.
 */
export function readResponse(document: Uint8Array | string, options: ResponseReadOptions): ReceivedResponse {
  const context = contextOf(options)
  const { root, items } = readResponseDocument(document, context, options.limits)
  const envelope = readEnvelope(root)
  const fault = readFault(envelope)
  if (fault !== undefined) throw fault
  const headers = readHeaders(envelope)
  checkRelation(headers, options)
  return { headers, response: readBody(envelope.body, headers, items, options, context) }
}

function contextOf({ request, classes }: ResponseReadOptions): ReadContext {
  if ('target' in request) return new ReadContext(classes, request.target.namespace ?? '', request.target.className)
  if ('resource' in request) {
    const { resource } = request
    return new ReadContext(classes, resource.namespace, resource.of === 'class' ? resource.className : queriedClass(request))
  }
  return new ReadContext(classes, 'namespace' in request ? request.namespace : '')
}

/** The class a query selects from, for answers that do not name it. */
function queriedClass(request: WsmanRequest): string {
  if (request.kind !== 'enumerate' || request.filter?.dialect !== 'wql') return ''
  return /^\s*select\s.+?\sfrom\s+([\p{L}_][\p{L}\p{Nd}_]*)/isu.exec(request.filter.query)?.[1] ?? ''
}

function checkRelation(headers: ReceivedHeaders, options: ResponseReadOptions): void {
  const { messageId } = options
  if (messageId === undefined || headers.relatesTo === undefined) return
  if (headers.relatesTo.toLowerCase() !== messageId.toLowerCase()) {
    throw new PeerError(`the host answered message ${headers.relatesTo.slice(0, 80)} instead of ${messageId}`)
  }
}

function readBody(
  body: readonly XmlElement[],
  headers: ReceivedHeaders,
  items: readonly WsmanItem[],
  { request }: ResponseReadOptions,
  context: ReadContext,
): WsmanResponse {
  const [first] = body
  switch (request.kind) {
    case 'identify':
      return { kind: 'identify', identity: readIdentity(first) }
    case 'get': {
      expectAction(headers, `${action.get}Response`)
      const { instance, path } = readInstance(required(first, 'instance'), context)
      if (instance === undefined) throw new DecodeError('GetResponse', 'there is no instance in it')
      return { kind: 'get', instance, ...(path === undefined ? {} : { path }) }
    }
    case 'get-class': {
      expectAction(headers, `${action.get}Response`)
      const element = required(first, 'CLASS')
      if (!isClassElement(element)) throw new DecodeError('GetResponse', `'${element.local.slice(0, 80)}' is not a class`)
      return { kind: 'get-class', class: readCimClass(element, request.namespace) }
    }
    case 'put': {
      expectAction(headers, `${action.put}Response`)
      return { kind: 'put', instance: first === undefined ? undefined : readInstance(first, context).instance }
    }
    case 'create':
      expectAction(headers, `${action.create}Response`)
      return { kind: 'create', path: readEpr(created(body), context.classes) }
    case 'delete':
      expectAction(headers, `${action.delete}Response`)
      return { kind: 'delete' }
    case 'release':
      return { kind: 'release' }
    case 'invoke':
      return readOutput(first, request, context)
    case 'enumerate':
    case 'pull':
      return { kind: request.kind, ...readSequence(first, request.kind), items }
    case 'raw':
      return { kind: 'raw', action: headers.action ?? '', body }
  }
}

function expectAction(headers: ReceivedHeaders, expected: string): void {
  if (headers.action !== expected) {
    throw new PeerError(`the host answered with the action '${(headers.action ?? '').slice(0, 200)}' instead of ${expected}`)
  }
}

function required(element: XmlElement | undefined, what: string): XmlElement {
  if (element === undefined) throw new DecodeError('SOAP body', `there is no ${what} in it`)
  return element
}

/** `wst:ResourceCreated`, or the endpoint reference itself. */
function created(body: readonly XmlElement[]): XmlElement {
  const [first] = body
  if (first === undefined || !(isElement(first, ns.wst, 'ResourceCreated') || isElement(first, ns.wsa, 'EndpointReference'))) {
    throw new DecodeError('CreateResponse', 'there is no ResourceCreated in it')
  }
  return first
}

function readIdentity(element: XmlElement | undefined): WsmanIdentity {
  if (element === undefined || !isElement(element, ns.wsmid, 'IdentifyResponse')) {
    throw new DecodeError('SOAP body', 'there is no IdentifyResponse in it')
  }
  const profiles = childOf(element, ns.wsmid, 'SecurityProfiles')
  return {
    protocolVersion: childText(element, ns.wsmid, 'ProtocolVersion') ?? '',
    productVendor: childText(element, ns.wsmid, 'ProductVendor') ?? '',
    productVersion: childText(element, ns.wsmid, 'ProductVersion') ?? '',
    securityProfiles: (profiles?.children ?? []).filter((child) => child.local === 'SecurityProfileName').map(trimmedText),
  }
}

function readOutput(
  element: XmlElement | undefined,
  request: WsmanRequest & { kind: 'invoke' },
  context: ReadContext,
): WsmanResponse {
  const output = required(element, `${request.method}_OUTPUT`)
  if (output.local.toLowerCase() !== `${request.method}_OUTPUT`.toLowerCase()) {
    throw new DecodeError('SOAP body', `'${output.local.slice(0, 80)}' is not the output of ${request.method}`)
  }
  const cimClass = context.classes?.(context.namespace, request.target.className)
  const parameters = new Map(readParameters(output, request.method, cimClass, context))
  const returned = parameters.get('returnvalue')
  parameters.delete('returnvalue')
  return {
    kind: 'invoke',
    returnValue: returned === undefined ? undefined : { type: returned.type, array: returned.array, value: returned.value },
    outputs: [...parameters.values()],
  }
}

/** The end is told by an element of either namespace; an empty context is none ([DSP0226] 8.2.3). */
function readSequence(
  element: XmlElement | undefined,
  kind: 'enumerate' | 'pull',
): { context: string | undefined; end: boolean } {
  const local = kind === 'enumerate' ? 'EnumerateResponse' : 'PullResponse'
  if (element === undefined || !isElement(element, ns.wsen, local))
    throw new DecodeError('SOAP body', `there is no ${local} in it`)
  const context = childText(element, ns.wsen, 'EnumerationContext')
  const end = element.children.some(
    (child) => child.local === 'EndOfSequence' && (child.uri === ns.wsen || child.uri === ns.wsman),
  )
  return { context: context === '' ? undefined : context, end }
}
