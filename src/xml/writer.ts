import { MisuseError } from '../base/errors.js'
import { escapeAttribute, escapeText } from './escape.js'

/** Qualified attribute names and values; undefined ones are left out. Namespace declarations are attributes here. */
export type WrittenAttributes = Readonly<Record<string, string | undefined>>

/** Nearly all names are such, and it is found out sooner. */
const plainName = /^(?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*$/
const qualifiedName = /^(?:[\p{L}_][\p{L}\p{Nd}\p{M}._-]*:)?[\p{L}_][\p{L}\p{Nd}\p{M}._-]*$/u

/** Attributes as text: those that are written again and again are prepared once. */
class PreparedAttributes {
  readonly text: string
  /** Declared here. */
  readonly prefixes: readonly string[]
  /** Names of attributes whose prefixes must be declared. */
  readonly names: readonly string[]

  constructor(text: string, prefixes: readonly string[], names: readonly string[]) {
    this.text = text
    this.prefixes = prefixes
    this.names = names
  }
}

export function prepareAttributes(attributes: WrittenAttributes): PreparedAttributes {
  let text = ''
  const prefixes: string[] = []
  const names: string[] = []
  for (const key in attributes) {
    const value = attributes[key]
    if (value === undefined) continue
    text += ` ${key}="${escapeAttribute(value)}"`
    if (key.startsWith('xmlns:')) prefixes.push(key.slice(6))
    else if (key !== 'xmlns') names.push(key)
  }
  return new PreparedAttributes(text, prefixes, names)
}

/** Writes elements in order. Names are qualified as given; every prefix must be declared, here or further out. */
export class XmlWriter {
  #out = ''
  readonly #open: { name: string; prefixes: readonly string[] }[] = []
  readonly #prefixes = new Map<string, number>([['xml', 1]])
  readonly #checked = new Set<string>()

  /** Starts an element; the caller closes it. */
  open(name: string, attributes?: WrittenAttributes | PreparedAttributes): this {
    this.#start(name, attributes, '>')
    return this
  }

  close(): this {
    const closed = this.#open.pop()
    if (closed === undefined) throw new MisuseError('XML: no element is open')
    this.#out += `</${closed.name}>`
    this.#undeclare(closed.prefixes)
    return this
  }

  /** A whole element with text in it, or empty. */
  element(name: string, text?: string, attributes?: WrittenAttributes | PreparedAttributes): this {
    if (text === undefined || text === '') {
      this.#start(name, attributes, '/>')
      this.#undeclare(this.#open.pop()?.prefixes ?? [])
      return this
    }
    if (attributes === undefined) {
      this.#check(name)
      this.#out += `<${name}>${escapeText(text)}</${name}>`
      return this
    }
    this.#start(name, attributes, '>')
    this.#out += escapeText(text)
    return this.close()
  }

  text(text: string): this {
    this.#out += escapeText(text)
    return this
  }

  /** UTF-16 units written so far. */
  get length(): number {
    return this.#out.length
  }

  /** The finished document. */
  finish(): string {
    const unclosed = this.#open.at(-1)
    if (unclosed !== undefined) throw new MisuseError(`XML: the element '${unclosed.name}' is not closed`)
    return this.#out
  }

  #start(name: string, attributes: WrittenAttributes | PreparedAttributes | undefined, end: string): void {
    if (attributes === undefined) {
      this.#check(name)
      this.#out += `<${name}${end}`
      this.#open.push({ name, prefixes: noPrefixes })
      return
    }
    const { text, prefixes, names } = attributes instanceof PreparedAttributes ? attributes : prepareAttributes(attributes)
    // Those of the element's and the attributes' names may be declared beside them.
    for (const prefix of prefixes) this.#prefixes.set(prefix, (this.#prefixes.get(prefix) ?? 0) + 1)
    for (const qualified of names) this.#check(qualified)
    this.#check(name)
    this.#out += `<${name}${text}${end}`
    this.#open.push({ name, prefixes })
  }

  #check(name: string): void {
    if (!this.#checked.has(name)) {
      if (!plainName.test(name) && !qualifiedName.test(name)) throw new MisuseError(`XML: '${name.slice(0, 80)}' is not a name`)
      this.#checked.add(name)
    }
    const colon = name.indexOf(':')
    if (colon > 0 && (this.#prefixes.get(name.slice(0, colon)) ?? 0) === 0) {
      throw new MisuseError(`XML: the prefix of '${name}' is not declared`)
    }
  }

  #undeclare(prefixes: readonly string[]): void {
    for (const prefix of prefixes) this.#prefixes.set(prefix, (this.#prefixes.get(prefix) ?? 1) - 1)
  }
}

const noPrefixes: readonly string[] = []
