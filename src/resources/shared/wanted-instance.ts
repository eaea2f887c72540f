import type { CimClass } from '../../cim/class.js'
import { pathIdentity } from '../../cim/path-identity.js'
import type { ObjectPath } from '../../cim/value.js'

/** An object to read, with the properties that matter. */
export interface WantedInstance {
  readonly cimClass: CimClass
  readonly namespace: string
  readonly path: ObjectPath
  readonly properties: readonly string[]
  /** What tells the object from others of the host: `pathIdentity` of the path. */
  readonly identity: string
  /** Common to all that are read together: namespace and class. */
  readonly batch: string
}

export function wantedInstance(wanted: Omit<WantedInstance, 'identity' | 'batch'>): WantedInstance {
  const { cimClass, namespace, path } = wanted
  return {
    ...wanted,
    identity: pathIdentity(path, { namespace }),
    batch: `${namespace}:${cimClass.name}`.toLowerCase(),
  }
}
