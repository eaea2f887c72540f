import { MisuseError } from '../base/errors.js'
import { detached } from './detached.js'
import { escapeAttribute, escapeText } from './escape.js'

/** Qualified attribute names and values; undefined ones are left out. Namespace declarations are attributes here. */
export type WrittenAttributes = Readonly<Record<string, string | undefined>>

/** Nearly all names are such, and it is found out sooner. */
const plainName = /^(?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*$/
const qualifiedName = /^(?:[\p{L}_][\p{L}\p{Nd}\p{M}._-]*:)?[\p{L}_][\p{L}\p{Nd}\p{M}._-]*$/u

/** Attributes as text: those that are written again and again are prepared once. */
export class PreparedAttributes {
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

/** Elements as text, and the prefixes that must be declared where they are written. */
class PreparedElements {
  readonly text: string
  readonly prefixes: readonly string[]

  constructor(text: string, prefixes: readonly string[]) {
    this.text = text
    this.prefixes = prefixes
  }
}

/** Prepares elements that are written again and again; `prefixes` are those of their names that they do not declare. */
export function prepareElements(prefixes: readonly string[], write: (writer: XmlWriter) => void): PreparedElements {
  const writer = new XmlWriter(prefixes)
  write(writer)
  return new PreparedElements(writer.finish(), prefixes)
}

/** Writes elements in order. Names are qualified as given; every prefix must be declared, here or further out. */
export class XmlWriter {
  #out = ''
  /** Names of the open elements, and how many prefixes were declared outside each. */
  readonly #open: string[] = []
  readonly #outside: number[] = []
  /** Declared here and further out. */
  readonly #prefixes: string[]

  /** `declared`: prefixes that what is written will stand among. */
  constructor(declared: readonly string[] = []) {
    this.#prefixes = ['', 'xml', ...declared]
  }

  /** Starts an element; the caller closes it. */
  open(name: string, attributes?: WrittenAttributes | PreparedAttributes): this {
    this.#open.push(name)
    this.#outside.push(this.#prefixes.length)
    this.#out += `<${name}${this.#declare(name, attributes)}>`
    return this
  }

  close(): this {
    const name = this.#open.pop()
    if (name === undefined) throw new MisuseError('XML: no element is open')
    this.#out += `</${name}>`
    this.#prefixes.length = this.#outside.pop() ?? 0
    return this
  }

  /** A whole element with text in it, or empty. */
  element(name: string, text?: string, attributes?: WrittenAttributes | PreparedAttributes): this {
    const outside = this.#prefixes.length
    const start = `<${name}${this.#declare(name, attributes)}`
    this.#out += text === undefined || text === '' ? `${start}/>` : `${start}>${escapeText(text)}</${name}>`
    this.#prefixes.length = outside
    return this
  }

  elements(prepared: PreparedElements): this {
    for (const prefix of prepared.prefixes) if (!this.#prefixes.includes(prefix)) throw undeclared(prefix)
    this.#out += prepared.text
    return this
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
    if (unclosed !== undefined) throw new MisuseError(`XML: the element '${unclosed}' is not closed`)
    return this.#out
  }

  /** The attributes of an element, as text; what they declare holds for the element's own name and theirs. */
  #declare(name: string, attributes: WrittenAttributes | PreparedAttributes | undefined): string {
    if (attributes === undefined) {
      this.#check(name)
      return ''
    }
    const { text, prefixes, names } = attributes instanceof PreparedAttributes ? attributes : prepareAttributes(attributes)
    this.#prefixes.push(...prefixes)
    for (const qualified of names) this.#check(qualified)
    this.#check(name)
    return text
  }

  #check(name: string): void {
    if (!this.#prefixes.includes(prefixOf(name))) throw undeclared(name)
  }
}

function undeclared(name: string): MisuseError {
  return new MisuseError(`XML: the prefix of '${name}' is not declared`)
}

/** Names that were found to be such, and their prefixes: the same few are written again and again. */
const known = new Map<string, string>()

/** More than all messages of the protocols have. */
const mostKnown = 4_000

/** The prefix of a qualified name, empty when it has none. Throws MisuseError when it is not a name. */
function prefixOf(name: string): string {
  const prefix = known.get(name)
  if (prefix !== undefined) return prefix
  if (!plainName.test(name) && !qualifiedName.test(name)) throw new MisuseError(`XML: '${name.slice(0, 80)}' is not a name`)
  const found = name.slice(0, Math.max(0, name.indexOf(':')))
  if (known.size < mostKnown) known.set(detached(name), detached(found))
  return found
}
