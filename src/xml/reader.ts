import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { DecodeError, messageOf, WmctlError } from '../base/errors.js'
import { checkDeclaredEncoding, XmlTextDecoder } from './encoding.js'
import { defaultXmlLimits, type XmlLimits } from './limits.js'
import { NamespaceScope, type XmlName } from './scope.js'

export interface XmlAttribute extends XmlName {
  readonly value: string
}

/** Receives a document piece by piece; `text` may come in several pieces. Comments and processing instructions are dropped. */
export interface XmlHandler {
  /** `scope` resolves prefixes in attribute values and text of this element. Namespace declarations are not attributes. */
  open(name: XmlName, attributes: readonly XmlAttribute[], scope: NamespaceScope): void
  text(text: string): void
  close(): void
}

const noAttributes: readonly XmlAttribute[] = []

/**
 * Namespace-aware, bounded reading of XML 1.0 in any split of its bytes or text. Document type declarations are refused,
 * so the only entities are the five predefined and numeric ones. Everything wrong is a DecodeError, and stays one.
 *
 * saxes runs without its own namespace support: resolving names here, once per scope and name, is what makes large
 * enumerations cheap.
 */
export class XmlReader {
  readonly #handler: XmlHandler
  readonly #limits: XmlLimits
  readonly #parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false })
  readonly #decoder = new XmlTextDecoder()
  readonly #scopes: NamespaceScope[] = []
  #scope = NamespaceScope.root()
  #size = 0
  #elements = 0
  #failure: DecodeError | undefined

  constructor(handler: XmlHandler, limits: Partial<XmlLimits> = {}) {
    this.#handler = handler
    this.#limits = { ...defaultXmlLimits, ...limits }
    const parser = this.#parser
    parser.on('doctype', () => {
      throw new DecodeError('XML', 'a document type declaration is not allowed')
    })
    parser.on('opentag', (tag) => this.#open(tag))
    parser.on('closetag', () => this.#close())
    parser.on('text', (text) => this.#text(text))
    parser.on('cdata', (text) => this.#text(text))
  }

  write(chunk: Uint8Array | string): void {
    this.#guard(() => {
      this.#size += chunk.length
      if (this.#size > this.#limits.maxBytes) throw tooMuch(`more than ${this.#limits.maxBytes} bytes`)
      const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk)
      if (text !== '') this.#parser.write(text)
      if (typeof chunk !== 'string') this.#checkDeclaration()
    })
  }

  /** The document is complete; throws when it is not. */
  end(): void {
    this.#guard(() => {
      const rest = this.#decoder.end()
      if (rest !== '') this.#parser.write(rest)
      this.#checkDeclaration()
      this.#parser.close()
    })
  }

  #open(tag: SaxesTagPlain): void {
    if (++this.#elements > this.#limits.maxElements) throw tooMuch(`more than ${this.#limits.maxElements} elements`)
    this.#scopes.push(this.#scope)
    if (this.#scopes.length > this.#limits.maxDepth) throw tooMuch(`elements nested more than ${this.#limits.maxDepth} deep`)
    let declarations: [string, string][] | undefined
    let names: string[] | undefined
    const raw = tag.attributes
    let count = 0
    for (const name in raw) {
      if (++count > this.#limits.maxAttributes) throw tooMuch(`more than ${this.#limits.maxAttributes} attributes`)
      const value = raw[name] as string
      if (value.length > this.#limits.maxText) throw tooMuch(`an attribute longer than ${this.#limits.maxText}`)
      if (!name.startsWith('xmlns')) (names ??= []).push(name)
      else if (name === 'xmlns') (declarations ??= []).push(['', value])
      else if (name[5] === ':') (declarations ??= []).push([name.slice(6), value])
      else (names ??= []).push(name)
    }
    if (declarations !== undefined) this.#scope = this.#scope.declare(declarations)
    const attributes = names === undefined ? noAttributes : this.#attributes(names, raw)
    this.#handler.open(this.#scope.elementName(tag.name), attributes, this.#scope)
  }

  #attributes(names: readonly string[], raw: Record<string, string>): XmlAttribute[] {
    const attributes: XmlAttribute[] = []
    for (const qualified of names) {
      const { uri, local } = this.#scope.attributeName(qualified)
      if (attributes.some((other) => other.local === local && other.uri === uri)) {
        throw new DecodeError('XML', `the attribute '${local.slice(0, 80)}' occurs twice in one element`)
      }
      attributes.push({ uri, local, value: raw[qualified] as string })
    }
    return attributes
  }

  #close(): void {
    this.#scope = this.#scopes.pop() as NamespaceScope
    this.#handler.close()
  }

  #text(text: string): void {
    if (text.length > this.#limits.maxText) throw tooMuch(`a text longer than ${this.#limits.maxText}`)
    // Outside the root element saxes lets nothing but white space pass.
    if (this.#scopes.length > 0) this.#handler.text(text)
  }

  #checkDeclaration(): void {
    const declared = this.#parser.xmlDecl.encoding
    if (declared !== undefined) checkDeclaredEncoding(declared, this.#decoder.encoding)
  }

  #guard(step: () => void): void {
    if (this.#failure !== undefined) throw this.#failure
    try {
      step()
    } catch (error) {
      if (error instanceof WmctlError && !(error instanceof DecodeError)) throw error
      this.#failure =
        error instanceof DecodeError
          ? error
          : new DecodeError('XML', messageOf(error).replace(/\.$/, ''), { cause: error, offset: this.#parser.position })
      throw this.#failure
    }
  }
}

/** Reads a whole document into a handler. */
export function readXml(document: Uint8Array | string, handler: XmlHandler, limits?: Partial<XmlLimits>): void {
  const reader = new XmlReader(handler, limits)
  reader.write(document)
  reader.end()
}

function tooMuch(what: string): DecodeError {
  return new DecodeError('XML', `the document has ${what}, which is not accepted`)
}
