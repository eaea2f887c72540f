import type { CimProperty, CimType, CimValue, ProviderResult } from 'wmctl'

/** A method's return code, with output parameters when it has any. */
export function returns(code: number, ...outputs: readonly CimProperty[]): ProviderResult {
  return { returnValue: { type: 'uint32', array: false, value: code }, outputs }
}

export function output(name: string, type: CimType, value: CimValue): CimProperty {
  return { name, type, array: false, value }
}

export function arrayOutput(name: string, type: CimType, value: CimValue): CimProperty {
  return { name, type, array: true, value }
}
