import type { XmlElement } from './element.js'
import type { XmlLimits } from './limits.js'
import { readXml, type XmlAttribute, type XmlHandler } from './reader.js'
import type { NamespaceScope, XmlName } from './scope.js'

/** Builds the tree of a document, or of a part of it. */
export class TreeBuilder implements XmlHandler {
  readonly #open: MutableElement[] = []
  #root: XmlElement | undefined

  /** The finished element; undefined while it is open. */
  get root(): XmlElement | undefined {
    return this.#root
  }

  open(name: XmlName, attributes: readonly XmlAttribute[], scope: NamespaceScope): this {
    const element: MutableElement = { uri: name.uri, local: name.local, attributes, children: [], text: '', scope }
    this.#open.at(-1)?.children.push(element)
    this.#open.push(element)
    return this
  }

  text(text: string): void {
    const current = this.#open.at(-1)
    if (current !== undefined) current.text += text
  }

  close(): void {
    const closed = this.#open.pop()
    if (this.#open.length === 0) this.#root = closed
  }
}

interface MutableElement extends XmlElement {
  readonly children: MutableElement[]
  text: string
}

/** Reads a small document whole. */
export function parseXml(document: Uint8Array | string, limits?: Partial<XmlLimits>): XmlElement {
  const builder = new TreeBuilder()
  readXml(document, builder, limits)
  return builder.root as XmlElement
}
