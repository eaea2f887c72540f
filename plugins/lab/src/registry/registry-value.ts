/** Data of a registry value, with its type as the registry names it. */
export type RegistryData =
  | { readonly type: 'REG_SZ' | 'REG_EXPAND_SZ'; readonly value: string }
  | { readonly type: 'REG_MULTI_SZ'; readonly value: readonly string[] }
  | { readonly type: 'REG_DWORD'; readonly value: number }
  | { readonly type: 'REG_QWORD'; readonly value: bigint }
  | { readonly type: 'REG_BINARY'; readonly value: readonly number[] }

/** What StdRegProv.EnumValues calls the types. */
export const registryTypeNumber: Readonly<Record<RegistryData['type'], number>> = {
  REG_SZ: 1,
  REG_EXPAND_SZ: 2,
  REG_BINARY: 3,
  REG_DWORD: 4,
  REG_MULTI_SZ: 7,
  REG_QWORD: 11,
}

export interface RegistryValue {
  readonly name: string
  readonly data: RegistryData
}
