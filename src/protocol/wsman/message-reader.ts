import type { CimInstance } from '../../cim/value.js'
import { attributeOf, childOf, isElement, type XmlElement } from '../../xml/element.js'
import type { XmlLimits } from '../../xml/limits.js'
import { readXml, type XmlAttribute, type XmlHandler } from '../../xml/reader.js'
import type { NamespaceScope, XmlName } from '../../xml/scope.js'
import { TreeBuilder } from '../../xml/tree.js'
import { ns } from '../soap/namespaces.js'
import { readCimClass } from './class-xml-reader.js'
import { isEpr, readEpr } from './epr.js'
import { InstanceReader, readInstance } from './instance-reader.js'
import type { WsmanItem } from './message.js'
import type { ReadContext } from './read-context.js'

export interface ResponseDocument {
  readonly root: XmlElement
  /** What the `Items` of an EnumerateResponse or PullResponse hold. */
  readonly items: readonly WsmanItem[]
}

/** Reads an answer: a tree of everything but the items, which are read as they come. */
export function readResponseDocument(
  document: Uint8Array | string,
  context: ReadContext,
  limits: Partial<XmlLimits> | undefined,
): ResponseDocument {
  const reader = new ResponseDocumentReader(context)
  readXml(document, reader, limits)
  return { root: reader.root, items: reader.items }
}

/** Envelope, Body, EnumerateResponse or PullResponse: what is inside that is looked at for `Items`. */
const itemsDepth = 3

/** Builds the tree, but hands the content of `Items` to their reader. */
class ResponseDocumentReader implements XmlHandler {
  readonly #tree = new TreeBuilder()
  readonly #items: ItemsReader
  #depth = 0

  constructor(context: ReadContext) {
    this.#items = new ItemsReader(context)
  }

  get root(): XmlElement {
    return this.#tree.root as XmlElement
  }

  get items(): readonly WsmanItem[] {
    return this.#items.items
  }

  open(name: XmlName, attributes: readonly XmlAttribute[], scope: NamespaceScope): XmlHandler {
    this.#tree.open(name, attributes, scope)
    return this.#depth++ === itemsDepth && isItems(name) ? this.#items : this
  }

  text(text: string): void {
    this.#tree.text(text)
  }

  close(): void {
    this.#depth--
    this.#tree.close()
  }
}

function isItems(name: XmlName): boolean {
  return name.local === 'Items' && (name.uri === ns.wsen || name.uri === ns.wsman)
}

/** Reads the children of `Items`: instances straight from events; references, pairs and classes as trees. */
class ItemsReader implements XmlHandler {
  readonly #context: ReadContext
  readonly #instances: InstanceReader
  readonly items: WsmanItem[] = []
  #tree: TreeBuilder | undefined

  constructor(context: ReadContext) {
    this.#context = context
    this.#instances = new InstanceReader(context)
  }

  open(name: XmlName, attributes: readonly XmlAttribute[], scope: NamespaceScope): XmlHandler {
    this.#tree = isInstance(name) ? undefined : new TreeBuilder()
    return (this.#tree ?? this.#instances).open(name, attributes, scope)
  }

  text(): void {
    // White space between the items.
  }

  close(): void {
    const tree = this.#tree
    if (tree === undefined) {
      this.#instances.close()
      this.items.push(this.#instances.item)
    } else {
      tree.close()
      this.items.push(readItem(tree.root as XmlElement, this.#context))
    }
  }
}

function isInstance(name: XmlName): boolean {
  return !(
    (name.local === 'Item' && name.uri === ns.wsman) ||
    (name.local === 'EndpointReference' && name.uri === ns.wsa) ||
    name.local === 'CLASS'
  )
}

/** A reference, a class, or an object with its reference in a `w:Item` ([DSP0226] 8.7). */
function readItem(element: XmlElement, context: ReadContext): WsmanItem {
  if (element.local === 'CLASS') return { class: readCimClass(element, context.namespace) }
  if (!isElement(element, ns.wsman, 'Item')) return { path: readEpr(element, context.classes) }
  const epr = childOf(element, ns.wsa, 'EndpointReference')
  const object = element.children.find((child) => child !== epr)
  const instance: CimInstance | undefined =
    object === undefined || isEpr(object) ? undefined : readInstance(object, context).instance
  return {
    ...(instance === undefined ? {} : { instance }),
    ...(epr === undefined ? {} : { path: readEpr(epr, context.classes) }),
  }
}

/** Whether an element is a class in CIM-XML ([DSP0201] CLASS). */
export function isClassElement(element: XmlElement): boolean {
  return element.local === 'CLASS' && attributeOf(element, '', 'NAME') !== undefined
}
