import type { CimValue } from '../../cim/value.js'
import type { SecretReference } from '../../engine/document.js'
import type { RegistryKey } from './registry-key.js'
import type { ValueTypeName } from './value-type.table.js'

/** One key and the values of it that matter. */
export interface RegistryDesired {
  readonly key: RegistryKey
  readonly ensure: 'present' | 'absent'
  readonly values: readonly DesiredRegistryValue[]
  /** Whether other values of the key are removed. */
  readonly purge: boolean
  /** Lower-cased names of values that count only when the key is created. */
  readonly ignored: ReadonlySet<string>
}

/** `name` is empty for the unnamed value. */
export interface DesiredRegistryValue {
  readonly name: string
  readonly wanted:
    | { readonly type: ValueTypeName; readonly data: CimValue }
    | { readonly type: 'string'; readonly secret: SecretReference }
    | 'removed'
}

export interface RegistryObserved {
  /** By lower-cased name: the values asked for that exist. */
  readonly values: ReadonlyMap<string, ObservedRegistryValue>
  /** Values that a purge removes. */
  readonly undeclared: readonly UndeclaredValue[]
}

/** A value that is there and not declared. Its data is not read. */
export interface UndeclaredValue {
  readonly name: string
  /** Undefined: as of an observed value. */
  readonly type: ValueTypeName | undefined
}

export interface ObservedRegistryValue {
  /** Undefined: a type StdRegProv cannot read (REG_NONE, REG_LINK, …). */
  readonly type: ValueTypeName | undefined
  readonly data: CimValue
}
