import fc from 'fast-check'
import { fromInstant } from '../../../src/cim/datetime.js'
import { fromMicros } from '../../../src/cim/interval.js'
import { integerRange } from '../../../src/cim/scalar.js'
import type { CimType } from '../../../src/cim/type.js'
import {
  type CimInstance,
  type CimKeyValue,
  type CimScalar,
  cimInstance,
  type ObjectPath,
  type TypedValue,
} from '../../../src/cim/value.js'

export const identifiers = fc
  .stringMatching(/^[A-Z][A-Za-z0-9_]{0,8}$/)
  .filter((name) => !/^(select|from|where|and|or|not|like|is|isa|null|true|false)$/i.test(name))

const firstInstant = -62_167_219_200_000_000n
const lastInstant = 253_402_300_799_999_999n

export const dateTimes = fc
  .tuple(fc.bigInt(firstInstant + 86_400_000_000n, lastInstant - 86_400_000_000n), fc.integer({ min: -840, max: 840 }))
  .map(([micros, offset]) => fromInstant(micros, { offset }))

export const intervals = fc.bigInt(0n, 100_000_000n * 86_400_000_000n - 1n).map(fromMicros)

export const objectPaths: fc.Arbitrary<ObjectPath> = fc.letrec<{ path: ObjectPath; key: CimKeyValue }>((tie) => ({
  key: fc.oneof(
    { maxDepth: 2 },
    fc.string(),
    fc.integer(),
    fc.bigInt(2n ** 60n, 2n ** 64n - 1n),
    fc.boolean(),
    dateTimes,
    tie('path'),
  ),
  path: fc
    .record({
      server: fc.option(fc.constantFrom('HOST', 'web01.corp.example', '.'), { nil: undefined }),
      namespace: fc.constantFrom('root', 'root/cimv2', 'root/Microsoft/Windows/Storage'),
      className: identifiers,
      keys: fc.oneof(
        fc.constant(undefined),
        fc.constant('singleton' as const),
        fc.uniqueArray(fc.record({ name: identifiers, value: tie('key') }), {
          minLength: 1,
          maxLength: 3,
          selector: (key) => key.name.toLowerCase(),
        }),
      ),
    })
    .map(({ server, namespace, className, keys }) => ({
      kind: 'path' as const,
      ...(server === undefined ? {} : { server }),
      namespace,
      className,
      ...(keys === undefined ? {} : { keys }),
    })),
})).path

const integerTypes = ['sint8', 'uint8', 'sint16', 'uint16', 'sint32', 'uint32', 'sint64', 'uint64'] as const

function scalarsOf(type: CimType, depth: number): fc.Arbitrary<CimScalar> {
  const range = integerRange(type)
  if (range !== undefined) return fc.bigInt(range.min, range.max).map((value) => (type.endsWith('64') ? value : Number(value)))
  return scalars[type] ?? instancesTo(depth)
}

const scalars: Partial<Record<CimType, fc.Arbitrary<CimScalar>>> = {
  boolean: fc.boolean(),
  string: fc.string({ unit: 'binary' }),
  char16: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  datetime: fc.oneof(dateTimes, intervals),
  real32: fc.float(),
  real64: fc.double(),
  reference: objectPaths,
}

/** Typed values of every type, scalar and array, null and empty; instances inside one another up to a small depth. */
function typedValuesTo(depth: number): fc.Arbitrary<TypedValue> {
  const types: CimType[] = [...integerTypes, 'boolean', 'string', 'char16', 'datetime', 'real32', 'real64', 'reference']
  if (depth > 0) types.push('object', 'instance')
  return fc.constantFrom(...types).chain((type): fc.Arbitrary<TypedValue> => {
    const scalar = scalarsOf(type, depth - 1)
    return fc.oneof(
      fc.boolean().map((array): TypedValue => ({ type, array, value: null })),
      scalar.map((value): TypedValue => ({ type, array: false, value })),
      fc.array(scalar, { maxLength: 3 }).map((value): TypedValue => ({ type, array: true, value })),
    )
  })
}

function instancesTo(depth: number): fc.Arbitrary<CimInstance> {
  return fc
    .tuple(
      identifiers,
      fc.uniqueArray(fc.tuple(identifiers, typedValuesTo(depth)), { maxLength: 3, selector: ([name]) => name.toLowerCase() }),
    )
    .map(([className, properties]) =>
      cimInstance(
        className,
        properties.map(([name, value]) => ({ name, ...value })),
      ),
    )
}

export const typedValues = typedValuesTo(2)
