/** A registry key as StdRegProv takes it: the hive's handle and the path below it. */
export interface RegistryKey {
  readonly hive: Hive
  readonly path: string
}

interface Hive {
  readonly short: string
  readonly long: string
  /** The predefined handle (winreg.h). */
  readonly handle: number
}

const hives: readonly Hive[] = [
  { short: 'HKCR', long: 'HKEY_CLASSES_ROOT', handle: 0x80000000 },
  { short: 'HKCU', long: 'HKEY_CURRENT_USER', handle: 0x80000001 },
  { short: 'HKLM', long: 'HKEY_LOCAL_MACHINE', handle: 0x80000002 },
  { short: 'HKU', long: 'HKEY_USERS', handle: 0x80000003 },
  { short: 'HKCC', long: 'HKEY_CURRENT_CONFIG', handle: 0x80000005 },
]

export const hiveNames: readonly string[] = hives.map(({ short }) => short)

/** `HKLM\SOFTWARE\X`, `HKEY_LOCAL_MACHINE\SOFTWARE\X` or PowerShell's `HKLM:\SOFTWARE\X`; undefined when the hive is none or no key follows. */
export function parseRegistryKey(text: string): RegistryKey | undefined {
  const [root = '', ...rest] = text.split('\\')
  const name = root.replace(/:$/, '').toUpperCase()
  const hive = hives.find(({ short, long }) => short === name || long === name)
  const path = rest.filter((part) => part !== '').join('\\')
  return hive === undefined || path === '' ? undefined : { hive, path }
}

export function formatRegistryKey(key: RegistryKey): string {
  return `${key.hive.short}\\${key.path}`
}
