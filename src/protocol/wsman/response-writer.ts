import { MisuseError } from '../../base/errors.js'
import type { ObjectPath } from '../../cim/value.js'
import { XmlWriter } from '../../xml/writer.js'
import { anonymousAddress, ns } from '../soap/namespaces.js'
import { action } from './actions.js'
import { writeCimClass } from './class-xml-writer.js'
import { writeEprContent } from './epr.js'
import type { FragmentPath } from './fragment-path.js'
import { writeFragment, writeProjection } from './fragment-writer.js'
import type { RawResponse, TypeResolver, WsmanIdentity, WsmanItem, WsmanRequest, WsmanResponse } from './message.js'
import { classUri } from './resource-uri.js'
import { valueNamespaces, type WriteContext, writeInstance, writeProperty } from './value-writer.js'

export type WritableResponse = Exclude<WsmanResponse, RawResponse>

export interface ResponseOptions {
  /** The request that is answered: it says whose action, namespace and class the answer has. */
  readonly request: WsmanRequest
  /** `uuid:` and an upper-case GUID, of the answer. */
  readonly messageId: string
  /** MessageID of the request. */
  readonly relatesTo: string
  readonly operationId?: string | undefined
  readonly sequenceId?: number | undefined
  readonly activityId?: string | undefined
  /** Tells which uint8 arrays are octet strings. */
  readonly classes?: TypeResolver | undefined
  /** As the request's headers ask for it. */
  readonly preciseArrays?: boolean
  /** Marks every value with its `xsi:type`. */
  readonly typeHints?: boolean
  /** The instances of an enumeration are the answer to a SELECT list: they have only the selected properties. */
  readonly projected?: boolean
  /** The part of the instance that a Get or Put with fragment transfer is about. */
  readonly fragment?: FragmentPath | undefined
}

/** Writes an answer ([MS-WSMV] 3.1.4.2 to 3.1.4.10, examples in 4.1). Identify is answered without headers. */
export function writeResponse(response: WritableResponse, options: ResponseOptions): string {
  const writer = new XmlWriter()
  if (response.kind === 'identify') return writeIdentity(writer, response.identity)
  const namespace = namespaceOf(options.request)
  const context: WriteContext = {
    namespace,
    classes: options.classes,
    preciseArrays: options.preciseArrays ?? false,
    typeHints: options.typeHints ?? false,
  }
  writer.open('s:Envelope', {
    'xml:lang': 'en-US',
    'xmlns:s': ns.soap,
    'xmlns:a': ns.wsa,
    'xmlns:x': ns.wst,
    'xmlns:n': ns.wsen,
    'xmlns:w': ns.wsman,
    'xmlns:p': ns.wsmv,
  })
  writeHeaders(writer, response, options)
  writeBody(writer, response, options, context)
  writer.close()
  return writer.finish()
}

function writeIdentity(writer: XmlWriter, identity: WsmanIdentity): string {
  writer.open('s:Envelope', { 'xml:lang': 'en-US', 'xmlns:s': ns.soap }).element('s:Header').open('s:Body')
  writer.open('wsmid:IdentifyResponse', { 'xmlns:wsmid': ns.wsmid })
  writer.element('wsmid:ProtocolVersion', identity.protocolVersion)
  writer.element('wsmid:ProductVendor', identity.productVendor)
  writer.element('wsmid:ProductVersion', identity.productVersion)
  if (identity.securityProfiles.length > 0) {
    writer.open('wsmid:SecurityProfiles')
    for (const profile of identity.securityProfiles) writer.element('wsmid:SecurityProfileName', profile)
    writer.close()
  }
  writer.close().close().close()
  return writer.finish()
}

function writeHeaders(writer: XmlWriter, response: WritableResponse, options: ResponseOptions): void {
  writer
    .open('s:Header')
    .element('a:Action', `${actionOf(response, options.request)}Response`)
    .element('a:MessageID', options.messageId)
  if (options.fragment !== undefined) {
    writer.element('w:FragmentTransfer', options.fragment.expression, { 's:mustUnderstand': 'true' })
  }
  if (options.activityId !== undefined) writer.element('p:ActivityId', options.activityId, { 's:mustUnderstand': 'false' })
  if (options.operationId !== undefined) writer.element('p:OperationID', options.operationId, { 's:mustUnderstand': 'false' })
  if (options.sequenceId !== undefined) writer.element('p:SequenceId', String(options.sequenceId))
  writer.element('a:To', anonymousAddress).element('a:RelatesTo', options.relatesTo).close()
}

function actionOf(response: WritableResponse, request: WsmanRequest): string {
  switch (response.kind) {
    case 'get':
    case 'get-class':
      return action.get
    case 'put':
    case 'create':
    case 'delete':
    case 'enumerate':
    case 'pull':
    case 'release':
      return action[response.kind]
    case 'invoke':
      return `${invokeUri(request)}/${invoked(request).method}`
    case 'identify':
      throw new MisuseError('WS-Man: IdentifyResponse has no action')
  }
}

function invoked(request: WsmanRequest): WsmanRequest & { kind: 'invoke' } {
  if (request.kind !== 'invoke') throw new MisuseError(`WS-Man: ${request.kind} is not answered with an invocation's output`)
  return request
}

function invokeUri(request: WsmanRequest): string {
  const { target } = invoked(request)
  return classUri(target.namespace ?? '', target.className)
}

/** Where instances and paths are that do not say it. */
function namespaceOf(request: WsmanRequest): string {
  if ('target' in request) return request.target.namespace ?? ''
  if ('resource' in request) return request.resource.namespace
  return 'namespace' in request ? request.namespace : ''
}

function writeBody(writer: XmlWriter, response: WritableResponse, options: ResponseOptions, context: WriteContext): void {
  const { request, fragment } = options
  writer.open('s:Body')
  switch (response.kind) {
    case 'get':
      if (fragment !== undefined) writeFragment(writer, response.instance, fragment, context)
      else writeInstance(writer, response.instance, context, locationWriter(writer, response.path, context))
      break
    case 'put':
      if (response.instance === undefined) break
      if (fragment !== undefined) writeFragment(writer, response.instance, fragment, context)
      else writeInstance(writer, response.instance, context)
      break
    case 'get-class':
      writeCimClass(writer, response.class)
      break
    case 'create':
      writer.open('x:ResourceCreated')
      writeEprContent(writer, response.path, context.namespace)
      writer.close()
      break
    case 'invoke':
      writeOutput(writer, response, request, context)
      break
    case 'enumerate':
    case 'pull':
      writeItems(writer, response, options, context)
      break
    case 'delete':
    case 'release':
    case 'identify':
      break
  }
  writer.close()
}

/** `cim:Location` ([DSP0230] 9.1) as hosts before Windows 7 add to a representation. */
function locationWriter(writer: XmlWriter, path: ObjectPath | undefined, context: WriteContext): (() => void) | undefined {
  if (path === undefined) return undefined
  return () => {
    writer.open('cim:Location')
    writeEprContent(writer, path, context.namespace)
    writer.close()
  }
}

function writeOutput(
  writer: XmlWriter,
  response: WritableResponse & { kind: 'invoke' },
  request: WsmanRequest,
  context: WriteContext,
): void {
  const { method, target } = invoked(request)
  const declared = context.classes?.(context.namespace, target.className)?.methods.get(method.toLowerCase())
  const name = `${method}_OUTPUT`
  writer.open(`p:${name}`, { ...valueNamespaces, 'xmlns:p': invokeUri(request), 'xsi:type': `p:${name}_Type` })
  for (const output of response.outputs) {
    const parameter = declared?.parameters.find((candidate) => candidate.name.toLowerCase() === output.name.toLowerCase())
    writeProperty(writer, 'p', output, parameter, context, 0)
  }
  if (response.returnValue !== undefined) {
    writeProperty(writer, 'p', { ...response.returnValue, name: 'ReturnValue' }, declared?.returns, context, 0)
  }
  writer.close()
}

/** `Items` is of WS-Management in an EnumerateResponse, of WS-Enumeration in a PullResponse ([DSP0226] 8.2.3); so is the end. */
function writeItems(
  writer: XmlWriter,
  response: WritableResponse & { kind: 'enumerate' | 'pull' },
  options: ResponseOptions,
  context: WriteContext,
): void {
  const pull = response.kind === 'pull'
  const prefix = pull ? 'n' : 'w'
  writer.open(pull ? 'n:PullResponse' : 'n:EnumerateResponse')
  // An EnumerateResponse always has the element, empty at the end.
  if (response.context !== undefined || !pull) writer.element('n:EnumerationContext', response.context ?? '')
  if (pull || response.items.length > 0 || response.end) {
    writer.open(`${prefix}:Items`)
    for (const item of response.items) writeItem(writer, item, options, context)
    writer.close()
  }
  if (response.end) writer.element(`${prefix}:EndOfSequence`)
  writer.close()
}

function writeItem(writer: XmlWriter, item: WsmanItem, options: ResponseOptions, context: WriteContext): void {
  const writeObject = options.projected === true ? writeProjection : writeInstance
  if (item.class !== undefined) {
    writeCimClass(writer, item.class)
    return
  }
  if (item.path === undefined) {
    if (item.instance !== undefined) writeObject(writer, item.instance, context)
    return
  }
  const both = item.instance !== undefined
  if (both) writer.open('w:Item')
  if (item.instance !== undefined) writeObject(writer, item.instance, context)
  writer.open('a:EndpointReference')
  writeEprContent(writer, item.path, context.namespace)
  writer.close()
  if (both) writer.close()
}
