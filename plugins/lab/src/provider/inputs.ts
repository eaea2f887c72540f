import type { CimProperty } from 'wmctl'

type Inputs = ReadonlyMap<string, CimProperty>

/** A text parameter; undefined when it was left out, null, or is no text. */
export function textInput(inputs: Inputs, name: string): string | undefined {
  const value = inputs.get(name.toLowerCase())?.value
  return typeof value === 'string' ? value : undefined
}

/** A parameter of at most 32 bits. */
export function numberInput(inputs: Inputs, name: string): number | undefined {
  const value = inputs.get(name.toLowerCase())?.value
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' ? value : undefined
}

export function booleanInput(inputs: Inputs, name: string): boolean | undefined {
  const value = inputs.get(name.toLowerCase())?.value
  return typeof value === 'boolean' ? value : undefined
}

/** A list of texts; undefined when it was left out or null. */
export function textsInput(inputs: Inputs, name: string): readonly string[] | undefined {
  const value = inputs.get(name.toLowerCase())?.value
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}

export function numbersInput(inputs: Inputs, name: string): readonly number[] | undefined {
  const value = inputs.get(name.toLowerCase())?.value
  return Array.isArray(value) ? value.map(Number) : undefined
}
