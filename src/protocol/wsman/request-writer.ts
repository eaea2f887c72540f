import { MisuseError } from '../../base/errors.js'
import { oncePer } from '../../base/once-per.js'
import type { CimInstance } from '../../cim/value.js'
import {
  type PreparedAttributes,
  prepareAttributes,
  prepareElements,
  type WrittenAttributes,
  XmlWriter,
} from '../../xml/writer.js'
import { anonymousAddress, ns } from '../soap/namespaces.js'
import { action } from './actions.js'
import { durationMsText } from './datetime-text.js'
import { writeEnumerateBody, writePullBody, writeReleaseBody } from './enumerate-request-writer.js'
import { namespaceSelector, writeSelectorSet } from './epr.js'
import { modifiedPropertiesOption } from './headers.js'
import type { EnumeratedResource, RawRequest, RequestHeaders, TypeResolver, WsmanOption, WsmanRequest } from './message.js'
import { classMetadataUri, classUri, resourceUriOf } from './resource-uri.js'
import { valueNamespaces, type WriteContext, writeInstance, writeProperty } from './value-writer.js'

/** Everything the product sends; a raw request is only ever received. */
export type WritableRequest = Exclude<WsmanRequest, RawRequest>

/**
 * Writes a request ([MS-WSMV] 3.1.4.1, examples in 4.1). `classes` tells which uint8 arrays are octet strings; values carry
 * their own types.
 */
export function writeRequest(
  request: WritableRequest,
  headers: RequestHeaders,
  options: { readonly classes?: TypeResolver | undefined } = {},
): string {
  const writer = new XmlWriter()
  if (request.kind === 'identify') return writeIdentify(writer)
  const { uri, namespace, actionUri } = addressOf(request)
  writer.open('s:Envelope', envelopeNamespaces)
  writeHeaders(writer, request, headers, uri, actionUri, namespace)
  const context: WriteContext = { namespace, classes: options.classes, preciseArrays: false, typeHints: false }
  writeBody(writer, request, uri, context)
  writer.close()
  return writer.finish()
}

const envelopeNamespaces = prepareAttributes({
  'xmlns:s': ns.soap,
  'xmlns:a': ns.wsa,
  'xmlns:n': ns.wsen,
  'xmlns:w': ns.wsman,
  'xmlns:p': ns.wsmv,
  'xmlns:b': ns.wsmb,
})

/** Identify has no headers ([DSP0226] 11). */
function writeIdentify(writer: XmlWriter): string {
  writer.open('s:Envelope', { 'xmlns:s': ns.soap, 'xmlns:wsmid': ns.wsmid })
  writer.element('s:Header').open('s:Body').element('wsmid:Identify').close().close()
  return writer.finish()
}

interface Address {
  readonly uri: string
  readonly namespace: string
  readonly actionUri: string
}

function addressOf(request: Exclude<WritableRequest, { kind: 'identify' }>): Address {
  switch (request.kind) {
    case 'get':
    case 'put':
    case 'delete':
    case 'invoke': {
      const namespace = namespaceOf(request.target.namespace)
      const uri = classUri(namespace, request.target.className)
      return { uri, namespace, actionUri: request.kind === 'invoke' ? `${uri}/${request.method}` : action[request.kind] }
    }
    case 'create': {
      const namespace = namespaceOf(request.instance.namespace ?? request.namespace)
      return { uri: classUri(namespace, request.instance.className), namespace, actionUri: action.create }
    }
    case 'get-class':
      return { uri: classMetadataUri, namespace: namespaceOf(request.namespace), actionUri: action.get }
    case 'enumerate':
    case 'pull':
    case 'release':
      return { uri: resourceUriOf(request.resource), namespace: request.resource.namespace, actionUri: action[request.kind] }
  }
}

function namespaceOf(namespace: string | undefined): string {
  if (namespace === undefined) throw new MisuseError('WS-Man: the path names no namespace')
  return namespace
}

/** In the order of the specification's examples. */
function writeHeaders(
  writer: XmlWriter,
  request: WritableRequest,
  headers: RequestHeaders,
  uri: string,
  actionUri: string,
  namespace: string,
): void {
  writer.open('s:Header').element('a:To', headers.to).element('w:ResourceURI', uri, must)
  writer.elements(replyTo).element('a:Action', actionUri, must)
  if (headers.maxEnvelopeSize !== undefined) writer.element('w:MaxEnvelopeSize', String(headers.maxEnvelopeSize), must)
  writer.element('a:MessageID', headers.messageId)
  if (headers.locale !== undefined) writer.element('w:Locale', undefined, languageOf(headers.locale))
  if (headers.dataLocale !== undefined) writer.element('p:DataLocale', undefined, languageOf(headers.dataLocale))
  if (headers.sessionId !== undefined) writer.element('p:SessionId', headers.sessionId, may)
  if (headers.operationId !== undefined) writer.element('p:OperationID', headers.operationId, may)
  if (headers.sequenceId !== undefined) writer.element('p:SequenceId', String(headers.sequenceId), may)
  writeSelectors(writer, request, namespace)
  const own = requestOptions(request)
  if (own.length > 0) writeOptions(writer, own.concat(headers.options ?? []))
  else if (headers.options !== undefined) writer.elements(preparedOptions(headers.options))
  if (headers.fragment !== undefined) writer.element('w:FragmentTransfer', headers.fragment, must)
  if (headers.operationTimeout !== undefined) writer.element('w:OperationTimeout', durationMsText(headers.operationTimeout))
  writer.close()
}

const mustUnderstand = { 's:mustUnderstand': 'true' }
const mayIgnore = { 's:mustUnderstand': 'false' }
const must = prepareAttributes(mustUnderstand)
const may = prepareAttributes(mayIgnore)
const english = prepareAttributes({ 'xml:lang': 'en-US', ...mayIgnore })

/** Windows speaks it, and it is asked for nearly always. */
function languageOf(locale: string): WrittenAttributes | PreparedAttributes {
  return locale === 'en-US' ? english : { 'xml:lang': locale, ...mayIgnore }
}

const replyTo = prepareElements(['s', 'a'], (writer) =>
  writer.open('a:ReplyTo').element('a:Address', anonymousAddress, must).close(),
)

function writeSelectors(writer: XmlWriter, request: WritableRequest, namespace: string): void {
  if (request.kind === 'get' || request.kind === 'put' || request.kind === 'delete' || request.kind === 'invoke') {
    writeSelectorSet(writer, request.target, namespace)
    return
  }
  if (request.kind !== 'get-class' && !isClasses(request)) return
  writer.open('w:SelectorSet').element('w:Selector', namespace, { Name: namespaceSelector })
  if (request.kind === 'get-class') writer.element('w:Selector', request.className, { Name: 'ClassName' })
  writer.close()
}

function isClasses(request: WritableRequest): request is WritableRequest & { readonly resource: EnumeratedResource } {
  return 'resource' in request && request.resource.of === 'classes'
}

/** What the request itself says by options: which properties a Put changes, how much of a class to tell ([DSP0227] 15). */
function requestOptions(request: WritableRequest): WsmanOption[] {
  if (request.kind === 'put') {
    return (request.modified ?? []).map((name) => ({ name: modifiedPropertiesOption, value: name, type: 'xs:string' }))
  }
  if (request.kind !== 'get-class') return []
  return classOptions.map((name) => ({ name, value: 'true', type: 'xs:boolean' }))
}

/** Everything about a class, inherited or its own. */
const classOptions: readonly string[] = ['IncludeInheritanceHierarchy', 'IncludeInheritedElements', 'IncludeQualifiers']

/** Requests have the same object of options again and again. */
const preparedOptions = oncePer((options: readonly WsmanOption[]) =>
  prepareElements(['s', 'w'], (writer) => writeOptions(writer, options)),
)

function writeOptions(writer: XmlWriter, options: readonly WsmanOption[]): void {
  if (options.length === 0) return
  writer.open('w:OptionSet', { 'xmlns:xs': ns.xs })
  for (const { name, value, type, mustComply } of options) {
    const complies = mustComply === undefined ? undefined : String(mustComply)
    writer.element('w:Option', value, { Name: name, Type: type, MustComply: complies })
  }
  writer.close()
}

function writeBody(writer: XmlWriter, request: WritableRequest, uri: string, context: WriteContext): void {
  switch (request.kind) {
    case 'put':
    case 'create':
      writer.open('s:Body')
      writeInstance(writer, withClass(request.instance, request), context)
      break
    case 'invoke':
      writer.open('s:Body')
      writeInput(writer, request, uri, context)
      break
    case 'enumerate':
      writer.open('s:Body')
      writeEnumerateBody(writer, request, context.namespace)
      break
    case 'pull':
      writer.open('s:Body')
      writePullBody(writer, request)
      break
    case 'release':
      writer.open('s:Body')
      writeReleaseBody(writer, request.context)
      break
    case 'get':
    case 'delete':
    case 'get-class':
    case 'identify':
      writer.element('s:Body')
      return
  }
  writer.close()
}

/** A Put is of the class its target names, whatever the instance was read as. */
function withClass(instance: CimInstance, request: WritableRequest): CimInstance {
  return request.kind === 'put' && instance.namespace === undefined
    ? { ...instance, namespace: request.target.namespace ?? '' }
    : instance
}

function writeInput(writer: XmlWriter, request: WritableRequest & { kind: 'invoke' }, uri: string, context: WriteContext): void {
  const name = `${request.method}_INPUT`
  writer.open(`p:${name}`, { ...valueNamespaces, 'xmlns:p': uri, 'xsi:type': `p:${name}_Type` })
  const method = context.classes?.(context.namespace, request.target.className)?.methods.get(request.method.toLowerCase())
  for (const argument of request.arguments) {
    const declared = method?.parameters.find((parameter) => parameter.name.toLowerCase() === argument.name.toLowerCase())
    writeProperty(writer, 'p', argument, declared, context, 0)
  }
  writer.close()
}
