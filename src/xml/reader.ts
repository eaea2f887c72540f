import { SaxesParser } from 'saxes'
import { DecodeError } from '../base/errors.js'
import { checkDeclaredEncoding, XmlTextDecoder } from './encoding.js'
import { defaultXmlLimits, type XmlLimits } from './limits.js'
import { isDeclaration, NamespaceScope, type RawAttribute, type XmlName } from './scope.js'

export interface XmlAttribute extends XmlName {
  readonly value: string
}

/**
 * Receives the content of one element. Whoever is told of an element says who receives what is inside it, so that a handler
 * only ever sees its own level. Comments and processing instructions are dropped.
 */
export interface XmlHandler {
  /**
   * A child element begins; returns the handler of its content, which may be this one. Namespace declarations are not
   * attributes; `scope` resolves prefixes in attribute values and text.
   */
  open(name: XmlName, attributes: readonly XmlAttribute[], scope: NamespaceScope): XmlHandler
  /** Character data of this level; may come in several pieces. */
  text(text: string): void
  /** The child element that began last has ended. */
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
  #limits: XmlLimits
  readonly #parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false })
  #decoder = new XmlTextDecoder()
  readonly #scopes: NamespaceScope[] = []
  readonly #handlers: XmlHandler[] = []
  #handler: XmlHandler
  #scope = NamespaceScope.root()
  /** Attributes of the start tag being read, declarations included. */
  #pending: RawAttribute[] = []
  /** The first half of a character whose second may come with the next text. */
  #half = ''
  #size = 0
  #elements = 0
  #failure: DecodeError | undefined

  constructor(handler: XmlHandler, limits: Partial<XmlLimits> = {}) {
    this.#handler = handler
    this.#limits = completeLimits(limits)
    const parser = this.#parser
    parser.on('error', (error) => {
      throw new DecodeError('XML', error.message.replace(/\.$/, ''), { offset: parser.position })
    })
    parser.on('doctype', () => {
      throw new DecodeError('XML', 'a document type declaration is not allowed')
    })
    parser.on('attribute', (attribute) => this.#attribute(attribute))
    parser.on('opentag', (tag) => this.#open(tag.name))
    parser.on('closetag', () => this.#close())
    parser.on('text', (text) => this.#text(text))
    parser.on('cdata', (text) => this.#text(text))
  }

  static read(document: Uint8Array | string, handler: XmlHandler, limits: Partial<XmlLimits> = {}): void {
    const reader = XmlReader.#spare ?? new XmlReader(idle)
    // A handler may itself read a document.
    XmlReader.#spare = undefined
    reader.#begin(handler, limits)
    reader.write(document)
    reader.end()
    reader.#handler = idle
    XmlReader.#spare = reader
  }

  /** A reader that has come to the end of a document, where saxes starts over: to make one costs as much as to read a small document. */
  static #spare: XmlReader | undefined

  #begin(handler: XmlHandler, limits: Partial<XmlLimits>): void {
    this.#handler = handler
    this.#limits = completeLimits(limits)
    this.#decoder = new XmlTextDecoder()
    this.#scope = NamespaceScope.root()
    this.#half = ''
    this.#size = 0
    this.#elements = 0
  }

  write(chunk: Uint8Array | string): void {
    this.#guard(() => {
      this.#size += chunk.length
      if (this.#size > this.#limits.maxBytes) throw tooMuch(`more than ${this.#limits.maxBytes} bytes`)
      const text = typeof chunk === 'string' ? this.#wholeCharacters(chunk) : this.#decoder.write(chunk)
      if (text !== '') this.#parser.write(text)
      if (typeof chunk !== 'string') this.#checkDeclaration()
    })
  }

  /** The document is complete; throws when it is not. */
  end(): void {
    this.#guard(() => {
      if (this.#half !== '') throw loneSurrogate()
      const rest = this.#decoder.end()
      if (rest !== '') this.#parser.write(rest)
      this.#checkDeclaration()
      this.#parser.close()
    })
  }

  /** Text may hold halves of characters, which bytes never do; saxes takes them for others, and fails at one that comes last. */
  #wholeCharacters(chunk: string): string {
    const text = this.#half + chunk
    const end = /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length
    this.#half = text.slice(end)
    const whole = text.slice(0, end)
    if (/\p{Cs}/u.test(whole)) throw loneSurrogate()
    return whole
  }

  #attribute(attribute: RawAttribute): void {
    if (this.#pending.length >= this.#limits.maxAttributes)
      throw tooMuch(`more than ${this.#limits.maxAttributes} attributes in an element`)
    if (attribute.value.length > this.#limits.maxText) throw tooMuch(`an attribute longer than ${this.#limits.maxText}`)
    this.#pending.push(attribute)
  }

  #open(qualified: string): void {
    if (++this.#elements > this.#limits.maxElements) throw tooMuch(`more than ${this.#limits.maxElements} elements`)
    if (this.#scopes.length >= this.#limits.maxDepth) throw tooMuch(`elements nested more than ${this.#limits.maxDepth} deep`)
    this.#scopes.push(this.#scope)
    this.#handlers.push(this.#handler)
    const attributes = this.#pending.length === 0 ? noAttributes : this.#takeAttributes()
    this.#handler = this.#handler.open(this.#scope.elementName(qualified), attributes, this.#scope)
  }

  /** Declarations first: they hold for the attributes beside them. */
  #takeAttributes(): readonly XmlAttribute[] {
    const pending = this.#pending
    this.#pending = []
    this.#scope = this.#scope.declare(pending)
    let attributes: XmlAttribute[] | undefined
    for (const { name, value } of pending) {
      if (isDeclaration(name)) continue
      attributes ??= []
      const { uri, local } = this.#scope.attributeName(name)
      if (attributes.some((other) => other.local === local && other.uri === uri)) {
        throw new DecodeError('XML', `the attribute '${local.slice(0, 80)}' occurs twice in one element`)
      }
      attributes.push({ uri, local, value })
    }
    return attributes ?? noAttributes
  }

  #close(): void {
    this.#scope = this.#scopes.pop() as NamespaceScope
    this.#handler = this.#handlers.pop() as XmlHandler
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
      if (error instanceof DecodeError) this.#failure = error
      throw error
    }
  }
}

/** Reads a whole document into a handler. Raises DecodeError. */
export function readXml(document: Uint8Array | string, handler: XmlHandler, limits?: Partial<XmlLimits>): void {
  XmlReader.read(document, handler, limits)
}

/** Of a reader between two documents. */
const idle: XmlHandler = { open: () => idle, text: () => undefined, close: () => undefined }

function completeLimits(limits: Partial<XmlLimits>): XmlLimits {
  return { ...defaultXmlLimits, ...limits }
}

function loneSurrogate(): DecodeError {
  return new DecodeError('XML', 'half of a surrogate pair stands alone')
}

function tooMuch(what: string): DecodeError {
  return new DecodeError('XML', `the document has ${what}, which is not accepted`)
}
