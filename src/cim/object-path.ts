import { DecodeError } from '../base/errors.js'
import { isIdentifier, normalizeNamespace } from './names.js'
import type { CimKeyValue, ObjectPath, ObjectPathKey } from './value.js'

/** Longer text is refused unread. */
const maxLength = 65_536

/**
 * Reads a WMI object path: `\\host\root\cimv2:Win32_Service.Name="Spooler"`, `root/cimv2:Win32_Service`,
 * `Win32_LocalTime=@`, `Win32_Service="Spooler"` (one key, its name left out: the name is then empty).
 * Text does not say whether a quoted key is a string, a datetime or a reference: `typeKeys` tells them apart by the class.
 * Throws DecodeError.
 */
export function parseObjectPath(text: string): ObjectPath {
  if (text.length > maxLength) throw new DecodeError('object path', `longer than ${maxLength} characters`)
  const start = text.search(/\S/)
  const { server, namespace, rest } = takeNamespace(text, Math.max(start, 0))
  const scanner = new Scanner(text, rest)
  const className = scanner.name('a class name')
  const keys = readKeys(scanner)
  scanner.end()
  return {
    kind: 'path',
    ...(server === undefined ? {} : { server }),
    ...(namespace === undefined ? {} : { namespace }),
    className,
    ...(keys === undefined ? {} : { keys }),
  }
}

/** The text of a path as WMI writes it; `parseObjectPath` reads it back. Nested paths become quoted strings. */
export function formatObjectPath(path: ObjectPath): string {
  return `${formatNamespace(path)}${formatRelativePath(path)}`
}

/** Without server and namespace: `Win32_Service.Name="Spooler"`. */
export function formatRelativePath(path: ObjectPath): string {
  if (path.keys === undefined) return path.className
  if (path.keys === 'singleton') return `${path.className}=@`
  const [first] = path.keys
  if (path.keys.length === 1 && first?.name === '') return `${path.className}=${formatKeyValue(first.value)}`
  return `${path.className}.${path.keys.map((key) => `${key.name}=${formatKeyValue(key.value)}`).join(',')}`
}

/** The text of a key's value without quotes, as a selector or a message shows it. */
export function keyText(value: CimKeyValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'object') return value.kind === 'datetime' ? value.dmtf : formatObjectPath(value)
  return String(value)
}

function formatNamespace(path: ObjectPath): string {
  if (path.server !== undefined) return `\\\\${path.server}\\${(path.namespace ?? '').replaceAll('/', '\\')}:`
  return path.namespace === undefined ? '' : `${path.namespace}:`
}

function formatKeyValue(value: CimKeyValue): string {
  const text = keyText(value)
  if (typeof value === 'string' || typeof value === 'object') return `"${text.replace(/["\\]/g, '\\$&')}"`
  return text
}

interface Located {
  readonly server?: string
  readonly namespace?: string
  /** Where the class name begins. */
  readonly rest: number
}

/** The colon that ends the namespace comes before any key, and keys begin with `.` or `=`; but a server name may have dots. */
function takeNamespace(text: string, start: number): Located {
  const located = /^(?:[\\/]{2}([^\\/:="']+)[\\/])?([^:="'.]*):/.exec(text.slice(start))
  if (located === null) {
    if (/^[\\/]{2}/.test(text.slice(start))) {
      throw new DecodeError('object path', 'after \\\\server a namespace and a colon must follow', {
        offset: start,
        hint: 'Write \\\\server\\root\\cimv2:Class.Key="value".',
      })
    }
    return { rest: start }
  }
  const [whole, server, namespace] = located
  const parts = (namespace ?? '').trim().split(/[\\/]/)
  if (namespace?.trim() === '' || !parts.every(isNamespacePart)) {
    throw new DecodeError('object path', `'${namespace}' is not a namespace`, { offset: start })
  }
  return {
    ...(server === undefined ? {} : { server }),
    namespace: normalizeNamespace(parts.join('/')),
    rest: start + whole.length,
  }
}

function isNamespacePart(part: string): boolean {
  return /^[0-9A-Za-z_\-\u0080-\uffef]+$/.test(part)
}

function readKeys(scanner: Scanner): readonly ObjectPathKey[] | 'singleton' | undefined {
  if (scanner.take('=')) {
    if (scanner.take('@')) return 'singleton'
    return [{ name: '', value: scanner.value() }]
  }
  if (!scanner.take('.')) return undefined
  const keys: ObjectPathKey[] = []
  const seen = new Set<string>()
  do {
    const at = scanner.offset
    const name = scanner.name('a key name')
    if (seen.has(name.toLowerCase())) throw new DecodeError('object path', `key '${name}' is given twice`, { offset: at })
    seen.add(name.toLowerCase())
    if (!scanner.take('=')) throw scanner.expected("'=' after the key name")
    keys.push({ name, value: scanner.value() })
  } while (scanner.take(','))
  return keys
}

class Scanner {
  readonly #text: string
  offset: number

  constructor(text: string, offset: number) {
    this.#text = text
    this.offset = offset
  }

  take(character: string): boolean {
    this.#skipSpace()
    if (this.#text[this.offset] !== character) return false
    this.offset++
    return true
  }

  name(what: string): string {
    this.#skipSpace()
    const word = this.#match(/[^\s.=,:"'@\\/]+/y) ?? ''
    if (!isIdentifier(word)) throw this.expected(what, this.offset - word.length)
    return word
  }

  value(): CimKeyValue {
    this.#skipSpace()
    const quote = this.#text[this.offset]
    if (quote === '"' || quote === "'") return this.#quoted(quote)
    const start = this.offset
    const word = this.#match(/[^\s,]+/y) ?? ''
    const value = unquotedValue(word)
    if (value === undefined) throw this.expected('a number, TRUE, FALSE or text in quotes', start)
    return value
  }

  end(): void {
    this.#skipSpace()
    if (this.offset < this.#text.length) throw this.expected("'.', '=' , ',' or the end")
  }

  expected(what: string, offset = this.offset): DecodeError {
    const found = offset < this.#text.length ? `'${this.#text.slice(offset, offset + 20)}'` : 'the end'
    return new DecodeError('object path', `expected ${what}, found ${found}`, { offset })
  }

  #quoted(quote: string): string {
    const start = this.offset
    let text = ''
    for (this.offset++; this.offset < this.#text.length; this.offset++) {
      const character = this.#text.charAt(this.offset)
      if (character === quote) {
        this.offset++
        return text
      }
      text += character === '\\' ? this.#escaped() : character
    }
    throw new DecodeError('object path', 'the quoted text does not end', {
      offset: start,
      hint: 'Write \\" for a quotation mark in the text, and \\\\ for a backslash before one.',
    })
  }

  /** WMI takes a backslash that escapes nothing as itself: `Win32_Directory.Name='c:\scripts'` is in its documentation. */
  #escaped(): string {
    const next = this.#text.charAt(this.offset + 1)
    if (next !== '\\' && next !== '"' && next !== "'") return '\\'
    this.offset++
    return next
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.offset += found.length
    return found
  }

  #skipSpace(): void {
    this.#match(/\s+/y)
  }
}

/** Integers that a double holds exactly are numbers, larger ones bigints. */
function unquotedValue(word: string): CimKeyValue | undefined {
  const lower = word.toLowerCase()
  if (lower === 'true') return true
  if (lower === 'false') return false
  if (/^[+-]?([0-9]+|0x[0-9a-f]+)$/.test(lower)) {
    const value = lower.startsWith('-') ? -BigInt(lower.slice(1)) : BigInt(lower.replace('+', ''))
    const exact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    return exact ? Number(value) : value
  }
  return /^[+-]?[0-9]*\.[0-9]+(e[+-]?[0-9]+)?$/.test(lower) ? Number(lower) : undefined
}
