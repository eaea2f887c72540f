import { DecodeError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { CimClass, CimPropertyDeclaration, ClassSource } from './class.js'
import { keyText } from './object-path.js'
import { parseScalar } from './scalar.js'
import type { CimKeyValue, ObjectPath, ObjectPathKey } from './value.js'

/**
 * A path with its names as the class spells them and its key values of the types the class declares: text alone does not
 * say whether a quoted key is a string, a datetime or a reference. A nameless key gets the name of the one key of the class.
 * With `classes` the paths in reference keys are treated alike. Throws DecodeError when a key is none of the class, is missing, or has the wrong type. A class without known keys takes any.
 */
export function typeKeys(path: ObjectPath, cimClass: CimClass, classes?: ClassSource): ObjectPath {
  const named = { ...path, className: cimClass.name }
  if (path.keys === undefined || path.keys === 'singleton') return named
  const keys = path.keys.map((key) => typeKey(key, cimClass, classes))
  const missing = cimClass.keys.filter((name) => !keys.some((key) => key.name === name))
  if (missing.length > 0) throw pathError(cimClass, `the key ${missing.map((name) => `'${name}'`).join(', ')} is missing`)
  const order = (key: ObjectPathKey): number => cimClass.keys.indexOf(key.name)
  return { ...named, keys: keys.sort((a, b) => order(a) - order(b)) }
}

function typeKey(key: ObjectPathKey, cimClass: CimClass, classes: ClassSource | undefined): ObjectPathKey {
  const name = key.name === '' ? onlyKey(cimClass) : key.name
  const property = cimClass.properties.get(name.toLowerCase())
  if (cimClass.keys.length > 0 && property?.key !== true) {
    const meant = suggest(name, cimClass.keys)
    throw pathError(
      cimClass,
      `'${name}' is not a key`,
      meant === undefined ? `Its keys are ${cimClass.keys.join(', ')}.` : `Did you mean ${meant}?`,
    )
  }
  return {
    name: property?.name ?? name,
    value: property === undefined ? key.value : typeValue(key.value, property, cimClass, classes),
  }
}

function onlyKey(cimClass: CimClass): string {
  const [name] = cimClass.keys
  if (name === undefined || cimClass.keys.length > 1) {
    throw pathError(
      cimClass,
      'a value without a key name needs a class with one key',
      `Its keys are ${cimClass.keys.join(', ') || 'not known'}.`,
    )
  }
  return name
}

function typeValue(
  value: CimKeyValue,
  property: CimPropertyDeclaration,
  cimClass: CimClass,
  classes: ClassSource | undefined,
): CimKeyValue {
  if (property.type === 'reference' && typeof value === 'object' && value.kind === 'path')
    return typeReference(value, cimClass, classes)
  try {
    const typed = parseScalar(property.type, keyText(value))
    if (typeof typed === 'object' && (typed.kind === 'interval' || typed.kind === 'instance')) {
      throw new DecodeError(property.type, `${typed.kind} cannot be a key`)
    }
    return typeof typed === 'object' && typed.kind === 'path' ? typeReference(typed, cimClass, classes) : typed
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw pathError(cimClass, `key '${property.name}': ${error.message}`, error.hint)
  }
}

/** A reference without namespace stays in the namespace of the class that holds it. */
function typeReference(path: ObjectPath, holder: CimClass, classes: ClassSource | undefined): ObjectPath {
  const target = classes?.find(path.namespace ?? holder.namespace, path.className)
  return target === undefined ? path : typeKeys(path, target, classes)
}

function pathError(cimClass: CimClass, detail: string, hint?: string): DecodeError {
  return new DecodeError(`path of ${cimClass.name}`, detail, hint === undefined ? {} : { hint })
}
