import type { CimClass } from '../cim/class.js'
import { CimError } from '../cim/status.js'
import type { CimInstance, CimProperty, ObjectPath } from '../cim/value.js'
import { conform, sameValue } from './conform.js'
import { complete, contextOf, type HostObjects, type Place, placeOf, providerOf, requireInstance } from './host-objects.js'
import { instancePath, keyNames } from './repository/instance-key.js'

/** WBEM_E_ILLEGAL_NULL: a key has no value. */
const illegalNull = 0x80041028

export function createInstance(host: HostObjects, namespace: string, instance: CimInstance): ObjectPath {
  const place = placeOf(host, namespace, instance.className)
  const { declaration } = place
  if (declaration.abstract)
    throw new CimError('providerNotCapable', `${declaration.name} is abstract; it has no instances of its own`)
  const checked = {
    ...instance,
    className: declaration.name,
    properties: checkProperties(declaration, instance.properties.values()),
  }
  const provider = providerOf(host, place)
  const stored = provider?.create?.(contextOf(host, place), checked) ?? checked
  refuseNullKeys(declaration, stored)
  if (host.repository.has(place.namespace, stored)) {
    throw new CimError('alreadyExists', `${declaration.name} has an instance with these keys already`)
  }
  host.repository.put(place.namespace, stored)
  return instancePath(declaration, stored, place.namespace)
}

/** Reads, changes and stores in one step, so that near-simultaneous writers lose nothing they did not both name. */
export function modifyInstance(host: HostObjects, path: ObjectPath, properties: readonly CimProperty[]): CimInstance {
  const current = requireInstance(host, path)
  const place = placeOf(host, path.namespace, current.className)
  const named = [...checkProperties(place.declaration, properties).values()]
  refuseKeyChanges(place, current, named)
  const provider = providerOf(host, place)
  const stored =
    provider?.modify === undefined
      ? overlay(current, writable(place, current, named))
      : provider.modify(contextOf(host, place), current, named)
  host.repository.put(place.namespace, stored)
  return complete(host, { ...stored, namespace: place.namespace })
}

export function deleteInstance(host: HostObjects, path: ObjectPath): void {
  const current = requireInstance(host, path)
  const place = placeOf(host, path.namespace, current.className)
  providerOf(host, place)?.delete?.(contextOf(host, place), current)
  host.repository.remove(instancePath(place.declaration, current, place.namespace))
}

function checkProperties(declaration: CimClass, properties: Iterable<CimProperty>): Map<string, CimProperty> {
  const checked = new Map<string, CimProperty>()
  for (const property of properties) {
    const declared = declaration.properties.get(property.name.toLowerCase())
    if (declared === undefined) {
      throw new CimError('noSuchProperty', `${declaration.name} has no property ${property.name}`)
    }
    checked.set(property.name.toLowerCase(), conform(declared, property.value, `${declaration.name}.${declared.name}`))
  }
  return checked
}

function refuseNullKeys(declaration: CimClass, instance: CimInstance): void {
  for (const name of keyNames(declaration)) {
    if ((instance.properties.get(name.toLowerCase())?.value ?? null) === null) {
      throw new CimError('invalidParameter', `The key ${declaration.name}.${name} has no value`, { hresult: illegalNull })
    }
  }
}

function refuseKeyChanges({ declaration, namespace }: Place, current: CimInstance, named: readonly CimProperty[]): void {
  const keys = new Set(keyNames(declaration).map((name) => name.toLowerCase()))
  for (const property of named) {
    const before = current.properties.get(property.name.toLowerCase())?.value ?? null
    if (keys.has(property.name.toLowerCase()) && !sameValue(before, property.value, { ignoreCase: true, namespace })) {
      throw new CimError('readOnly', `The key ${declaration.name}.${property.name} cannot be changed`)
    }
  }
}

/** The properties that change something. A read-only one may be named as long as its value stays: a whole Put names them all. */
function writable(place: Place, current: CimInstance, named: readonly CimProperty[]): CimProperty[] {
  const changes = named.filter(
    (property) => !sameValue(current.properties.get(property.name.toLowerCase())?.value ?? null, property.value, place),
  )
  for (const property of changes) {
    const declared = place.declaration.properties.get(property.name.toLowerCase())
    if (declared?.key) continue
    if (declared?.access === 'read') {
      throw new CimError('readOnly', `${place.declaration.name}.${property.name} is read-only`)
    }
  }
  return changes.filter((property) => !place.declaration.properties.get(property.name.toLowerCase())?.key)
}

function overlay(current: CimInstance, changes: readonly CimProperty[]): CimInstance {
  if (changes.length === 0) return current
  const properties = new Map(current.properties)
  for (const property of changes) properties.set(property.name.toLowerCase(), property)
  return { ...current, properties }
}
