import type { CimClass } from './class.js'
import type { CimInstance, CimKeyValue, CimValue, ObjectPath, ObjectPathKey } from './value.js'

/**
 * The path of an instance from its key properties, named and ordered as the class has them. Undefined when the class has no
 * known keys or the instance lacks one of them.
 */
export function pathOf(
  instance: CimInstance,
  cimClass: CimClass,
  options: { readonly server?: string } = {},
): ObjectPath | undefined {
  const base = {
    kind: 'path',
    ...(options.server === undefined ? {} : { server: options.server }),
    namespace: instance.namespace ?? cimClass.namespace,
    className: instance.className,
  } as const
  if (cimClass.singleton) return { ...base, keys: 'singleton' }
  if (cimClass.keys.length === 0) return undefined
  const keys: ObjectPathKey[] = []
  for (const name of cimClass.keys) {
    const value = keyValue(instance.properties.get(name.toLowerCase())?.value ?? null)
    if (value === undefined) return undefined
    keys.push({ name, value })
  }
  return { ...base, keys }
}

function keyValue(value: CimValue): CimKeyValue | undefined {
  if (value === null || typeof value !== 'object') return value ?? undefined
  if (!('kind' in value)) return undefined
  return value.kind === 'path' || value.kind === 'datetime' ? value : undefined
}
