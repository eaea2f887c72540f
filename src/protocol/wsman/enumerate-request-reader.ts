import { DecodeError } from '../../base/errors.js'
import { attributeOf, childOf, isElement, trimmedText, type XmlElement } from '../../xml/element.js'
import { ns } from '../soap/namespaces.js'
import { dialect } from './actions.js'
import { readDurationMs } from './datetime-text.js'
import { childText, readEpr, readSelectorSet } from './epr.js'
import type { EnumeratedResource, EnumerateFilter, EnumerateRequest, WsmanRequest } from './message.js'
import type { ReadContext } from './read-context.js'
import { namedFault } from './soap-fault.js'

/** WS-Enumeration requests ([DSP0226] 8, [MS-WSMV] 3.1.4.8 to 3.1.4.10). */
export function readEnumerateRequest(
  body: readonly XmlElement[],
  resource: EnumeratedResource,
  context: ReadContext,
): WsmanRequest {
  const element = only(body, 'Enumerate')
  const maxElements = childText(element, ns.wsman, 'MaxElements')
  return {
    kind: 'enumerate',
    resource,
    optimize: childOf(element, ns.wsman, 'OptimizeEnumeration') !== undefined,
    maxElements: maxElements === undefined ? undefined : readCount('MaxElements', maxElements),
    mode: readMode(childText(element, ns.wsman, 'EnumerationMode')),
    polymorphism: readPolymorphism(childText(element, ns.wsmb, 'PolymorphismMode')),
    filter: readFilter(childOf(element, ns.wsman, 'Filter') ?? childOf(element, ns.wsen, 'Filter'), context),
  }
}

/** Without MaxElements a Pull asks for one item ([DSP0226] 8.4). */
export function readPullRequest(body: readonly XmlElement[], resource: EnumeratedResource): WsmanRequest {
  const element = only(body, 'Pull')
  const maxElements = childText(element, ns.wsen, 'MaxElements') ?? childText(element, ns.wsman, 'MaxElements')
  const maxTime = childText(element, ns.wsen, 'MaxTime')
  return {
    kind: 'pull',
    resource,
    context: readEnumerationContext(element),
    maxElements: maxElements === undefined ? 1 : readCount('MaxElements', maxElements),
    ...(maxTime === undefined ? {} : { maxTime: readDurationMs(maxTime) }),
  }
}

export function readReleaseRequest(body: readonly XmlElement[], resource: EnumeratedResource): WsmanRequest {
  return { kind: 'release', resource, context: readEnumerationContext(only(body, 'Release')) }
}

function only(body: readonly XmlElement[], local: string): XmlElement {
  const [element] = body
  if (element === undefined || !isElement(element, ns.wsen, local))
    throw new DecodeError('SOAP body', `there is no ${local} in it`)
  return element
}

function readEnumerationContext(element: XmlElement): string {
  const context = childText(element, ns.wsen, 'EnumerationContext')
  if (context === undefined || context === '') throw namedFault('invalidEnumerationContext')
  return context
}

function readCount(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) === 0)
    throw new DecodeError(name, `'${text.slice(0, 40)}' is not a count of items`)
  return Number(text)
}

function readMode(text: string | undefined): EnumerateRequest['mode'] {
  switch (text) {
    case undefined:
    case 'EnumerateObject':
      return 'object'
    case 'EnumerateEPR':
      return 'epr'
    case 'EnumerateObjectAndEPR':
      return 'object-and-epr'
    default:
      throw namedFault('enumerationModeUnsupported')
  }
}

function readPolymorphism(text: string | undefined): EnumerateRequest['polymorphism'] {
  switch (text) {
    case undefined:
      return undefined
    case 'IncludeSubClassProperties':
      return 'include'
    case 'ExcludeSubClassProperties':
      return 'exclude'
    case 'None':
      return 'none'
    default:
      throw namedFault('polymorphismModeUnsupported')
  }
}

function readFilter(filter: XmlElement | undefined, context: ReadContext): EnumerateFilter | undefined {
  if (filter === undefined) return undefined
  const name = attributeOf(filter, '', 'Dialect')
    ?.replace(/[\t\n\r ]+/g, '')
    .toLowerCase()
  switch (name ?? '') {
    case dialect.wql.toLowerCase():
      return { dialect: 'wql', query: trimmedText(filter) }
    case dialect.selector.toLowerCase():
      return readSelectorFilter(filter)
    case dialect.association.toLowerCase():
      return readAssociationFilter(filter, context)
    default:
      throw namedFault('filterDialectUnavailable')
  }
}

function readSelectorFilter(filter: XmlElement): EnumerateFilter {
  const set = childOf(filter, ns.wsman, 'SelectorSet')
  if (set === undefined) throw namedFault('cannotProcessFilter')
  const selectors = readSelectorSet(set).map(({ name, value }) => {
    // References and quotes are refused, [MS-WSMV] 3.1.4.1.13.
    if (typeof value !== 'string' || /["']/.test(value)) throw namedFault('cannotProcessFilter')
    return [name, value] as const
  })
  return { dialect: 'selector', selectors }
}

function readAssociationFilter(filter: XmlElement, context: ReadContext): EnumerateFilter {
  const element = filter.children.find(
    (child) => isElement(child, ns.wsmb, 'AssociatedInstances') || isElement(child, ns.wsmb, 'AssociationInstances'),
  )
  const object = element === undefined ? undefined : childOf(element, ns.wsmb, 'Object')
  if (element === undefined || object === undefined) throw namedFault('cannotProcessFilter')
  const text = (local: string): string | undefined => childText(element, ns.wsmb, local)
  return {
    dialect: 'association',
    returns: element.local === 'AssociatedInstances' ? 'associated' : 'association',
    object: readEpr(object, context.classes),
    ...present('associationClass', text('AssociationClassName')),
    ...present('role', text('Role')),
    ...present('resultClass', text('ResultClassName')),
    ...present('resultRole', text('ResultRole')),
  }
}

function present<K extends string>(name: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined || value === '' ? {} : { [name]: value }) as { readonly [P in K]?: string }
}
