import { emptyKey, keyAt, type RegistryKey, withKeyAt, withoutKey, withoutValue, withValue } from './registry-key.js'
import type { RegistryData, RegistryValue } from './registry-value.js'

export type HiveName = 'HKCR' | 'HKCU' | 'HKLM' | 'HKU' | 'HKCC'

/** The registry of one host. Paths are separated by `\`; names are case-insensitive and keep the case they were made with. */
export interface RegistryTree {
  find(hive: HiveName, path: string): RegistryKey | undefined
  value(hive: HiveName, path: string, name: string): RegistryValue | undefined
  /** Makes the key, and those above it. */
  create(hive: HiveName, path: string): void
  /** Removes a key with all below it. */
  remove(hive: HiveName, path: string): void
  /** Sets a value; makes the key when it is missing. */
  set(hive: HiveName, path: string, name: string, data: RegistryData): void
  unset(hive: HiveName, path: string, name: string): void
}

/** `start` may be shared by any number of hosts. */
export function createRegistryTree(start: RegistryKey = emptyKey('')): RegistryTree {
  let root = start

  function change(path: readonly string[], make: (found: RegistryKey) => RegistryKey): void {
    root = withKeyAt(root, path, make)
  }

  return {
    find: (hive, path) => keyAt(root, locate(hive, path)),
    value: (hive, path, name) => keyAt(root, locate(hive, path))?.values.get(name.toLowerCase()),
    create: (hive, path) => change(locate(hive, path), (key) => key),
    remove(hive, path) {
      const parts = locate(hive, path)
      const name = parts.at(-1)
      if (parts.length > 1 && name !== undefined) change(parts.slice(0, -1), (key) => withoutKey(key, name))
    },
    set: (hive, path, name, data) => change(locate(hive, path), (key) => withValue(key, { name, data })),
    unset: (hive, path, name) => change(locate(hive, path), (key) => withoutValue(key, name)),
  }
}

/** Hives that are windows into another, and the hives themselves. */
const homes: Readonly<Record<HiveName, readonly string[]>> = {
  HKLM: ['HKLM'],
  HKU: ['HKU'],
  HKCR: ['HKLM', 'SOFTWARE', 'Classes'],
  HKCU: ['HKU', '.DEFAULT'],
  HKCC: ['HKLM', 'SYSTEM', 'CurrentControlSet', 'Hardware Profiles', 'Current'],
}

function locate(hive: HiveName, path: string): readonly string[] {
  return [...homes[hive], ...path.split('\\').filter((part) => part !== '')]
}
