import type { CimClass, ClassSource } from '../../cim/class.js'
import { namespaceKey, sameName } from '../../cim/names.js'
import { pathIdentity } from '../../cim/path-identity.js'
import { toPlain } from '../../cim/plain.js'
import { type CimInstance, type CimKeyValue, type ObjectPath, propertyValue } from '../../cim/value.js'
import type { DeclaredObject, UndeclaredObject } from '../../engine/resource-type.js'
import type { CimDesired } from '../cim/desired.js'
import { defaultNamespace } from '../shared/parse-class.js'
import type { OwnsDesired } from './desired.js'

/** Whether a resource is for an object of the class of the scope. */
export function coversObject(scope: OwnsDesired, other: DeclaredObject): boolean {
  const object = cimObject(other)
  return object !== undefined && isIn(scope, object) && sameName(object.cimClass.name, scope.cimClass.name)
}

/** The instances of the scope that no resource is for, each with the fields of a resource that deletes it. */
export function undeclaredObjects(
  scope: OwnsDesired,
  instances: readonly CimInstance[],
  declared: readonly DeclaredObject[],
  classes: ClassSource,
): readonly UndeclaredObject[] {
  const byKeys = new Map<string, CimClass[]>()
  for (const other of declared) {
    const object = cimObject(other)
    if (object === undefined || !isIn(scope, object)) continue
    const keys = keysIdentity(object.path)
    byKeys.set(keys, [...(byKeys.get(keys) ?? []), object.cimClass])
  }
  return instances.flatMap((instance) => {
    // A query finds instances of subclasses too; each is deleted as what it is.
    const cimClass = classes.find(scope.namespace, instance.className) ?? scope.cimClass
    const keys = cimClass.keys.map((name) => ({ name, value: (propertyValue(instance, name) ?? '') as CimKeyValue }))
    const owners = byKeys.get(keysIdentity({ kind: 'path', className: '', keys })) ?? []
    if (owners.some((owner) => isRelated(owner, cimClass, scope.namespace, classes))) return []
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

function cimObject({ kind, desired }: DeclaredObject): CimDesired | undefined {
  return kind === 'cim' ? (desired as CimDesired) : undefined
}

function isIn(scope: OwnsDesired, object: CimDesired): boolean {
  return namespaceKey(object.namespace) === namespaceKey(scope.namespace)
}

/** What paths have in common that have the same keys, whatever their class. */
function keysIdentity(path: ObjectPath): string {
  return pathIdentity({ ...path, namespace: '', className: '' })
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
