import type { CimClass } from '../../cim/class.js'
import { pathIdentity } from '../../cim/path-identity.js'
import type { ObjectPath } from '../../cim/value.js'

/** An object to read, with the properties that matter. */
export interface WantedInstance {
  readonly cimClass: CimClass
  readonly namespace: string
  /** With the keys of the class, or with other properties by which its adapter lets documents name it. */
  readonly path: ObjectPath
  readonly properties: readonly string[]
  /** What tells the object from others of the host: `pathIdentity` of the path. */
  readonly identity: string
  /** Common to all that are read together: namespace and class, and by which properties they are named. */
  readonly batch: string
}

export function wantedInstance(wanted: Omit<WantedInstance, 'identity' | 'batch'>): WantedInstance {
  const { cimClass, namespace, path } = wanted
  return {
    ...wanted,
    identity: pathIdentity(path, { namespace }),
    batch: `${namespace}:${cimClass.name}${hasOwnKeys(cimClass, path) ? '' : `.${keyNamesOf(path).join()}`}`.toLowerCase(),
  }
}

/** Whether the path has the keys of the class, so that the host can find the object by it. */
export function hasOwnKeys(cimClass: CimClass, path: ObjectPath): boolean {
  if (cimClass.singleton || cimClass.keys.length === 0) return true
  const names = keyNamesOf(path)
  return names.length === cimClass.keys.length && cimClass.keys.every((key) => names.includes(key))
}

/** Names of the properties that a path names its object by. */
export function keyNamesOf({ keys }: ObjectPath): readonly string[] {
  return keys === undefined || keys === 'singleton' ? [] : keys.map(({ name }) => name)
}
