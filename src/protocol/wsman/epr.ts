import { DecodeError } from '../../base/errors.js'
import type { CimClass } from '../../cim/class.js'
import type { CimKeyValue, ObjectPath, ObjectPathKey } from '../../cim/value.js'
import { attributeOf, childOf, childrenOf, isElement, trimmedText, uriText, type XmlElement } from '../../xml/element.js'
import type { XmlWriter } from '../../xml/writer.js'
import { anonymousAddress, ns } from '../soap/namespaces.js'
import type { TypeResolver } from './message.js'
import { classUri, parseResourceUri } from './resource-uri.js'
import { isTextType, scalarReaders } from './scalar-text.js'

/** A selector as it stands in a message: text, or the endpoint reference of another object ([DSP0226] 5.4.2). */
export interface Selector {
  readonly name: string
  readonly value: string | XmlElement
}

/** The selector that names the namespace where the resource URI does not ([DSP0227] 6.3). */
export const namespaceSelector = '__cimnamespace'

/** Whether an element's content is an endpoint reference. */
export function isEpr(element: XmlElement): boolean {
  return (
    isElement(element, ns.wsa, 'EndpointReference') ||
    element.children.some(
      (child) => child.uri === ns.wsa && /^(?:Address|ReferenceParameters|EndpointReference)$/.test(child.local),
    )
  )
}

/** Reads the object an endpoint reference points to ([DSP0227] 7). */
export function readEpr(element: XmlElement, classes: TypeResolver | undefined): ObjectPath {
  const inner = childOf(element, ns.wsa, 'EndpointReference') ?? element
  const parameters = childOf(inner, ns.wsa, 'ReferenceParameters') ?? childOf(inner, ns.wsa, 'ReferenceProperties')
  const uri = parameters === undefined ? undefined : childOf(parameters, ns.wsman, 'ResourceURI')
  if (parameters === undefined || uri === undefined) throw new DecodeError('endpoint reference', 'there is no ResourceURI')
  const set = childOf(parameters, ns.wsman, 'SelectorSet')
  const path = pathOf(uriText(uri), set === undefined ? [] : readSelectorSet(set), classes)
  if (path === undefined)
    throw new DecodeError('endpoint reference', `'${uriText(uri).slice(0, 200)}' is not the URI of a CIM class`)
  return path.keys === undefined ? { ...path, keys: 'singleton' } : path
}

/** The path a class URI with selectors means; without selectors it has no keys. Undefined for any other URI. */
export function pathOf(uri: string, selectors: readonly Selector[], classes: TypeResolver | undefined): ObjectPath | undefined {
  const resource = parseResourceUri(uri, namespaceOf(selectors))
  if (resource?.of !== 'class') return undefined
  const { namespace, className } = resource
  const keys = readKeys(selectors, classes?.(namespace, className), classes)
  return { kind: 'path', namespace, className, ...(keys.length === 0 ? {} : { keys }) }
}

export function readSelectorSet(set: XmlElement): Selector[] {
  const selectors: Selector[] = []
  const seen = new Set<string>()
  for (const selector of childrenOf(set, ns.wsman, 'Selector')) {
    const name = attributeOf(selector, '', 'Name')?.trim()
    if (name === undefined || name === '') throw new DecodeError('selector', 'there is no Name')
    if (seen.has(name.toLowerCase())) throw new DecodeError('selector', `'${name.slice(0, 80)}' is given twice`)
    seen.add(name.toLowerCase())
    const epr = childOf(selector, ns.wsa, 'EndpointReference')
    // Pretty-printed messages wrap values; a key never begins or ends with a line break.
    selectors.push({ name, value: epr ?? selector.text.replace(/^[\t ]*[\r\n][\t\n\r ]*|[\t\n\r ]*[\r\n][\t ]*$/g, '') })
  }
  return selectors
}

/** The text of the `__cimnamespace` selector. */
export function namespaceOf(selectors: readonly Selector[]): string | undefined {
  const value = selectors.find((selector) => isNamespaceSelector(selector))?.value
  return typeof value === 'string' ? value.trim() : undefined
}

export function isNamespaceSelector(selector: Selector): boolean {
  return selector.name.toLowerCase() === namespaceSelector
}

/** Writes `wsa:Address` and `wsa:ReferenceParameters`, inside the element that is the reference; prefixes `a` and `w` must be declared. */
export function writeEprContent(writer: XmlWriter, path: ObjectPath, defaultNamespace: string): void {
  const namespace = path.namespace ?? defaultNamespace
  writer.element('a:Address', anonymousAddress)
  writer.open('a:ReferenceParameters').element('w:ResourceURI', classUri(namespace, path.className))
  writeSelectorSet(writer, path, namespace)
  writer.close()
}

/** Writes the keys of a path as a `w:SelectorSet`; nothing when it has none. */
export function writeSelectorSet(writer: XmlWriter, path: ObjectPath, defaultNamespace: string): void {
  if (path.keys === undefined || path.keys === 'singleton' || path.keys.length === 0) return
  writer.open('w:SelectorSet')
  for (const key of path.keys) writeSelector(writer, key, defaultNamespace)
  writer.close()
}

function writeSelector(writer: XmlWriter, key: ObjectPathKey, defaultNamespace: string): void {
  const text = keyValueText(key.value)
  if (text !== undefined) {
    writer.element('w:Selector', text, { Name: key.name })
    return
  }
  writer.open('w:Selector', { Name: key.name }).open('a:EndpointReference')
  writeEprContent(writer, key.value as ObjectPath, defaultNamespace)
  writer.close().close()
}

function keyValueText(value: CimKeyValue): string | undefined {
  if (typeof value !== 'object') return String(value)
  return value.kind === 'datetime' ? value.dmtf : undefined
}

function readKeys(
  selectors: readonly Selector[],
  cimClass: CimClass | undefined,
  classes: TypeResolver | undefined,
): ObjectPathKey[] {
  const keys: ObjectPathKey[] = []
  for (const selector of selectors) {
    if (isNamespaceSelector(selector)) continue
    const declared = cimClass?.properties.get(selector.name.toLowerCase())
    const name = declared?.name ?? selector.name
    if (typeof selector.value !== 'string') keys.push({ name, value: readEpr(selector.value, classes) })
    else keys.push({ name, value: declared === undefined ? selector.value : readKey(name, declared.type, selector.value) })
  }
  return keys
}

function readKey(name: string, type: Parameters<typeof isTextType>[0], text: string): CimKeyValue {
  if (!isTextType(type)) return text
  try {
    return scalarReaders[type](text) as CimKeyValue
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new DecodeError('selector', `${name}: ${error.message}`, { cause: error })
  }
}

/** The trimmed text of a child, when there is one. */
export function childText(parent: XmlElement, uri: string, local: string): string | undefined {
  const child = childOf(parent, uri, local)
  return child === undefined ? undefined : trimmedText(child)
}
