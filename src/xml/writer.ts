import { MisuseError } from '../base/errors.js'
import { escapeAttribute, escapeText } from './escape.js'

/** Qualified attribute names and values; undefined ones are left out. Namespace declarations are attributes here. */
export type WrittenAttributes = Readonly<Record<string, string | undefined>>

const qualifiedName = /^(?:[\p{L}_][\p{L}\p{Nd}\p{M}._-]*:)?[\p{L}_][\p{L}\p{Nd}\p{M}._-]*$/u

/** Writes elements in order. Names are qualified as given; every prefix must be declared, here or further out. */
export class XmlWriter {
  #out = ''
  readonly #open: { name: string; prefixes: readonly string[] }[] = []
  readonly #prefixes = new Map<string, number>([['xml', 1]])
  readonly #checked = new Set<string>()

  /** Starts an element; the caller closes it. */
  open(name: string, attributes?: WrittenAttributes): this {
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
  element(name: string, text?: string, attributes?: WrittenAttributes): this {
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

  #start(name: string, attributes: WrittenAttributes | undefined, end: string): void {
    let tag = `<${name}`
    let declared: string[] | undefined
    if (attributes !== undefined) {
      for (const key in attributes) {
        const value = attributes[key]
        if (value === undefined) continue
        tag += ` ${key}="${escapeAttribute(value)}"`
        if (key.startsWith('xmlns:')) {
          const prefix = key.slice(6)
          declared ??= []
          declared.push(prefix)
          this.#prefixes.set(prefix, (this.#prefixes.get(prefix) ?? 0) + 1)
        }
      }
      // Their prefixes may be declared beside them.
      for (const key in attributes)
        if (attributes[key] !== undefined && key !== 'xmlns' && !key.startsWith('xmlns:')) this.#check(key)
    }
    this.#check(name)
    this.#out += tag + end
    this.#open.push({ name, prefixes: declared ?? noPrefixes })
  }

  #check(name: string): void {
    if (!this.#checked.has(name)) {
      if (!qualifiedName.test(name)) throw new MisuseError(`XML: '${name.slice(0, 80)}' is not a name`)
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
