import type { CimClass, CimPropertyDeclaration } from '../../cim/class.js'
import type { ClassAdapter } from '../../cim/class-adapter.js'
import { type PlainCim, toPlain } from '../../cim/plain.js'
import { scalarText } from '../../cim/scalar.js'
import { type CimInstance, type CimScalar, type CimValue, propertyValue } from '../../cim/value.js'
import { labelOfCode } from '../../cim/value-map.js'
import type { PlainObject } from '../../engine/document.js'
import type { LeftOut } from '../shared/left-out.js'
import { defaultNamespace } from '../shared/parse-class.js'
import { mayBeSecret } from '../shared/secret-names.js'

export interface ImportedInstance {
  /** The fields of a `cim:` resource that keep the object as it is. */
  readonly fields: PlainObject
  readonly leftOut: readonly LeftOut[]
}

/**
 * A live object as a document has it: its key and the properties that can be written. What is null, cannot be written, or may be
 * a secret is left out; the last is said.
 */
export function importInstance(
  instance: CimInstance,
  {
    namespace,
    cimClass,
    adapter,
  }: { readonly namespace: string; readonly cimClass: CimClass; readonly adapter: ClassAdapter | undefined },
): ImportedInstance {
  // Keys that a host makes up would not be found on another one.
  const names = adapter?.namedBy ?? cimClass.keys
  const key = names.map((name) => [name, plainProperty(instance, cimClass, name)] as const)
  const isSecretObject = key.some(([, value]) => typeof value === 'string' && mayBeSecret({ name: value }))
  const properties: [string, PlainCim][] = []
  const leftOut: LeftOut[] = []
  for (const declaration of cimClass.properties.values()) {
    const { name } = declaration
    const value = propertyValue(instance, name)
    if (value === null || names.includes(name) || !isWritable(declaration, adapter)) continue
    if (declaration.type === 'string' && (isSecretObject || mayBeSecret({ name, text: textOf(value) }))) {
      leftOut.push({ property: name, why: 'it may be a secret; write `{ secret: … }` where it is one' })
    } else properties.push([name, plainProperty(instance, cimClass, name)])
  }
  const fields = {
    cim: cimClass.name,
    ...(namespace.toLowerCase() === defaultNamespace ? {} : { namespace }),
    ...(key.length === 0 ? {} : { key: Object.fromEntries(key) }),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
  }
  return { fields, leftOut }
}

export function isWritable(declaration: CimPropertyDeclaration, adapter: ClassAdapter | undefined): boolean {
  if (declaration.key) return false
  const adapted = adapter?.properties.get(declaration.name.toLowerCase())
  if (adapted?.write !== undefined) return true
  return adapted?.readOnly === undefined && declaration.access !== 'read'
}

/** Codes as their labels, where these say as much. */
function plainProperty(instance: CimInstance, cimClass: CimClass, name: string): PlainCim {
  const property = instance.properties.get(name.toLowerCase())
  const declaration = cimClass.properties.get(name.toLowerCase())
  if (property === undefined) return null
  const plain = toPlain(property.value, property.type)
  if (declaration?.valueMap === undefined || (typeof plain !== 'number' && typeof plain !== 'bigint')) return plain
  return labelOfCode(declaration, String(plain)) ?? plain
}

function textOf(value: CimValue): string | undefined {
  if (value === null) return undefined
  return Array.isArray(value)
    ? (value as readonly CimScalar[]).map((one) => scalarText(one)).join('\n')
    : scalarText(value as CimScalar)
}
