import type { CimClass, ClassSource } from '../../cim/class.js'
import { namespaceKey, sameName } from '../../cim/names.js'
import { pathIdentity } from '../../cim/path-identity.js'
import { toPlain } from '../../cim/plain.js'
import {
  type CimInstance,
  type CimKeyValue,
  type CimProperty,
  cimInstance,
  type ObjectPath,
  propertyValue,
} from '../../cim/value.js'
import { mayHold } from '../../cim/wql/possible.js'
import type { DeclaredObject, UndeclaredObject } from '../../engine/resource-type.js'
import { type CimDesired, renamedPath } from '../cim/desired.js'
import { defaultNamespace } from '../shared/parse-class.js'
import { keyNamesOf } from '../shared/wanted-instance.js'
import type { OwnsDesired } from './desired.js'

/** Whether a resource is for an object that is in the scope, as far as its document says what the object is like. */
export function coversObject(scope: OwnsDesired, other: DeclaredObject, classes: ClassSource): boolean {
  const object = cimObject(other)
  if (object === undefined || !isIn(scope, object) || !sameName(object.cimClass.name, scope.cimClass.name)) return false
  const isA = (name: string, ancestor: string): boolean => {
    const cimClass = classes.find(scope.namespace, name)
    return cimClass !== undefined && isAncestor(ancestor, cimClass, scope.namespace, classes)
  }
  return mayHold(scope.condition, knownOf(object), { isA })
}

/** The instances of the scope that no resource is for, each with the fields of a resource that deletes it. */
export function undeclaredObjects(
  scope: OwnsDesired,
  instances: readonly CimInstance[],
  declared: readonly DeclaredObject[],
  classes: ClassSource,
): readonly UndeclaredObject[] {
  const owners = ownersIn(scope, declared)
  return instances.flatMap((instance) => {
    // A query finds instances of subclasses too; each is deleted as what it is.
    const cimClass = classes.find(scope.namespace, instance.className) ?? scope.cimClass
    if (owners(instance).some((owner) => isRelated(owner, cimClass, scope.namespace, classes))) return []
    const key = cimClass.keys.map((name) => {
      const property = instance.properties.get(name.toLowerCase())
      return [name, property === undefined ? null : toPlain(property.value, property.type)] as const
    })
    const fields = {
      cim: cimClass.name,
      ...(scope.namespace.toLowerCase() === defaultNamespace ? {} : { namespace: scope.namespace }),
      key: Object.fromEntries(key),
      ensure: 'absent',
    }
    const label = key.map(([, value]) => (typeof value === 'object' ? '' : String(value))).join(' ')
    return [{ kind: 'cim', label, fields }]
  })
}

/** The classes of the resources that are for an instance, by whatever properties they name it. */
function ownersIn(scope: OwnsDesired, declared: readonly DeclaredObject[]): (instance: CimInstance) => readonly CimClass[] {
  const byKeys = new Map<string, CimClass[]>()
  const namings = new Map<string, readonly string[]>()
  for (const object of declared.flatMap((other) => cimObject(other) ?? [])) {
    if (!isIn(scope, object)) continue
    for (const path of pathsOf(object)) {
      const names = keyNamesOf(path)
      namings.set(names.join().toLowerCase(), names)
      const keys = keysIdentity(path.keys)
      byKeys.set(keys, [...(byKeys.get(keys) ?? []), object.cimClass])
    }
  }
  return (instance) =>
    [...namings.values()].flatMap((names) => {
      const keys = names.map((name) => ({ name, value: (propertyValue(instance, name) ?? '') as CimKeyValue }))
      return byKeys.get(keysIdentity(keys.length === 0 ? 'singleton' : keys)) ?? []
    })
}

/** An object that is to have another name is one under both. */
function pathsOf(object: CimDesired): readonly ObjectPath[] {
  const renamed = renamedPath(object)
  return renamed === undefined ? [object.path] : [object.path, renamed]
}

/** What a document says of its object; a secret says nothing. */
function knownOf({ cimClass, path, properties }: CimDesired): CimInstance {
  const keys = typeof path.keys === 'object' ? path.keys : []
  const known = new Map<string, CimProperty>()
  for (const { name, value } of keys) {
    const declaration = cimClass.properties.get(name.toLowerCase())
    known.set(name.toLowerCase(), { name, type: declaration?.type ?? 'string', array: false, value })
  }
  for (const { declaration, value, writeOnly } of properties) {
    const { name, type, array } = declaration
    if (!writeOnly && 'plain' in value) known.set(name.toLowerCase(), { name, type, array, value: value.plain })
  }
  return cimInstance(cimClass.name, [...known.values()])
}

function cimObject({ kind, desired }: DeclaredObject): CimDesired | undefined {
  return kind === 'cim' ? (desired as CimDesired) : undefined
}

function isIn(scope: OwnsDesired, object: CimDesired): boolean {
  return namespaceKey(object.namespace) === namespaceKey(scope.namespace)
}

/** What paths have in common that have the same keys, whatever their class. */
function keysIdentity(keys: ObjectPath['keys']): string {
  return pathIdentity({ kind: 'path', namespace: '', className: '', keys: keys ?? 'singleton' })
}

/** Superclasses of superclasses …; a source that goes round in circles ends. */
const deepest = 64

/** An object is one also when it is named by another class that it is an instance of. */
function isRelated(a: CimClass, b: CimClass, namespace: string, classes: ClassSource): boolean {
  return isAncestor(a.name, b, namespace, classes) || isAncestor(b.name, a, namespace, classes)
}

function isAncestor(name: string, of: CimClass, namespace: string, classes: ClassSource): boolean {
  let at: CimClass | undefined = of
  for (let depth = 0; at !== undefined && depth < deepest; depth++) {
    if (sameName(at.name, name)) return true
    at = at.superclass === undefined ? undefined : classes.find(namespace, at.superclass)
  }
  return false
}
