import type { CimClass } from '../cim/class.js'
import { CimError } from '../cim/status.js'
import type { CimInstance, CimProperty, ObjectPath } from '../cim/value.js'
import type { ClassProvider, ProviderContext } from './provider.js'
import type { ClassRepository } from './repository/class-repository.js'
import { invalidObjectPath, keyNames } from './repository/instance-key.js'
import type { InstanceRepository } from './repository/instance-repository.js'

/** What the operations of an object manager share: the classes, instances and providers of one host. */
export interface HostObjects {
  readonly classes: ClassRepository
  readonly repository: InstanceRepository
  readonly providers: readonly ClassProvider[]
  readonly clock: { now(): number }
}

/** A class found under the name that was asked for, in a namespace under its canonical name. */
export interface Place {
  readonly namespace: string
  readonly declaration: CimClass
}

export function placeOf(host: HostObjects, namespace: string | undefined, className: string): Place {
  if (namespace === undefined) throw new CimError('invalidParameter', `The path to ${className} names no namespace`)
  return { namespace: host.classes.checkNamespace(namespace), declaration: host.classes.get(namespace, className) }
}

/** The provider of a class: its own, or that of the nearest class above it. */
export function providerOf(host: HostObjects, place: Place): ClassProvider | undefined {
  let name: string | undefined = place.declaration.name
  for (let depth = 0; name !== undefined && depth < 64; depth += 1) {
    const provider = ownProvider(host, place.namespace, name)
    if (provider !== undefined) return provider
    name = host.classes.find(place.namespace, name)?.superclass
  }
  return undefined
}

export function contextOf(host: HostObjects, place: Place): ProviderContext {
  return { now: () => host.clock.now(), class: place.declaration, repository: host.repository }
}

/** Lets the providers of the class and of its subclasses bring their instances up to date. */
export function refreshFamily(host: HostObjects, place: Place): void {
  const own = providerOf(host, place)
  own?.refresh?.(contextOf(host, place))
  for (const provider of host.providers) {
    if (provider.refresh === undefined || provider === own || !isIn(provider, place.namespace)) continue
    if (!host.classes.isA(place.namespace, provider.className, place.declaration.name)) continue
    provider.refresh(contextOf(host, placeOf(host, place.namespace, provider.className)))
  }
}

/** Brings every instance of a namespace up to date, for queries that may meet any class. */
export function refreshNamespace(host: HostObjects, namespace: string): void {
  for (const provider of host.providers) {
    if (provider.refresh === undefined || !isIn(provider, namespace)) continue
    provider.refresh(contextOf(host, placeOf(host, namespace, provider.className)))
  }
}

/** The stored instance a path names, up to date. Throws CimError `notFound`. */
export function requireInstance(host: HostObjects, path: ObjectPath): CimInstance {
  const place = placeOf(host, path.namespace, path.className)
  refreshFamily(host, place)
  const found = host.repository.get(path)
  if (found !== undefined) return found
  const needed = keyNames(place.declaration)
  if (typeof path.keys === 'object' && path.keys.length < needed.length) {
    throw new CimError(
      'invalidParameter',
      `A path to an instance of ${place.declaration.name} needs the keys ${needed.join(', ')}`,
      {
        hresult: invalidObjectPath,
      },
    )
  }
  throw new CimError('notFound', `There is no such instance of ${place.declaration.name}`)
}

/** The instance with every property its class declares, in the order of the class; those without a value are null. */
export function complete(host: HostObjects, instance: CimInstance): CimInstance {
  const declaration = instance.namespace === undefined ? undefined : host.classes.find(instance.namespace, instance.className)
  if (declaration === undefined) return instance
  const properties = new Map<string, CimProperty>()
  for (const [key, { name, type, array }] of declaration.properties) {
    properties.set(key, instance.properties.get(key) ?? { name, type, array, value: null })
  }
  for (const [key, property] of instance.properties) if (!properties.has(key)) properties.set(key, property)
  return { ...instance, properties }
}

function ownProvider(host: HostObjects, namespace: string, className: string): ClassProvider | undefined {
  return host.providers.find(
    (provider) => provider.className.toLowerCase() === className.toLowerCase() && isIn(provider, namespace),
  )
}

function isIn(provider: ClassProvider, namespace: string): boolean {
  return provider.namespace.toLowerCase() === namespace.toLowerCase()
}
