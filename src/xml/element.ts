import type { XmlAttribute } from './reader.js'
import type { NamespaceScope } from './scope.js'

/** An element with its content. */
export interface XmlElement {
  /** Namespace URI, empty for none. */
  readonly uri: string
  readonly local: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** The character data directly in this element, joined. */
  readonly text: string
  /** Resolves prefixes of QName values such as `xsi:type="p:X_Type"`. */
  readonly scope: NamespaceScope
}

export function isElement(element: XmlElement, uri: string, local: string): boolean {
  return element.local === local && element.uri === uri
}

/** The first child element of that name. */
export function childOf(parent: XmlElement, uri: string, local: string): XmlElement | undefined {
  return parent.children.find((child) => isElement(child, uri, local))
}

export function childrenOf(parent: XmlElement, uri: string, local: string): XmlElement[] {
  return parent.children.filter((child) => isElement(child, uri, local))
}

export function attributeOf(element: XmlElement, uri: string, local: string): string | undefined {
  return element.attributes.find((attribute) => attribute.local === local && attribute.uri === uri)?.value
}

/** Text without the white space around it, as headers are read. */
export function trimmedText(element: XmlElement): string {
  return trimXml(element.text)
}

/** Text of a URI: white space comes from line-wrapping and is no part of it ([RFC 3986] appendix C). */
export function uriText(element: XmlElement): string {
  return element.text.replace(/[\t\n\r ]+/g, '')
}

/** Without the white space XML knows around it. */
export function trimXml(text: string): string {
  return text.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
}
