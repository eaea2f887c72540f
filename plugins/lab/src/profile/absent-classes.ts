import type { ClassSource } from 'wmctl'
import type { HostFacts } from '../seed/host-facts.js'
import { hasHyperV } from '../seed/host-roles.js'
import { buildNumber } from './product-version.js'

/** Builds of the releases that brought a namespace. */
const windows7 = 7600
const windows8 = 9200
const windows10 = 14_393

/** Namespaces, with those below them, that a host has since a build. The longest name that fits counts. */
const namespacesSince: readonly (readonly [namespace: string, build: number])[] = [
  ['root/microsoft/windows/defender', windows10],
  ['root/microsoft/windows', windows8],
  ['root/standardcimv2', windows8],
  ['root/cimv2/power', windows7],
  ['root/virtualization/v2', windows8],
]

/** The catalogue as one host has it: without what its release does not have yet, and without roles that are not installed. */
export function classesOf(facts: HostFacts, catalog: ClassSource): ClassSource {
  const build = buildNumber(facts.profile)
  const hyperV = hasHyperV(facts)
  const kinds = known.get(catalog) ?? new Map<string, ClassSource>()
  known.set(catalog, kinds)
  const kind = `${build} ${hyperV}`
  const found = kinds.get(kind) ?? filtered(catalog, (namespace) => isPresent(namespace.toLowerCase(), build, hyperV))
  kinds.set(kind, found)
  return found
}

/** Hosts of one release and role share their classes. */
const known = new WeakMap<ClassSource, Map<string, ClassSource>>()

function isPresent(namespace: string, build: number, hyperV: boolean): boolean {
  if (!hyperV && isWithin(namespace, 'root/virtualization')) return false
  const since = namespacesSince.find(([name]) => isWithin(namespace, name))?.[1] ?? 0
  return build >= since
}

function isWithin(namespace: string, ancestor: string): boolean {
  return namespace === ancestor || namespace.startsWith(`${ancestor}/`)
}

function filtered(catalog: ClassSource, present: (namespace: string) => boolean): ClassSource {
  const namespaces = catalog.namespaces().filter(present)
  const names = new Set(namespaces.map((name) => name.toLowerCase()))
  const has = (namespace: string): boolean => names.has(namespace.toLowerCase())
  return {
    namespaces: () => namespaces,
    classNames: (namespace) => (has(namespace) ? catalog.classNames(namespace) : []),
    find: (namespace, className) => (has(namespace) ? catalog.find(namespace, className) : undefined),
  }
}
