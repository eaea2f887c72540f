import type { CimClass } from '../../cim/class.js'
import { CimError } from '../../cim/status.js'
import type { CimInstance, CimValue } from '../../cim/value.js'
import type { EnumeratedResource, EnumerateFilter, EnumerateRequest, WsmanItem } from '../../protocol/wsman/message.js'
import { namedFault, type SoapFault } from '../../protocol/wsman/soap-fault.js'
import { conform, sameValue } from '../conform.js'
import type { CimOperations } from '../operations.js'
import { readQuery } from '../query/run-query.js'

/** The items of an enumeration, made as they are asked for, and whether they have only some properties of their class. */
export interface Enumeration {
  readonly items: Iterator<WsmanItem>
  readonly projected: boolean
}

/** Begins an enumeration ([MS-WSMV] 3.1.4.8, [DSP0226] 8.2, [DSP0227] 8 and 9). Throws CimError or WsmanFault. */
export function beginEnumeration(request: EnumerateRequest, objects: CimOperations): Enumeration {
  if (request.resource.of === 'classes') return { items: classItems(request.resource.namespace, objects), projected: false }
  const found = find(request, objects)
  return { items: instanceItems(found.instances, request, objects), projected: found.projected }
}

type ClassResource = Extract<EnumeratedResource, { of: 'class' }>
type SelectorFilter = Extract<EnumerateFilter, { dialect: 'selector' }>

interface Found {
  readonly instances: Iterable<CimInstance>
  readonly projected: boolean
}

function find(request: EnumerateRequest, objects: CimOperations): Found {
  const { resource, filter } = request
  if (filter?.dialect === 'wql') {
    if (resource.of !== 'all') throw cannotFilter('A WQL query goes to the resource URI that ends in *.')
    return { instances: objects.query(resource.namespace, filter.query), projected: isProjection(filter.query) }
  }
  if (filter?.dialect === 'association') {
    return { instances: objects.associations(resource.namespace, filter), projected: false }
  }
  if (resource.of !== 'class') throw cannotFilter('The resource URI that ends in * needs a query.')
  const instances = enumerateClass(resource, request, objects)
  if (filter === undefined) return { instances, projected: false }
  const wanted = readSelectors(filter.selectors, objects.getClass(resource.namespace, resource.className))
  return { instances: select(instances, wanted), projected: false }
}

function isProjection(wql: string): boolean {
  const query = readQuery(wql)
  return query.kind === 'select' ? query.properties !== undefined : query.keysOnly === true
}

/** `none` leaves subclasses out; `exclude` shows their instances as if they were of the class itself ([DSP0227] 9.3). */
function enumerateClass(
  { className, namespace }: ClassResource,
  request: EnumerateRequest,
  objects: CimOperations,
): Iterable<CimInstance> {
  const depth = request.polymorphism === 'none' ? 'shallow' : 'deep'
  const found = objects.enumerate(namespace, className, { depth })
  return request.polymorphism === 'exclude' ? asBase(found, objects.getClass(namespace, className)) : found
}

function* asBase(instances: Iterable<CimInstance>, base: CimClass): Generator<CimInstance> {
  for (const instance of instances) {
    const properties = [...instance.properties].filter(([key]) => base.properties.has(key))
    yield { ...instance, className: base.name, properties: new Map(properties) }
  }
}

/** [DSP0226] annex E: all selectors must be equal; [MS-WSMV] 3.1.4.1.13 says which are refused. */
function readSelectors(selectors: SelectorFilter['selectors'], declaration: CimClass): ReadonlyMap<string, CimValue> {
  const wanted = new Map(selectors.map(([name, value]) => [name.toLowerCase(), selectorValue(declaration, name, value)]))
  if (wanted.size < selectors.length) throw cannotFilter('The filter names a selector twice.')
  return wanted
}

function selectorValue(declaration: CimClass, name: string, value: string): CimValue {
  const declared = declaration.properties.get(name.toLowerCase())
  if (declared === undefined) throw cannotFilter(`${declaration.name} has no property ${name}.`)
  if (declared.array || ['datetime', 'reference', 'object', 'instance'].includes(declared.type)) {
    throw cannotFilter(`A selector filter cannot compare ${declaration.name}.${declared.name}.`)
  }
  if (/["']/.test(value)) throw cannotFilter('A value in a selector filter has no quotation marks.')
  try {
    return conform(declared, value, declared.name).value
  } catch (error) {
    if (error instanceof CimError) throw cannotFilter(error.message)
    throw error
  }
}

function* select(instances: Iterable<CimInstance>, wanted: ReadonlyMap<string, CimValue>): Generator<CimInstance> {
  for (const instance of instances) {
    const equal = [...wanted].every(([key, value]) =>
      sameValue(instance.properties.get(key)?.value ?? null, value, { ignoreCase: true }),
    )
    if (equal) yield instance
  }
}

function* instanceItems(
  instances: Iterable<CimInstance>,
  { mode }: EnumerateRequest,
  objects: CimOperations,
): Generator<WsmanItem> {
  for (const instance of instances) {
    if (mode === 'object') yield { instance }
    else if (mode === 'epr') yield { path: objects.pathOf(instance) }
    else yield { instance, path: objects.pathOf(instance) }
  }
}

function* classItems(namespace: string, objects: CimOperations): Generator<WsmanItem> {
  for (const name of objects.classNames(namespace)) yield { class: objects.getClass(namespace, name) }
}

function cannotFilter(why: string): SoapFault {
  return namedFault('cannotProcessFilter', { providerMessage: why })
}
