import type { CimClass } from '../../cim/class.js'
import { sameName } from '../../cim/names.js'
import { pathIdentity } from '../../cim/path-identity.js'
import { CimError } from '../../cim/status.js'
import {
  type CimInstance,
  type CimKeyValue,
  type CimValue,
  type ObjectPath,
  type ObjectPathKey,
  propertyValue,
} from '../../cim/value.js'

/** WBEM_E_INVALID_OBJECT_PATH: the keys of a path are not those of its class. */
export const invalidObjectPath = 0x8004103a

/** The names of the properties that identify an instance: the declared keys, or the ends of an association that declares none. */
export function keyNames(declaration: CimClass): readonly string[] {
  if (declaration.keys.length > 0 || !declaration.association) return declaration.keys
  return [...declaration.properties.values()].filter(({ type }) => type === 'reference').map(({ name }) => name)
}

/** The path of an instance. A key that is null is left out of it, as Windows leaves it out of selectors. */
export function instancePath(declaration: CimClass, instance: CimInstance, namespace: string): ObjectPath {
  const keys = keyNames(declaration)
    .map((name) => ({ name, value: propertyValue(instance, name) }))
    .filter((key): key is ObjectPathKey => isKeyValue(key.value))
  const singleton = declaration.singleton || keyNames(declaration).length === 0
  return { kind: 'path', namespace, className: declaration.name, keys: singleton ? 'singleton' : keys }
}

/** Text that is equal for instances of one class that WMI holds to be the same object. */
export function instanceKey(declaration: CimClass, instance: CimInstance, namespace: string): string {
  return identity(instancePath(declaration, instance, namespace), namespace)
}

/** The same text from a path, whose key values may be the text of any form that the wire had. Throws CimError. */
export function pathKey(declaration: CimClass, path: ObjectPath, namespace: string): string {
  const names = keyNames(declaration)
  if (declaration.singleton || names.length === 0) {
    if (typeof path.keys === 'object' && path.keys.length > 0) throw badPath(declaration, 'has no keys')
    return identity({ ...path, keys: 'singleton' }, namespace)
  }
  if (path.keys === undefined || path.keys === 'singleton') throw badPath(declaration, `needs the keys ${names.join(', ')}`)
  const unknown = path.keys.find((key) => key.name !== '' && !names.some((name) => sameName(name, key.name)))
  if (unknown !== undefined) throw badPath(declaration, `has no key ${unknown.name}`)
  const [only] = names
  const keys = path.keys.map((key) => (key.name === '' && only !== undefined ? { ...key, name: only } : key))
  return identity({ ...path, keys }, namespace)
}

function badPath(declaration: CimClass, detail: string): CimError {
  return new CimError('invalidParameter', `A path to an instance of ${declaration.name} ${detail}`, {
    hresult: invalidObjectPath,
  })
}

/** Without the class, so that a path naming a superclass finds the instance in the table of its own class. */
function identity(path: ObjectPath, namespace: string): string {
  return pathIdentity({ ...path, className: '', namespace })
}

function isKeyValue(value: CimValue): value is CimKeyValue {
  if (value === null || Array.isArray(value)) return false
  return typeof value !== 'object' || ('kind' in value && (value.kind === 'datetime' || value.kind === 'path'))
}
