import { DecodeError } from '../base/errors.js'

/** An expanded name. The same name in the same scope is the same object, so that tables can be keyed by it. */
export interface XmlName {
  /** Namespace URI, empty for none. */
  readonly uri: string
  readonly local: string
}

export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'

const rootBindings: ReadonlyMap<string, string> = new Map([['xml', xmlNamespace]])

/** The namespace bindings at one place of a document (Namespaces in XML 1.0). */
export class NamespaceScope {
  readonly #parent: NamespaceScope | undefined
  readonly #bindings: ReadonlyMap<string, string>
  // Made when there is something to remember: many scopes have only elements, and no scope inside.
  #elementNames: Map<string, XmlName> | undefined
  #attributeNames: Map<string, XmlName> | undefined
  #children: Map<string, NamespaceScope> | undefined

  private constructor(parent: NamespaceScope | undefined, bindings: ReadonlyMap<string, string>) {
    this.#parent = parent
    this.#bindings = bindings
  }

  static root(): NamespaceScope {
    return new NamespaceScope(undefined, rootBindings)
  }

  /**
   * The scope inside an element with these declarations (prefix, URI). Equal declarations give the same scope: the items
   * of an enumeration declare the same namespaces thousands of times.
   */
  declare(declarations: readonly (readonly [prefix: string, uri: string])[]): NamespaceScope {
    let key = ''
    for (const [prefix, uri] of declarations) key += `${prefix}\n${uri}\n`
    const known = this.#children?.get(key)
    if (known !== undefined) return known
    const bindings = new Map<string, string>()
    for (const [prefix, uri] of declarations) bindings.set(prefix, checkedUri(prefix, uri))
    const child = new NamespaceScope(this, bindings)
    this.#children ??= new Map()
    this.#children.set(key, child)
    return child
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
    const name = this.#expand(qualified, this.lookup(''))
    this.#elementNames ??= new Map()
    this.#elementNames.set(qualified, name)
    return name
  }

  attributeName(qualified: string): XmlName {
    const known = this.#attributeNames?.get(qualified)
    if (known !== undefined) return known
    const name = this.#expand(qualified, '')
    this.#attributeNames ??= new Map()
    this.#attributeNames.set(qualified, name)
    return name
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
