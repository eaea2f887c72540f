import type { XmlElement } from '../../src/xml/element.js'
import { parseXml } from '../../src/xml/tree.js'

export interface InfosetOptions {
  /** Attributes to leave out, as `{uri}local`. */
  readonly withoutAttributes?: readonly string[]
  /** Elements to leave out, as `{uri}local`. */
  readonly withoutElements?: readonly string[]
}

/** What a document says whatever prefixes it uses and however it is indented: SOAP headers are a set, all else is a list. */
export function infoset(document: string | Uint8Array, options: InfosetOptions = {}): unknown {
  return describe(parseXml(document), options)
}

function describe(element: XmlElement, options: InfosetOptions): unknown {
  const name = `{${element.uri}}${element.local}`
  const attributes = element.attributes
    .map((attribute) => [`{${attribute.uri}}${attribute.local}`, attribute.value.trim()] as const)
    .filter(([key]) => !options.withoutAttributes?.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const children = element.children
    .filter((child) => !options.withoutElements?.includes(`{${child.uri}}${child.local}`))
    .map((child) => describe(child, options))
  if (element.local === 'Header') children.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return { name, attributes, text: element.text.replace(/\s+/g, ' ').trim(), children }
}
