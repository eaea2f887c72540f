import fc from 'fast-check'
import type { CimClass, CimMethodDeclaration, CimPropertyDeclaration, CimTypeDeclaration } from '../../src/cim/class.js'
import type { CimType } from '../../src/cim/type.js'
import {
  type CimInstance,
  type CimProperty,
  type CimScalar,
  type CimValue,
  cimInstance,
  type ObjectPath,
} from '../../src/cim/value.js'
import { bareClass } from './bare-class.js'

/** Every CIM type, once alone and once as an array, in one class. */
export const everythingClass: CimClass = makeClass()

export const arbitraryNamespace = 'root/test'

/** Text that XML can carry as it is. */
export const xmlText: fc.Arbitrary<string> = fc
  .string({ unit: 'binary', maxLength: 20 })
  .map((text) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''))

/** An instance of `everythingClass` with any of its properties. `complete`: all of them, as hosts send. */
export function arbitraryInstance(options: {
  readonly complete: boolean
  readonly emptyArrays: boolean
}): fc.Arbitrary<CimInstance> {
  const properties = [...everythingClass.properties.values()].map((declaration) => {
    const property = arbitraryProperty(declaration.name, declaration, options.emptyArrays)
    return options.complete ? property : fc.option(property, { nil: undefined })
  })
  return fc.tuple(...properties).map((made) =>
    cimInstance(
      everythingClass.name,
      made.filter((property) => property !== undefined),
      arbitraryNamespace,
    ),
  )
}

export function arbitraryProperty(
  name: string,
  declaration: CimTypeDeclaration,
  emptyArrays: boolean,
): fc.Arbitrary<CimProperty> {
  const scalar = scalars[declaration.type]
  const minLength = emptyArrays ? 0 : 1
  const array = declaration.octetString === true ? octetString : fc.array(scalar, { minLength, maxLength: 3 })
  const value: fc.Arbitrary<CimValue> = declaration.array ? array : scalar
  return fc.option(value, { nil: null }).map((made) => ({ name, type: declaration.type, array: declaration.array, value: made }))
}

export const arbitraryPath: fc.Arbitrary<ObjectPath> = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), xmlText, fc.boolean())
  .map(([number, text, flag]) => ({
    kind: 'path',
    namespace: arbitraryNamespace,
    className: everythingClass.name,
    keys: [
      { name: 'uint32', value: number },
      { name: 'string', value: trimLineBreaks(text) },
      { name: 'boolean', value: flag },
    ],
  }))

/** Selector values are read without the line breaks around them. */
function trimLineBreaks(text: string): string {
  return text.replace(/[\r\n]/g, '')
}

const digits = (count: number, max: number, min = 0): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((value) => String(value).padStart(count, '0'))

const datetime = fc
  .tuple(
    digits(4, 9999),
    digits(2, 12, 1),
    digits(2, 28, 1),
    digits(2, 23),
    digits(2, 59),
    digits(2, 59),
    digits(6, 999_999),
    fc.integer({ min: -720, max: 720 }),
  )
  .map(([year, month, day, hour, minute, second, micros, offset]) => {
    const zone = `${offset < 0 ? '-' : '+'}${String(Math.abs(offset)).padStart(3, '0')}`
    return { kind: 'datetime' as const, dmtf: `${year}${month}${day}${hour}${minute}${second}.${micros}${zone}` }
  })

const wildcards = fc.constantFrom(
  '20090714******.******+000',
  '********040000.000000+000',
  '20240229120000.******-060',
  '20240229120000.000000+***',
)

const interval = fc
  .tuple(digits(8, 99_999_999), digits(2, 23), digits(2, 59), digits(2, 59), digits(6, 999_999))
  .map(([days, hours, minutes, seconds, micros]) => ({
    kind: 'interval' as const,
    dmtf: `${days}${hours}${minutes}${seconds}.${micros}:000`,
  }))

const octetString = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 })
  .map((data) => [0, 0, 0, data.length + 4, ...data])

const plainInstance = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.option(xmlText, { nil: null }))
  .map(([number, text]) =>
    cimInstance(
      everythingClass.name,
      [
        { name: 'uint32', type: 'uint32', array: false, value: number },
        { name: 'string', type: 'string', array: false, value: text },
      ],
      arbitraryNamespace,
    ),
  )

const scalars: Readonly<Record<CimType, fc.Arbitrary<CimScalar>>> = {
  boolean: fc.boolean(),
  string: xmlText,
  char16: xmlText.filter((text) => text.length === 1 && text !== '\r'),
  datetime: fc.oneof(
    datetime,
    interval,
    wildcards.map((dmtf) => ({ kind: 'datetime' as const, dmtf })),
  ),
  sint8: fc.integer({ min: -128, max: 127 }),
  uint8: fc.integer({ min: 0, max: 255 }),
  sint16: fc.integer({ min: -32_768, max: 32_767 }),
  uint16: fc.integer({ min: 0, max: 65_535 }),
  sint32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  sint64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  real32: fc.float().map((value) => (Object.is(value, -0) ? 0 : value)),
  real64: fc.double().map((value) => (Object.is(value, -0) ? 0 : value)),
  reference: arbitraryPath,
  object: plainInstance,
  instance: plainInstance,
}

function makeClass(): CimClass {
  const types: readonly CimType[] = [
    ...(['boolean', 'string', 'char16', 'datetime', 'sint8', 'uint8', 'sint16', 'uint16', 'sint32', 'uint32'] as const),
    ...(['sint64', 'uint64', 'real32', 'real64', 'reference', 'object', 'instance'] as const),
  ]
  const name = 'Test_Everything'
  const declarations: CimPropertyDeclaration[] = types.flatMap((type) => {
    const className = type === 'reference' || type === 'instance' ? { className: name } : {}
    const common = { type, access: 'read/write' as const, ...className }
    return [
      { ...common, name: type, array: false, key: ['uint32', 'string', 'boolean'].includes(type) },
      { ...common, name: `${type}s`, array: true, key: false },
    ]
  })
  declarations.push({ name: 'octets', type: 'uint8', array: true, octetString: true, key: false, access: 'read' })
  const parameters = declarations.map(({ key: _key, access: _access, ...declaration }) => ({
    ...declaration,
    in: true,
    out: true,
    optional: true,
  }))
  const method: CimMethodDeclaration = {
    name: 'Act',
    static: false,
    parameters,
    returns: { type: 'uint32', array: false },
    returnCodes: new Map(),
  }
  return bareClass(name, {
    keys: ['boolean', 'string', 'uint32'],
    properties: new Map(declarations.map((declaration) => [declaration.name.toLowerCase(), declaration])),
    methods: new Map([['act', method]]),
  })
}
