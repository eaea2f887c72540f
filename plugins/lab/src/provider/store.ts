import {
  type CimClass,
  type CimInstance,
  type CimKeyValue,
  type InstanceStore,
  InternalError,
  type ObjectPath,
  propertyValue,
} from 'wmctl'
import type { Machine } from './machine.js'

/** The path of an instance by its key values, in the order of nothing: names decide. */
export function pathTo(namespace: string, className: string, keys: Readonly<Record<string, CimKeyValue>>): ObjectPath {
  return { kind: 'path', namespace, className, keys: Object.entries(keys).map(([name, value]) => ({ name, value })) }
}

export const cimv2 = 'root/cimv2'

export const standardCimv2 = 'root/standardcimv2'

export const virtualization = 'root/virtualization/v2'

/** A class the lab is written for; the shipped catalogue has it. */
export function classOf(machine: Machine, namespace: string, className: string): CimClass {
  const found = machine.classes.find(namespace, className)
  if (found === undefined) throw new InternalError(`the catalogue has no class ${namespace}:${className}`)
  return found
}

/** A text property of an instance, empty when it is null. */
export function textOf(instance: CimInstance, name: string): string {
  const value = propertyValue(instance, name)
  return typeof value === 'string' ? value : ''
}

export function findByText(
  repository: InstanceStore,
  namespace: string,
  className: string,
  property: string,
  text: string,
): CimInstance | undefined {
  const wanted = text.toLowerCase()
  for (const instance of repository.list(namespace, className)) {
    if (textOf(instance, property).toLowerCase() === wanted) return instance
  }
  return undefined
}
