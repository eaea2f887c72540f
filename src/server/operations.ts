import type { CimClass } from '../cim/class.js'
import type { CimInstance, CimProperty, ObjectPath } from '../cim/value.js'
import type { MethodCall, MethodResult } from '../session/cim-session.js'

/**
 * The CIM operations every protocol endpoint calls, and the lab's tampering. All are synchronous, so each is atomic, and
 * refuse by throwing CimError. Names of classes, properties, methods and namespaces are case-insensitive.
 */
export interface CimOperations {
  getClass(namespace: string, className: string): CimClass
  classNames(namespace: string): readonly string[]
  getInstance(path: ObjectPath): CimInstance
  /** Instances of the class and, when `depth` is `deep` (the default), of its subclasses. */
  enumerate(namespace: string, className: string, options?: { readonly depth?: 'deep' | 'shallow' }): Iterable<CimInstance>
  /** Runs WQL text: SELECT, ASSOCIATORS OF, REFERENCES OF. */
  query(namespace: string, wql: string): Iterable<CimInstance>
  associations(namespace: string, selection: AssociationSelection): Iterable<CimInstance>
  /** Returns the path of what was stored. */
  create(namespace: string, instance: CimInstance): ObjectPath
  /** Writes the named properties, leaves every other as it is, and returns the instance as it is then. */
  modify(path: ObjectPath, properties: readonly CimProperty[]): CimInstance
  delete(path: ObjectPath): void
  invoke(call: MethodCall): MethodResult
  /** The path of an instance, with the keys its class declares. */
  pathOf(instance: CimInstance): ObjectPath
}

/** The instances at the other end of associations of `object`, or the association instances themselves. */
export interface AssociationSelection {
  readonly returns: 'associated' | 'association'
  readonly object: ObjectPath
  readonly associationClass?: string
  readonly role?: string
  readonly resultClass?: string
  readonly resultRole?: string
}
