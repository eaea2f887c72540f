import {
  type CimInstance,
  type CimKeyValue,
  type CimProperty,
  type CimValue,
  createCatalog,
  createObjectManager,
  type ObjectManager,
  type ObjectPath,
  propertyValue,
  readPackageText,
} from 'wmctl'
import { classesOf } from '../src/profile/absent-classes.js'
import type { ProfileName } from '../src/profile/profile.js'
import { profiles } from '../src/profile/profiles.table.js'
import { providersOf } from '../src/provider/all.js'
import { createMachine } from '../src/provider/create-machine.js'
import type { Machine } from '../src/provider/machine.js'
import { mirrorChanges } from '../src/provider/mirrors.js'
import { hostFacts } from '../src/seed/host-facts.js'

export const catalog = createCatalog((file) => readPackageText(`schemas/catalog/${file}`))

export interface TestHost {
  readonly objects: ObjectManager
  readonly machine: Machine
  readonly clock: { time: number; now(): number }
  readonly shutDowns: () => number
  get(className: string, keys: Record<string, CimKeyValue>, namespace?: string): CimInstance | undefined
  value(className: string, keys: Record<string, CimKeyValue>, property: string, namespace?: string): CimValue
  /** Calls a method, on an instance when keys are given, and returns its code. */
  call(className: string, method: string, options?: CallOptions): CallResult
  put(className: string, keys: Record<string, CimKeyValue>, values: Record<string, CimValue>, namespace?: string): CimInstance
  create(className: string, values: Record<string, CimValue>, namespace?: string): ObjectPath
}

export interface CallOptions {
  readonly keys?: Record<string, CimKeyValue>
  readonly inputs?: Record<string, CimValue>
  readonly namespace?: string
}

export interface CallResult {
  readonly code: CimValue
  output(name: string): CimValue
}

export const startTime = Date.UTC(2026, 0, 2, 3, 4, 5)

export function testHost(options: { index?: number; profile?: ProfileName; seed?: string } = {}): TestHost {
  const { index = 0, profile = '2022', seed = 'test' } = options
  const clock = { time: startTime, now: () => clock.time }
  let shutDowns = 0
  const facts = hostFacts({ seed, index, profile: profiles[profile], now: startTime })
  const classes = classesOf(facts, catalog)
  const machine = createMachine({ facts, classes, powerOff: () => (shutDowns += 1) })
  const objects = createObjectManager({ classes, providers: providersOf(machine), clock })
  mirrorChanges(objects, machine)
  const get: TestHost['get'] = (className, keys, namespace = 'root/cimv2') => objects.store.get(path(className, keys, namespace))

  return {
    objects,
    machine,
    clock,
    shutDowns: () => shutDowns,
    get: (className, keys, namespace = 'root/cimv2') => {
      try {
        return objects.getInstance(path(className, keys, namespace))
      } catch {
        return get(className, keys, namespace)
      }
    },
    value: (className, keys, property, namespace = 'root/cimv2') =>
      propertyValue(objects.getInstance(path(className, keys, namespace)), property),
    call(className, method, { keys, inputs = {}, namespace = 'root/cimv2' } = {}) {
      const result = objects.invoke({
        namespace,
        className,
        method,
        ...(keys === undefined ? {} : { path: path(className, keys, namespace) }),
        arguments: properties(inputs),
      })
      return { code: result.returnValue?.value ?? null, output: (name) => result.outputs.get(name.toLowerCase())?.value ?? null }
    },
    put: (className, keys, values, namespace = 'root/cimv2') =>
      objects.modify(path(className, keys, namespace), properties(values)),
    create: (className, values, namespace = 'root/cimv2') =>
      objects.create(namespace, {
        kind: 'instance',
        className,
        namespace,
        properties: new Map(properties(values).map((property) => [property.name.toLowerCase(), property])),
      }),
  }
}

function path(className: string, keys: Record<string, CimKeyValue>, namespace: string): ObjectPath {
  const entries = Object.entries(keys).map(([name, value]) => ({ name, value }))
  return { kind: 'path', namespace, className, keys: entries.length === 0 ? 'singleton' : entries }
}

/** Types are conformed to the class by the object manager. */
function properties(values: Record<string, CimValue>): CimProperty[] {
  return Object.entries(values).map(([name, value]) => ({ name, type: 'string', array: Array.isArray(value), value }))
}
