import type { CimClass } from '../cim/class.js'
import type { CimInstance, CimProperty, ObjectPath, TypedValue } from '../cim/value.js'

/**
 * The managed object behind a class: what a WMI provider is on Windows. Every function is synchronous and takes time from
 * the context's clock, so that a pending state is a matter of when it is asked. A provider refuses by throwing CimError.
 * Whatever a provider leaves out the repository does: instances are stored, writable properties are set, and so on.
 */
export interface ClassProvider {
  readonly namespace: string
  readonly className: string
  /** The instances a host has from the start; asked once per host, when the class is first read or written. */
  seed?(context: ProviderContext): Iterable<CimInstance>
  /** Brings stored instances up to date with the clock before they are read (a service leaves `Start Pending`). */
  refresh?(context: ProviderContext): void
  /** Completes and checks a new instance; returns what to store. */
  create?(context: ProviderContext, instance: CimInstance): CimInstance
  /** Checks the properties a Put names, in declared types and with the keys as they are; a whole Put names them all. Returns what to store. */
  modify?(context: ProviderContext, current: CimInstance, properties: readonly CimProperty[]): CimInstance
  delete?(context: ProviderContext, current: CimInstance): void
  /** By lower-cased method name. `current` is undefined for a static call. */
  readonly methods?: ReadonlyMap<string, ProviderMethod>
}

export type ProviderMethod = (
  context: ProviderContext,
  current: CimInstance | undefined,
  inputs: ReadonlyMap<string, CimProperty>,
) => ProviderResult

export interface ProviderResult {
  readonly returnValue: TypedValue | undefined
  readonly outputs: readonly CimProperty[]
}

/** The host a provider acts on. */
export interface ProviderContext {
  /** Milliseconds since the epoch, from the lab's clock. */
  now(): number
  readonly class: CimClass
  readonly repository: InstanceStore
}

/** Instances of one host, all namespaces; one store behind every protocol. Paths need namespace and keys. */
export interface InstanceStore {
  get(path: ObjectPath): CimInstance | undefined
  /** Instances of exactly this class, in insertion order. */
  list(namespace: string, className: string): Iterable<CimInstance>
  /** Stores or replaces; the keys in the instance decide which. */
  put(namespace: string, instance: CimInstance): void
  remove(path: ObjectPath): void
}
