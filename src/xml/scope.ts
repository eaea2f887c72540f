import { DecodeError } from '../base/errors.js'
import { detached } from './detached.js'

/** An expanded name. The same name in the same scope is the same object, so that tables can be keyed by it. */
export interface XmlName {
  /** Namespace URI, empty for none. */
  readonly uri: string
  readonly local: string
}

export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'

const rootBindings: ReadonlyMap<string, string> = new Map([['xml', xmlNamespace]])

/** An attribute as it stands in the document. */
export interface RawAttribute {
  readonly name: string
  readonly value: string
}

/** Whether an attribute binds a prefix, or the default namespace. */
export function isDeclaration(name: string): boolean {
  return name.startsWith('xmlns') && (name.length === 5 || name[5] === ':')
}

/** The namespace bindings at one place of a document (Namespaces in XML 1.0). */
export class NamespaceScope {
  readonly #parent: NamespaceScope | undefined
  readonly #declarations: readonly RawAttribute[]
  readonly #bindings: ReadonlyMap<string, string>
  // Made when there is something to remember: many scopes have only elements, and no scope inside.
  #elementNames: Map<string, XmlName> | undefined
  #attributeNames: Map<string, XmlName> | undefined
  #children: Map<string, NamespaceScope> | undefined
  /** The child that was asked for last, which is mostly the one that is asked for next. */
  #latest: NamespaceScope | undefined
  readonly #kept: Kept

  private constructor(
    parent: NamespaceScope | undefined,
    declarations: readonly RawAttribute[],
    bindings: ReadonlyMap<string, string>,
    kept: Kept,
  ) {
    this.#parent = parent
    this.#declarations = declarations
    this.#bindings = bindings
    this.#kept = kept
  }

  /**
   * The scope around a document. The answers of all hosts declare the same namespaces and use the same names, so what one
   * document has made is there for the next, until it is more than is worth keeping.
   */
  static root(): NamespaceScope {
    if (shared === undefined || shared.#kept.characters > mostKept)
      shared = new NamespaceScope(undefined, [], rootBindings, { characters: 0 })
    return shared
  }

  /**
   * The scope inside an element with these attributes, as far as they are declarations. Equal declarations give the same scope:
   * the items of an enumeration declare the same namespaces thousands of times.
   */
  declare(attributes: readonly RawAttribute[]): NamespaceScope {
    if (this.#latest?.isDeclaredBy(attributes) === true) return this.#latest
    let key = ''
    for (const { name, value } of attributes) if (isDeclaration(name)) key += `${name}\n${value}\n`
    if (key === '') return this
    this.#children ??= new Map()
    let child = this.#children.get(key)
    if (child === undefined) {
      child = this.#child(attributes)
      this.#kept.characters += key.length
      this.#children.set(detached(key), child)
    }
    this.#latest = child
    return child
  }

  #child(attributes: readonly RawAttribute[]): NamespaceScope {
    const declarations: RawAttribute[] = []
    const bindings = new Map<string, string>()
    for (const { name, value } of attributes) {
      if (!isDeclaration(name)) continue
      const prefix = name.slice('xmlns:'.length)
      declarations.push({ name: detached(name), value: detached(value) })
      bindings.set(detached(prefix), detached(checkedUri(prefix, value)))
    }
    return new NamespaceScope(this, declarations, bindings, this.#kept)
  }

  /** Whether the declarations among these attributes are those of this scope, in their order. */
  isDeclaredBy(attributes: readonly RawAttribute[]): boolean {
    let at = 0
    for (const { name, value } of attributes) {
      const own = this.#declarations[at]
      if (own !== undefined && own.name === name && own.value === value) at++
      else if (isDeclaration(name)) return false
    }
    return at === this.#declarations.length
  }

  /** The URI a prefix is bound to; the empty prefix is the default namespace. */
  lookup(prefix: string): string | undefined {
    const uri = this.#bindings.get(prefix)
    if (uri !== undefined) return uri
    if (this.#parent !== undefined) return this.#parent.lookup(prefix)
    return prefix === '' ? '' : undefined
  }

  elementName(qualified: string): XmlName {
    const known = this.#elementNames?.get(qualified)
    if (known !== undefined) return known
    const own = this.#own(qualified)
    const name = this.#expand(own, this.lookup(''))
    this.#elementNames ??= new Map()
    this.#elementNames.set(own, name)
    return name
  }

  attributeName(qualified: string): XmlName {
    const known = this.#attributeNames?.get(qualified)
    if (known !== undefined) return known
    const own = this.#own(qualified)
    const name = this.#expand(own, '')
    this.#attributeNames ??= new Map()
    this.#attributeNames.set(own, name)
    return name
  }

  #own(name: string): string {
    this.#kept.characters += name.length
    return detached(name)
  }

  #expand(qualified: string, unprefixed = ''): XmlName {
    const colon = qualified.indexOf(':')
    if (colon < 0) return { uri: unprefixed, local: qualified }
    const prefix = qualified.slice(0, colon)
    const local = qualified.slice(colon + 1)
    if (prefix === '' || local === '' || local.includes(':') || /^[-.0-9\u00b7]/.test(local)) {
      throw new DecodeError('XML', `'${shorten(qualified)}' is not a qualified name`)
    }
    const uri = this.lookup(prefix)
    if (uri === undefined) throw new DecodeError('XML', `the namespace prefix '${shorten(prefix)}' is not bound`)
    return { uri, local }
  }
}

/** How much text a scope and all scopes inside it keep. */
interface Kept {
  characters: number
}

/** Some thousand names: what the answers of all kinds of hosts have in common, many times over. */
const mostKept = 64 * 1024

let shared: NamespaceScope | undefined

function checkedUri(prefix: string, uri: string): string {
  if (prefix === 'xmlns') throw new DecodeError('XML', "the prefix 'xmlns' may not be declared")
  if ((prefix === 'xml') !== (uri === xmlNamespace)) {
    throw new DecodeError('XML', `the prefix '${shorten(prefix)}' may not be bound to '${shorten(uri)}'`)
  }
  if (uri === xmlnsNamespace) throw new DecodeError('XML', `the namespace '${xmlnsNamespace}' may not be declared`)
  if (uri === '' && prefix !== '') throw new DecodeError('XML', `the prefix '${shorten(prefix)}' may not be unbound`)
  // [RFC 3986] appendix C: white space in a URI comes from line-wrapping and is no part of it.
  return /[\t\n\r ]/.test(uri) ? uri.replace(/[\t\n\r ]+/g, '') : uri
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
