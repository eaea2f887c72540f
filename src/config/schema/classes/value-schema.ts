import type { CimTypeDeclaration } from '../../../cim/class.js'
import { integerRange } from '../../../cim/scalar.js'
import { type CimType, cimTypes } from '../../../cim/type.js'
import { namesOfValues } from '../../../cim/value-map.js'
import { type JsonSchema, secretSourceSchema } from '../common.js'

/** What a value may be beside what its type says. */
interface ValueOptions {
  /** The only texts there are; undefined: those that the type documents, and any other. */
  readonly only?: readonly string[]
  /** Texts that stand for documented ones. */
  readonly also?: readonly string[]
}

/** What is not written as text. */
const writtenAs: Partial<Record<CimType, string>> = {
  boolean: 'boolean',
  real32: 'number',
  real64: 'number',
  object: 'object',
  instance: 'object',
}

/** Values of the CIM types as documents write them, by name: the `$defs` that value schemas refer to. */
export const valueDefinitions: Readonly<Record<string, JsonSchema>> = {
  reference: { type: 'string', pattern: '\\$\\{', description: 'Text with a reference in it, filled in for each host.' },
  secret: {
    type: 'object',
    required: ['secret'],
    additionalProperties: false,
    properties: { secret: secretSourceSchema },
    description: 'A secret by reference.',
  },
  ...Object.fromEntries(cimTypes.map((type) => [`cim.${type}`, typeSchema(type)])),
}

/** The schema of a property's or a parameter's value. */
export function valueSchema(declaration: CimTypeDeclaration, options: ValueOptions = {}): JsonSchema {
  const scalar = scalarSchema(declaration, options)
  if (!declaration.array) return scalar
  return { anyOf: [{ type: ['array', 'null'], items: scalar }, { $ref: '#/$defs/reference' }] }
}

function scalarSchema(declaration: CimTypeDeclaration, { only, also = [] }: ValueOptions): JsonSchema {
  const { type, valueMap = [], bitmap } = declaration
  const any = { $ref: `#/$defs/cim.${type}` }
  const isInteger = integerRange(type) !== undefined
  if (only !== undefined) {
    return { anyOf: [...only.map((text) => ({ const: text })), { type: 'null' }, { $ref: '#/$defs/reference' }] }
  }
  if (valueMap.length === 0 || !(isInteger || type === 'string')) return any
  const known = isInteger
    ? valueMap.flatMap(({ value, label }) =>
        label === undefined || value.includes('..') ? [] : [{ const: label, description: value }],
      )
    : valueMap.map(({ value, label }) => ({ const: value, ...(label === undefined ? {} : { description: label }) }))
  const names = [...unique(known), ...also.map((text) => ({ const: text }))]
  const combined = bitmap === true && isInteger ? [{ type: 'array', items: { enum: namesOfValues(declaration) } }] : []
  return { anyOf: [...names, ...combined, any] }
}

function unique<Entry extends { readonly const: string }>(entries: readonly Entry[]): readonly Entry[] {
  return [...new Map(entries.map((entry) => [entry.const, entry])).values()]
}

function typeSchema(type: CimType): JsonSchema {
  const range = integerRange(type)
  if (range !== undefined) {
    const integer = { type: ['integer', 'null'], minimum: Number(range.min), maximum: Number(range.max) }
    return { anyOf: [integer, { $ref: '#/$defs/reference' }] }
  }
  if (type === 'string') return { anyOf: [{ type: ['string', 'null'] }, { $ref: '#/$defs/secret' }] }
  const written = writtenAs[type]
  return written === undefined
    ? { type: ['string', 'null'] }
    : { anyOf: [{ type: [written, 'null'] }, { $ref: '#/$defs/reference' }] }
}
