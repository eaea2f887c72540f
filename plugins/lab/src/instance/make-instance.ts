import {
  type CimClass,
  type CimInstance,
  type CimProperty,
  type CimPropertyDeclaration,
  type CimValue,
  InternalError,
} from 'wmctl'
import { LayeredProperties } from './layered-properties.js'

/** Values by property name; 64-bit integers are bigints. What is left out is null. */
export type PlainValues = Readonly<Record<string, CimValue>>

/** An instance with all properties of its class, typed as the class declares them. */
export function makeInstance(declaration: CimClass, values: PlainValues): CimInstance {
  return instanceOver(declaration, emptyProperties(declaration), values)
}

/** The same instance with some values replaced; what was not named stays shared with `base`. */
export function withValues(declaration: CimClass, base: CimInstance, values: PlainValues): CimInstance {
  return instanceOver(declaration, base.properties, values)
}

/** An instance that many hosts have in common: its properties in one map of their own, to be layered over. */
export function sharedInstance(declaration: CimClass, values: PlainValues): CimInstance {
  const instance = makeInstance(declaration, values)
  return { ...instance, properties: new Map(instance.properties) }
}

function instanceOver(declaration: CimClass, shared: ReadonlyMap<string, CimProperty>, values: PlainValues): CimInstance {
  const own = new Map<string, CimProperty>()
  for (const [name, value] of Object.entries(values)) {
    const key = name.toLowerCase()
    const property = declaration.properties.get(key)
    if (property === undefined) throw new InternalError(`${declaration.name} has no property ${name}`)
    own.set(key, propertyOf(property, value))
  }
  return {
    kind: 'instance',
    className: declaration.name,
    namespace: declaration.namespace,
    properties: LayeredProperties.over(shared, own),
  }
}

function propertyOf({ name, type, array }: CimPropertyDeclaration, value: CimValue): CimProperty {
  return { name, type, array, value }
}

const emptyByClass = new WeakMap<CimClass, ReadonlyMap<string, CimProperty>>()

/** All properties of a class as null, made once. */
function emptyProperties(declaration: CimClass): ReadonlyMap<string, CimProperty> {
  let empty = emptyByClass.get(declaration)
  if (empty === undefined) {
    empty = new Map([...declaration.properties].map(([key, property]) => [key, propertyOf(property, null)]))
    emptyByClass.set(declaration, empty)
  }
  return empty
}
