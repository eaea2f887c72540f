import { DecodeError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { CimTypeDeclaration, ClassSource } from './class.js'
import { integerOfType, integerRange, isIntegerType, parseScalar, realOfType } from './scalar.js'
import { type CimInstance, type CimProperty, type CimScalar, type CimValue, cimInstance } from './value.js'
import { entryOfCode, entryOfLabel, namesOfValues } from './value-map.js'

/** What reading a document's value gave: the value with what is odd about it, or why it is none of the declared type. */
type PlainReading =
  | { readonly ok: true; readonly value: CimValue; readonly warnings: readonly PlainWarning[] }
  | { readonly ok: false; readonly detail: string; readonly suggestion?: string }

export interface PlainWarning {
  readonly detail: string
  readonly suggestion?: string
}

interface PlainContext {
  /** A text that is not among the documented values is refused: nothing takes another. Otherwise it is a warning. */
  readonly closed?: boolean
  /** Where the classes of embedded instances are found; without it they are refused. */
  readonly classes?: ClassSource
  readonly namespace?: string
}

/** Embedded instances inside one another. */
const maxDepth = 16

/**
 * Reads a value as a document has it (YAML 1.2: integers as bigints or whole numbers, other numbers as floats) as the declared
 * type, strictly: text is no number, a number is no text. Codes of a value map may be given by label, bit maps as a list of
 * labels, datetimes in DMTF or ISO 8601 form, references as object paths, embedded instances as maps of their properties.
 */
export function readPlain(declaration: CimTypeDeclaration, plain: unknown, context: PlainContext = {}): PlainReading {
  const warnings: PlainWarning[] = []
  try {
    return { ok: true, value: new PlainReader(context, warnings).value(declaration, plain, 0), warnings }
  } catch (error) {
    if (error instanceof Refusal) {
      return { ok: false, detail: error.message, ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }) }
    }
    throw error
  }
}

class Refusal extends Error {
  readonly suggestion: string | undefined

  constructor(detail: string, suggestion?: string) {
    super(detail)
    this.suggestion = suggestion
  }
}

class PlainReader {
  readonly #context: PlainContext
  readonly #warnings: PlainWarning[]

  constructor(context: PlainContext, warnings: PlainWarning[]) {
    this.#context = context
    this.#warnings = warnings
  }

  value(declaration: CimTypeDeclaration, plain: unknown, depth: number): CimValue {
    if (plain === null || plain === undefined) return null
    if (!Array.isArray(plain)) {
      if (declaration.array)
        throw new Refusal(`Expected a list of ${declaration.type} values. Write it in brackets: [${show(plain)}].`)
      return this.#scalar(declaration, plain, depth)
    }
    if (declaration.array) return plain.map((element) => this.#scalar(declaration, element, depth))
    if (declaration.bitmap === true && integerRange(declaration.type) !== undefined) return this.#bits(declaration, plain, depth)
    throw new Refusal(`Expected one ${declaration.type} value, not a list.`)
  }

  #scalar(declaration: CimTypeDeclaration, plain: unknown, depth: number): CimScalar {
    if (plain === null || plain === undefined) throw new Refusal('A list of CIM values cannot hold null.')
    if (declaration.type === 'object' || declaration.type === 'instance') return this.#instance(declaration, plain, depth)
    if (integerRange(declaration.type) !== undefined) return this.#integer(declaration, plain)
    if (typeof plain === 'string') return this.#text(declaration, plain)
    if (typeof plain === 'boolean' && declaration.type === 'boolean') return plain
    if (
      (typeof plain === 'number' || typeof plain === 'bigint') &&
      (declaration.type === 'real32' || declaration.type === 'real64')
    ) {
      return readReal(declaration.type, plain)
    }
    const hint = declaration.type === 'boolean' ? truthHint(show(plain)) : quotingHint(declaration, plain)
    throw new Refusal(`Expected ${expectation(declaration)}, found ${show(plain)}.${hint}`)
  }

  #integer(declaration: CimTypeDeclaration, plain: unknown): CimScalar {
    const range = integerRange(declaration.type)
    if (typeof plain === 'string') return this.#label(declaration, plain)
    if (typeof plain !== 'bigint' && !(typeof plain === 'number' && Number.isInteger(plain))) {
      throw new Refusal(`Expected ${expectation(declaration)}, found ${show(plain)}.`)
    }
    const value = integerOfType(declaration.type, BigInt(plain))
    if (value === undefined) {
      throw new Refusal(`${plain} is out of range: ${declaration.type} holds ${range?.min} to ${range?.max}.`)
    }
    this.#checkInteger(declaration, BigInt(plain))
    return value
  }

  #checkInteger(declaration: CimTypeDeclaration, value: bigint): void {
    const { min, max } = declaration
    if ((min !== undefined && value < min) || (max !== undefined && value > max)) {
      this.#warn(`${value} is outside the documented range ${min ?? ''}..${max ?? ''}.`)
    } else if (declaration.bitmap === true) this.#checkBits(declaration, value)
    else this.#checkDocumented(declaration, String(value))
  }

  /** Lists in the documentation are not always complete, so a value outside is mostly worth a warning and no more. */
  #checkDocumented(declaration: CimTypeDeclaration, code: string): void {
    if (declaration.valueMap === undefined || entryOfCode(declaration, code) !== undefined) return
    const isText = declaration.type === 'string'
    const known = isText ? codesOf(declaration) : codesAndLabels(declaration)
    const suggestion = isText ? (suggest(code, known) ?? suggest(code, namesOfValues(declaration))) : undefined
    const detail = `${isText ? show(code) : code} is not among the documented values: ${listed(known)}.`
    if (isText && this.#context.closed === true) throw new Refusal(detail, suggestion)
    this.#warn(detail, suggestion)
  }

  #checkBits(declaration: CimTypeDeclaration, value: bigint): void {
    const codes = codesOf(declaration).filter((code) => /^\d+$/.test(code))
    const others = value & ~codes.reduce((all, code) => all | BigInt(code), 0n)
    if (codes.length === 0 || others === 0n) return
    this.#warn(`${value} has bits (${others}) that are not among the documented ones: ${listed(codesAndLabels(declaration))}.`)
  }

  #warn(detail: string, suggestion?: string): void {
    this.#warnings.push({ detail, ...(suggestion === undefined ? {} : { suggestion }) })
  }

  #label(declaration: CimTypeDeclaration, text: string): CimScalar {
    const code = entryOfLabel(declaration, text)?.value
    const value = code === undefined ? undefined : integerOfType(declaration.type, BigInt(code))
    if (value !== undefined) return value
    const names = namesOfValues(declaration)
    if (/^[+-]?[0-9]+$/.test(text))
      throw new Refusal(`Expected ${expectation(declaration)}, found text. Write ${text} without quotes.`)
    const known = names.length === 0 ? '' : ` Its documented values are ${listed(names)}.`
    throw new Refusal(`Expected ${expectation(declaration)}, found ${show(text)}.${known}`, suggest(text, names))
  }

  #bits(declaration: CimTypeDeclaration, plain: readonly unknown[], depth: number): CimScalar {
    const bits = plain.map((element) => BigInt(this.#scalar(declaration, element, depth) as number | bigint))
    return (
      integerOfType(
        declaration.type,
        bits.reduce((all, bit) => all | bit, 0n),
      ) ?? 0
    )
  }

  #text(declaration: CimTypeDeclaration, text: string): CimScalar {
    if (declaration.type === 'string') return this.#string(declaration, text)
    if (declaration.type === 'boolean') throw new Refusal(`Expected true or false, found ${show(text)}.${truthHint(text)}`)
    if (declaration.type === 'real32' || declaration.type === 'real64') {
      throw new Refusal(`Expected ${expectation(declaration)}, found text. Write the number without quotes.`)
    }
    try {
      return parseScalar(declaration.type, text)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      throw new Refusal(error.hint === undefined ? `${error.message}.` : `${error.message}. ${error.hint}`)
    }
  }

  #string(declaration: CimTypeDeclaration, text: string): string {
    const { minLength, maxLength } = declaration
    if (maxLength !== undefined && text.length > maxLength) {
      this.#warn(`The text has ${characters(text.length)}; at most ${maxLength} are documented.`)
    } else if (minLength !== undefined && text.length < minLength) {
      this.#warn(`The text has ${characters(text.length)}; at least ${minLength} are documented.`)
    }
    const entry = entryOfCode(declaration, text) ?? entryOfLabel(declaration, text)
    if (entry === undefined || entry.value.includes('..')) this.#checkDocumented(declaration, text)
    return entry === undefined || entry.value.includes('..') ? text : entry.value
  }

  #instance(declaration: CimTypeDeclaration, plain: unknown, depth: number): CimInstance {
    const { classes, namespace = 'root/cimv2' } = this.#context
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
      throw new Refusal(`Expected ${expectation(declaration)}, found ${show(plain)}. Write its properties as a map.`)
    }
    if (depth >= maxDepth) throw new Refusal(`Embedded instances are nested more than ${maxDepth} deep.`)
    const className = declaration.className
    const cimClass = className === undefined ? undefined : classes?.find(namespace, className)
    if (cimClass === undefined) {
      throw new Refusal(`The class ${className ?? 'of this embedded instance'} is not known, so its properties have no types.`)
    }
    const properties = Object.entries(plain).map(([name, value]): CimProperty => {
      const property = cimClass.properties.get(name.toLowerCase())
      if (property === undefined) {
        const names = [...cimClass.properties.values()].map((each) => each.name)
        throw new Refusal(`${cimClass.name} has no property '${name}'.`, suggest(name, names))
      }
      return { name: property.name, type: property.type, array: property.array, value: this.value(property, value, depth + 1) }
    })
    return cimInstance(cimClass.name, properties)
  }
}

function characters(count: number): string {
  return `${count} character${count === 1 ? '' : 's'}`
}

function codesOf({ valueMap = [] }: CimTypeDeclaration): string[] {
  return valueMap.map(({ value }) => value)
}

/** `0 Ignore`: numbers may be written either way. */
function codesAndLabels({ valueMap = [] }: CimTypeDeclaration): string[] {
  return valueMap.map(({ value, label }) => (label === undefined ? value : `${value} ${label}`))
}

function readReal(type: 'real32' | 'real64', plain: number | bigint): number {
  const value = realOfType(type, Number(plain))
  if (value === undefined || (typeof plain === 'bigint' && !Number.isFinite(value)))
    throw new Refusal(`${plain} is out of range: it is too large for ${type}.`)
  return value
}

function expectation(declaration: CimTypeDeclaration): string {
  if (isIntegerType(declaration.type)) return `an integer (${declaration.type})`
  switch (declaration.type) {
    case 'boolean':
      return 'true or false'
    case 'string':
      return 'text'
    case 'char16':
      return 'one character'
    case 'datetime':
      return 'a date and time or a duration as text'
    case 'real32':
    case 'real64':
      return `a number (${declaration.type})`
    case 'reference':
      return 'an object path as text'
    case 'object':
    case 'instance':
      return declaration.className === undefined ? 'an embedded instance' : `an instance of ${declaration.className}`
  }
}

function quotingHint(declaration: CimTypeDeclaration, plain: unknown): string {
  const isScalar = typeof plain === 'number' || typeof plain === 'bigint' || typeof plain === 'boolean'
  return isScalar && (declaration.type === 'string' || declaration.type === 'char16') ? ` Write it in quotes: "${plain}".` : ''
}

/** YAML 1.2 knows no other words for them; people do. */
function truthHint(text: string): string {
  if (/^(true|yes|on|y|enabled|1)$/i.test(text)) return ' Write true, without quotes.'
  return /^(false|no|off|n|disabled|0)$/i.test(text) ? ' Write false, without quotes.' : ''
}

function show(plain: unknown): string {
  if (typeof plain === 'string') return `"${plain.slice(0, 60)}"`
  if (typeof plain === 'number' || typeof plain === 'bigint' || typeof plain === 'boolean') return String(plain)
  return Array.isArray(plain) ? 'a list' : 'a map'
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ')
  return names.length > 12 ? `${shown}, …` : shown
}
