import type { CimType } from '../../cim/type.js'

/** The registry value types StdRegProv reads and writes, with its methods and the number EnumValues gives for each. */
export const valueTypes = {
  string: { number: 1, read: 'GetStringValue', write: 'SetStringValue', parameter: 'sValue', type: 'string', array: false },
  expandString: {
    number: 2,
    read: 'GetExpandedStringValue',
    write: 'SetExpandedStringValue',
    parameter: 'sValue',
    type: 'string',
    array: false,
  },
  binary: { number: 3, read: 'GetBinaryValue', write: 'SetBinaryValue', parameter: 'uValue', type: 'uint8', array: true },
  dword: { number: 4, read: 'GetDWORDValue', write: 'SetDWORDValue', parameter: 'uValue', type: 'uint32', array: false },
  multiString: {
    number: 7,
    read: 'GetMultiStringValue',
    write: 'SetMultiStringValue',
    parameter: 'sValue',
    type: 'string',
    array: true,
  },
  qword: { number: 11, read: 'GetQWORDValue', write: 'SetQWORDValue', parameter: 'uValue', type: 'uint64', array: false },
} as const satisfies Record<string, ValueType>

export interface ValueType {
  readonly number: number
  readonly read: string
  readonly write: string
  /** Output of the reading method, input of the writing one. */
  readonly parameter: string
  readonly type: CimType
  readonly array: boolean
}

export type ValueTypeName = keyof typeof valueTypes

export function valueTypeOf(number: number): ValueTypeName | undefined {
  return (Object.keys(valueTypes) as ValueTypeName[]).find((name) => valueTypes[name].number === number)
}
