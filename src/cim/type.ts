/** The CIM data types ([DSP0004] 5.2) with the names the schema uses. `reference`, `object` and `instance` are wmctl's spelling of `ref`, EmbeddedObject and EmbeddedInstance. */
export type CimType = (typeof cimTypes)[number]

export const cimTypes = [
  'boolean',
  'string',
  'char16',
  'datetime',
  'sint8',
  'uint8',
  'sint16',
  'uint16',
  'sint32',
  'uint32',
  'sint64',
  'uint64',
  'real32',
  'real64',
  'reference',
  'object',
  'instance',
] as const

const names: ReadonlySet<unknown> = new Set(cimTypes)

export function isCimType(name: unknown): name is CimType {
  return names.has(name)
}
