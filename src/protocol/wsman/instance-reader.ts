import type { CimInstance } from '../../cim/value.js'
import type { XmlElement } from '../../xml/element.js'
import type { XmlAttribute, XmlHandler } from '../../xml/reader.js'
import type { NamespaceScope, XmlName } from '../../xml/scope.js'
import { ns } from '../soap/namespaces.js'
import { complexReader } from './complex-value.js'
import { readEpr } from './epr.js'
import type { WsmanItem } from './message.js'
import { PropertiesReader } from './properties-reader.js'
import type { ElementClass, ReadContext } from './read-context.js'
import { replay } from './replay.js'
import { typeHint } from './type-hint.js'

export interface InstanceOptions {
  /** Whether a declared array without an element is empty (the default), as it is in what a server sends. */
  readonly completeArrays?: boolean
}

/**
 * Reads instances, one after another, from the events of their elements, root element included. An element in no
 * namespace, or a `w:XmlFragment`, is the answer to a projection (`SELECT a, b FROM C`): it has only some of the properties
 * ([MS-WSMV] note 58).
 */
export class InstanceReader implements XmlHandler {
  readonly #context: ReadContext
  readonly #properties: PropertiesReader
  readonly #completeArrays: boolean
  #class: ElementClass | undefined
  #whole = false
  #item: WsmanItem | undefined

  constructor(context: ReadContext, options: InstanceOptions = {}) {
    this.#context = context
    this.#completeArrays = options.completeArrays ?? true
    this.#properties = new PropertiesReader(context.classOf(undefined, '').plan, complexReader(context))
  }

  /** The instance just read. */
  get item(): WsmanItem {
    return this.#item as WsmanItem
  }

  open(name: XmlName, attributes: readonly XmlAttribute[], scope: NamespaceScope): XmlHandler {
    const hint = attributes.length === 0 ? undefined : typeHint(attributes, scope)
    const fragment = name.local === 'XmlFragment' && name.uri === ns.wsman
    const className = hint?.className ?? (fragment ? this.#context.className : name.local)
    this.#class = this.#context.classOf(hint?.classUri ?? (fragment ? undefined : name.uri), className)
    this.#whole = this.#completeArrays && name.uri !== '' && !fragment
    this.#properties.reset(this.#class.plan)
    return this.#properties
  }

  text(): void {
    // White space between the instances.
  }

  close(): void {
    const { className, namespace } = this.#class as ElementClass
    if (this.#whole) this.#properties.completeArrays()
    const instance: CimInstance = { kind: 'instance', className, namespace, properties: this.#properties.properties }
    const location = this.#properties.location
    this.#item = location === undefined ? { instance } : { instance, path: readEpr(location, this.#context.classes) }
  }
}

/** Reads an instance already built as a tree. */
export function readInstance(element: XmlElement, context: ReadContext, options?: InstanceOptions): WsmanItem {
  const reader = new InstanceReader(context, options)
  replay([element], reader)
  return reader.item
}
