import { DecodeError } from '../../base/errors.js'
import type { CimClass, CimMethodDeclaration, CimTypeDeclaration } from '../../cim/class.js'
import type { CimInstance, CimProperty, ObjectPath } from '../../cim/value.js'
import { isElement, type XmlElement } from '../../xml/element.js'
import type { XmlLimits } from '../../xml/limits.js'
import { parseXml } from '../../xml/tree.js'
import { type AddressingHeaders, readAddressing } from '../soap/addressing.js'
import { readEnvelope, type SoapEnvelope } from '../soap/envelope.js'
import { ns } from '../soap/namespaces.js'
import { action } from './actions.js'
import { complexReader } from './complex-value.js'
import { readEnumerateRequest, readPullRequest, readReleaseRequest } from './enumerate-request-reader.js'
import { isNamespaceSelector, namespaceOf, pathOf, type Selector } from './epr.js'
import { modifiedPropertiesOption, type ReceivedHeaders } from './headers.js'
import { readHeaders } from './headers-reader.js'
import { readInstance } from './instance-reader.js'
import type { EnumeratedResource, TypeResolver, WsmanRequest } from './message.js'
import { PropertiesReader } from './properties-reader.js'
import { PropertyPlan } from './property-plan.js'
import { ReadContext } from './read-context.js'
import { replay } from './replay.js'
import { parseResourceUri } from './resource-uri.js'

/** A request whose envelope is in order; whom to answer is known from here on. */
export interface RequestEnvelope {
  readonly envelope: SoapEnvelope
  readonly addressing: AddressingHeaders
}

export interface ReceivedRequest {
  readonly headers: ReceivedHeaders
  readonly request: WsmanRequest
}

/** Reads a request as far as its envelope. Throws DecodeError, and SoapVersionError for another SOAP. */
export function openRequest(document: Uint8Array | string, limits?: Partial<XmlLimits>): RequestEnvelope {
  const envelope = readEnvelope(parseXml(document, limits))
  return { envelope, addressing: readAddressing(envelope) }
}

/**
 * Reads what a request asks for. With `classes`, selectors and values are typed exactly; a value out of range is a
 * DecodeError that names the property. Requests about anything but CIM objects come as `raw`.
 */
export function readRequest(
  message: RequestEnvelope,
  options: { readonly classes?: TypeResolver | undefined } = {},
): ReceivedRequest {
  const { envelope } = message
  const headers = readHeaders(envelope)
  return { headers, request: readBody(envelope.body, headers, options.classes) }
}

function readBody(body: readonly XmlElement[], headers: ReceivedHeaders, classes: TypeResolver | undefined): WsmanRequest {
  const [first] = body
  if (first !== undefined && isElement(first, ns.wsmid, 'Identify')) return { kind: 'identify' }
  const uri = headers.resourceUri
  const resource = uri === undefined ? undefined : parseResourceUri(uri, namespaceOf(headers.selectors))
  if (uri === undefined || resource === undefined) return raw(body, headers)
  const context = new ReadContext(classes, resource.namespace, resource.of === 'class' ? resource.className : '')
  switch (headers.action ?? '') {
    case action.enumerate:
      return readEnumerateRequest(body, resource, context)
    case action.pull:
      return readPullRequest(body, resource)
    case action.release:
      return readReleaseRequest(body, resource)
    default:
  }
  if (resource.of === 'classes') return headers.action === action.get ? readGetClass(headers, resource) : raw(body, headers)
  const target = pathOf(uri, headers.selectors, classes)
  if (target === undefined) return raw(body, headers)
  switch (headers.action ?? '') {
    case action.get:
      return { kind: 'get', target: instancePath(target) }
    case action.delete:
      return { kind: 'delete', target: instancePath(target) }
    case action.put:
      return readPut(body, headers, instancePath(target), context)
    case action.create:
      return { kind: 'create', namespace: resource.namespace, instance: readRepresentation(body, context) }
    default:
      return readInvoke(body, headers, uri, target, context) ?? raw(body, headers)
  }
}

function raw(body: readonly XmlElement[], headers: ReceivedHeaders): WsmanRequest {
  const selectors = headers.selectors.map(textSelector).filter((selector) => selector !== undefined)
  return { kind: 'raw', action: headers.action ?? '', resourceUri: headers.resourceUri, selectors, body }
}

function textSelector({ name, value }: Selector): readonly [string, string] | undefined {
  return typeof value === 'string' ? [name, value] : undefined
}

/** Without selectors a transfer operation is on the only instance there is. */
function instancePath(target: ObjectPath): ObjectPath {
  return target.keys === undefined ? { ...target, keys: 'singleton' } : target
}

function readGetClass(headers: ReceivedHeaders, resource: EnumeratedResource): WsmanRequest {
  const value = headers.selectors.find(
    (selector) => !isNamespaceSelector(selector) && selector.name.toLowerCase() === 'classname',
  )?.value
  if (typeof value !== 'string' || value === '')
    throw new DecodeError('selector', 'ClassName: the class to describe is not named')
  return { kind: 'get-class', namespace: resource.namespace, className: value }
}

function readPut(body: readonly XmlElement[], headers: ReceivedHeaders, target: ObjectPath, context: ReadContext): WsmanRequest {
  const instance = readRepresentation(body, context)
  const named = headers.options.filter((option) => option.name.toLowerCase() === modifiedPropertiesOption.toLowerCase())
  if (named.length === 0) return { kind: 'put', target, instance, modified: undefined }
  const modified = named.map((option) => option.value)
  return { kind: 'put', target, instance: withEmptyArrays(instance, modified, context), modified }
}

/** A property that is named as modified and has no element is an empty array, where the class says it is an array. */
function withEmptyArrays(instance: CimInstance, modified: readonly string[], context: ReadContext): CimInstance {
  const declared = context.classes?.(instance.namespace ?? context.namespace, instance.className)?.properties
  const properties = new Map<string, CimProperty>(instance.properties)
  for (const name of modified) {
    const declaration = declared?.get(name.toLowerCase())
    if (declaration?.array !== true || properties.has(name.toLowerCase())) continue
    properties.set(name.toLowerCase(), { name: declaration.name, type: declaration.type, array: true, value: [] })
  }
  return { ...instance, properties }
}

/** What a client sends is complete only in what it says: no property is added to it. */
function readRepresentation(body: readonly XmlElement[], context: ReadContext): CimInstance {
  const [element] = body
  if (element === undefined || body.length > 1) throw new DecodeError('SOAP body', 'there is not one instance in it')
  const { instance } = readInstance(element, context, { completeArrays: false })
  if (instance === undefined) throw new DecodeError('SOAP body', 'there is no instance in it')
  return instance
}

function readInvoke(
  body: readonly XmlElement[],
  headers: ReceivedHeaders,
  uri: string,
  target: ObjectPath,
  context: ReadContext,
): WsmanRequest | undefined {
  const prefix = `${uri}/`.toLowerCase()
  if (headers.action?.toLowerCase().startsWith(prefix) !== true) return undefined
  const method = headers.action.slice(prefix.length)
  if (!/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(method)) return undefined
  const cimClass = context.classes?.(target.namespace ?? context.namespace, target.className)
  const inputs = readParameters(body[0], method, cimClass, context)
  return { kind: 'invoke', target, method: canonicalMethod(cimClass, method), arguments: [...inputs.values()] }
}

/** Reads `Method_INPUT` or `Method_OUTPUT`; keyed by lower-cased name. */
export function readParameters(
  element: XmlElement | undefined,
  method: string,
  cimClass: CimClass | undefined,
  context: ReadContext,
): ReadonlyMap<string, CimProperty> {
  const declared = cimClass?.methods.get(method.toLowerCase())
  const plan = new PropertyPlan(declared === undefined ? undefined : parameterDeclarations(declared))
  const reader = new PropertiesReader(plan, complexReader(context))
  replay(element?.children ?? [], reader)
  return reader.properties
}

function parameterDeclarations(method: CimMethodDeclaration): Map<string, CimTypeDeclaration & { readonly name: string }> {
  const declarations = new Map<string, CimTypeDeclaration & { readonly name: string }>()
  for (const parameter of method.parameters) declarations.set(parameter.name.toLowerCase(), parameter)
  if (method.returns !== undefined) declarations.set('returnvalue', { ...method.returns, name: 'ReturnValue' })
  return declarations
}

function canonicalMethod(cimClass: CimClass | undefined, method: string): string {
  return cimClass?.methods.get(method.toLowerCase())?.name ?? method
}
