import type { RegistryValue } from './registry-value.js'

/** A key that never changes: a change makes a new key, and shares what stayed. Both maps are by lower-cased name. */
export interface RegistryKey {
  readonly name: string
  readonly values: ReadonlyMap<string, RegistryValue>
  readonly keys: ReadonlyMap<string, RegistryKey>
}

export function emptyKey(name: string): RegistryKey {
  return { name, values: new Map(), keys: new Map() }
}

/** The key at a path below this one; the empty path is the key itself. */
export function keyAt(key: RegistryKey, path: readonly string[]): RegistryKey | undefined {
  let found: RegistryKey | undefined = key
  for (const name of path) found = found?.keys.get(name.toLowerCase())
  return found
}

/** The key with one below it replaced by what `change` makes of it; keys on the way are made when they are missing. */
export function withKeyAt(key: RegistryKey, path: readonly string[], change: (found: RegistryKey) => RegistryKey): RegistryKey {
  const [name, ...rest] = path
  if (name === undefined) return change(key)
  const keys = new Map(key.keys)
  keys.set(name.toLowerCase(), withKeyAt(keys.get(name.toLowerCase()) ?? emptyKey(name), rest, change))
  return { ...key, keys }
}

export function withValue(key: RegistryKey, value: RegistryValue): RegistryKey {
  return { ...key, values: new Map([...key.values, [value.name.toLowerCase(), value]]) }
}

export function withoutValue(key: RegistryKey, name: string): RegistryKey {
  const values = new Map(key.values)
  values.delete(name.toLowerCase())
  return { ...key, values }
}

export function withoutKey(key: RegistryKey, name: string): RegistryKey {
  const keys = new Map(key.keys)
  keys.delete(name.toLowerCase())
  return { ...key, keys }
}
