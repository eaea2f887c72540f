import {
  type CimClass,
  CimError,
  type CimInstance,
  type CimValue,
  type ClassSource,
  convertValue,
  formatRelativePath,
  type ObjectManager,
  parseObjectPath,
  propertyValue,
} from 'wmctl'
import { makeInstance, type PlainValues, withValues } from '../instance/make-instance.js'
import type { Machine } from '../provider/machine.js'
import { consequences, endOthers } from './consequences.js'
import { tamperRegistry } from './tamper-registry.js'
import type { FullPath, Tampering } from './tampering.js'

export interface TamperTarget {
  readonly cim: ObjectManager
  readonly machine: Machine
}

/** Changes a host and says what it did. Throws CimError when there is no such object, property or value. */
export function tamper(target: TamperTarget, change: Tampering): string {
  if (/^HK(LM|CR|CU|U|CC)\\/i.test(change.path)) return tamperRegistry(target.machine, change)
  const path = change.action === 'create' ? readPath(change.path) : locate(target, readPath(change.path))
  if (change.action === 'delete') {
    existing(target, path)
    target.cim.store.remove(path)
    return `deleted ${change.path}`
  }
  const declaration = target.cim.getClass(path.namespace, path.className)
  const values = readValues(target.cim.classes, path, change.values)
  const described = Object.entries(change.values).map(([name, text]) => `${name}=${text}`)
  if (change.action === 'create') {
    if (target.cim.store.get(path) !== undefined) throw new CimError('alreadyExists', `${change.path} is there already`)
    target.cim.store.put(path.namespace, makeInstance(declaration, { ...keyValues(declaration, path), ...values }))
    return `created ${change.path} ${described.join(' ')}`.trimEnd()
  }
  const current = existing(target, path)
  target.cim.store.put(path.namespace, withValues(declaration, current, { ...values, ...consequences(path, values) }))
  endOthers(target.cim, path, values)
  return `set ${change.path} ${described.join(' ')}`
}

/** `Win32_Service.Name="Spooler"`, in root/cimv2 unless it says otherwise; a class alone is its only instance. */
function readPath(text: string): FullPath {
  const path = parseObjectPath(text)
  return { ...path, namespace: path.namespace ?? 'root/cimv2', keys: path.keys ?? 'singleton' }
}

/** Some properties of an object, or its class alone, are enough to tell it when there is no other with them. */
function locate({ cim }: TamperTarget, path: FullPath): FullPath {
  const given = typeof path.keys === 'object' ? path.keys : []
  const { keys } = cim.getClass(path.namespace, path.className)
  if (given.length === keys.length && keys.every((key) => given.some(({ name }) => name.toLowerCase() === key.toLowerCase())))
    return path
  const found = [...cim.store.list(path.namespace, path.className)].filter((one) =>
    given.every(({ name, value }) => sameText(propertyValue(one, name), value)),
  )
  const [only] = found
  if (found.length > 1) throw new CimError('invalidParameter', `${found.length} objects are ${formatRelativePath(path)}`)
  return only === undefined
    ? path
    : { ...cim.pathOf(only), namespace: path.namespace, keys: cim.pathOf(only).keys ?? 'singleton' }
}

function sameText(a: CimValue, b: CimValue): boolean {
  return shown(a).toLowerCase() === shown(b).toLowerCase()
}

function shown(value: CimValue): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return 'kind' in value && value.kind === 'path' ? formatRelativePath(value) : JSON.stringify(value)
}

function existing({ cim }: TamperTarget, path: FullPath): CimInstance {
  // Asked through the operations, so that what is pending has come about.
  return cim.getInstance(path)
}

function readValues(classes: ClassSource, path: FullPath, texts: Readonly<Record<string, string>>): PlainValues {
  const declaration = classes.find(path.namespace, path.className)
  const values: Record<string, PlainValues[string]> = {}
  for (const [name, text] of Object.entries(texts)) {
    const property = declaration?.properties.get(name.toLowerCase())
    if (property === undefined) throw new CimError('noSuchProperty', `${path.className} has no property ${name}`)
    if (text === 'null') values[property.name] = null
    else values[property.name] = convertValue(property, property.array ? text.split(',') : text)
  }
  return values
}

/** Keys in the types of their properties: text stands for references as well. */
function keyValues(declaration: CimClass, { keys }: FullPath): PlainValues {
  if (typeof keys !== 'object') return {}
  const typed = keys.map(({ name, value }) => {
    const property = declaration.properties.get(name.toLowerCase())
    return [name, property === undefined ? value : convertValue(property, value)] as const
  })
  return Object.fromEntries(typed)
}
