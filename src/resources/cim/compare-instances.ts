import type { CimClass, CimPropertyDeclaration } from '../../cim/class.js'
import type { ClassAdapter } from '../../cim/class-adapter.js'
import { compareProperty } from '../../cim/compare/compare.js'
import { pathIdentity } from '../../cim/path-identity.js'
import { type CimInstance, type CimKeyValue, type CimValue, propertyValue } from '../../cim/value.js'
import { formatIdentity } from '../shared/format-identity.js'
import { isWritable } from './import-instance.js'

/** The instances of a class on one host, and the names the host goes by. */
export interface HostInstances {
  readonly instances: readonly CimInstance[]
  readonly ownNames: readonly string[]
}

export interface InstanceComparison {
  /** `Win32_Service.Name="Spooler"`, as the host has it that comes first. */
  readonly identity: string
  readonly on: 'first' | 'second' | 'both'
  /** Of instances that both have: what differs, and what is equal by rule. */
  readonly properties: readonly PropertyComparison[]
}

export interface PropertyComparison {
  readonly declaration: CimPropertyDeclaration
  readonly first: CimValue
  readonly second: CimValue
  /** The rule by which the values are equal; undefined: they are not. */
  readonly equal: string | undefined
}

export interface CompareOptions {
  readonly namespace: string
  readonly cimClass: CimClass
  readonly adapter: ClassAdapter | undefined
  /** Lower-cased names of properties that do not count. */
  readonly ignored: ReadonlySet<string>
  /** Also properties that cannot be written. */
  readonly all: boolean
}

/**
 * Instances of two hosts by key, in the order of the keys; keys and values that are the host's own name on either side are the
 * same. Where each host has one instance, these two are compared whatever their keys.
 */
export function compareInstances(
  first: HostInstances,
  second: HostInstances,
  options: CompareOptions,
): readonly InstanceComparison[] {
  const [left, right] = [byKey(first, options), byKey(second, options)]
  const [onlyLeft] = left.entries()
  const [onlyRight] = right.entries()
  if (onlyLeft !== undefined && onlyRight !== undefined && left.size === 1 && right.size === 1 && !right.has(onlyLeft[0])) {
    right.clear()
    right.set(onlyLeft[0], onlyRight[1])
  }
  const names = { first: namesOf(first), second: namesOf(second) }
  return [...new Set([...left.keys(), ...right.keys()])].sort().map((key) => {
    const [a, b] = [left.get(key), right.get(key)]
    const identity = identityOf((a ?? b) as CimInstance, options)
    if (a === undefined) return { identity, on: 'second', properties: [] }
    if (b === undefined) return { identity, on: 'first', properties: [] }
    return { identity, on: 'both', properties: compareProperties(a, b, names, options) }
  })
}

interface OwnNames {
  readonly first: ReadonlySet<string>
  readonly second: ReadonlySet<string>
}

function compareProperties(
  a: CimInstance,
  b: CimInstance,
  names: OwnNames,
  options: CompareOptions,
): readonly PropertyComparison[] {
  return comparedProperties(options).flatMap((declaration) => {
    const [first, second] = [propertyValue(a, declaration.name), propertyValue(b, declaration.name)]
    const hint = options.adapter?.compare.get(declaration.name.toLowerCase())
    const comparison = compareProperty(declaration, first, second, hint)
    if (!comparison.equal) {
      const [ours, theirs] = [withoutOwnName(first, names.first), withoutOwnName(second, names.second)]
      const own = ours !== first && theirs !== second && compareProperty(declaration, ours, theirs, hint).equal
      return [{ declaration, first, second, equal: own ? 'name of the host itself' : undefined }]
    }
    return comparison.rule === undefined ? [] : [{ declaration, first, second, equal: comparison.rule }]
  })
}

/** What can be written; where nothing can, everything. */
function comparedProperties({ cimClass, adapter, ignored, all }: CompareOptions): readonly CimPropertyDeclaration[] {
  const others = [...cimClass.properties.values()].filter(({ key, name }) => !key && !ignored.has(name.toLowerCase()))
  const writable = all ? [] : others.filter((declaration) => isWritable(declaration, adapter))
  return writable.length === 0 ? others : writable
}

function byKey(host: HostInstances, options: CompareOptions): Map<string, CimInstance> {
  const names = namesOf(host)
  return new Map(
    host.instances.map((instance) => {
      const keys = options.cimClass.keys.map((name) => {
        const value = propertyValue(instance, name)
        return { name, value: (withoutOwnName(value, names) ?? '') as CimKeyValue }
      })
      return [pathIdentity({ kind: 'path', className: options.cimClass.name, keys }), instance]
    }),
  )
}

function identityOf(instance: CimInstance, { namespace, cimClass }: CompareOptions): string {
  const path = { kind: 'path', namespace, className: cimClass.name } as const
  if (cimClass.keys.length === 0) return formatIdentity({ ...path, keys: 'singleton' })
  const keys = cimClass.keys.map((name) => ({ name, value: (propertyValue(instance, name) ?? '') as CimKeyValue }))
  return formatIdentity({ ...path, keys })
}

function namesOf({ ownNames }: HostInstances): ReadonlySet<string> {
  return new Set(ownNames.map((name) => name.toLowerCase()))
}

/** The value with a dot for the host's own name: all of the text, or the domain of an account (`WEB01\\Administrator`). */
function withoutOwnName(value: CimValue, names: ReadonlySet<string>): CimValue {
  if (typeof value !== 'string') return value
  if (names.has(value.toLowerCase())) return '.'
  const [domain = '', account] = value.split('\\', 2)
  return account !== undefined && names.has(domain.toLowerCase()) ? `.\\${value.slice(domain.length + 1)}` : value
}
