import { DecodeError } from '../../base/errors.js'
import type { CimTypeDeclaration } from '../../cim/class.js'
import type { CimType } from '../../cim/type.js'
import type { CimProperty, CimScalar, CimValue } from '../../cim/value.js'
import type { XmlElement } from '../../xml/element.js'
import type { XmlAttribute, XmlHandler } from '../../xml/reader.js'
import { NamespaceScope, type XmlName } from '../../xml/scope.js'
import { TreeBuilder } from '../../xml/tree.js'
import { ns } from '../soap/namespaces.js'
import { bytesOfOctetString } from './octet-string.js'
import type { PropertyPlan, PropertySlot } from './property-plan.js'
import { isTextType, type ScalarReader, scalarReaders } from './scalar-text.js'
import { isNil, isNullArray, typeHint } from './type-hint.js'

export interface TypedScalar {
  readonly type: CimType
  readonly value: CimScalar
}

/** Reads a value that is elements inside the property's element. */
export type ComplexReader = (element: XmlElement, declaration: CimTypeDeclaration | undefined) => TypedScalar

/**
 * Reads the children of an instance, of a method's input or of its output as they come. Scalars go straight from event to
 * value; only what has elements inside (datetimes, references, embedded instances) is built as a tree first.
 */
export class PropertiesReader implements XmlHandler {
  readonly #complex: ComplexReader
  #plan: PropertyPlan
  #properties = new Map<string, CimProperty>()
  #location: XmlElement | undefined
  readonly #value = new ValueContent()

  constructor(plan: PropertyPlan, complex: ComplexReader) {
    this.#plan = plan
    this.#complex = complex
  }

  /** Starts over for the next instance. */
  reset(plan: PropertyPlan): void {
    this.#plan = plan
    this.#properties = new Map()
    this.#location = undefined
  }

  get properties(): Map<string, CimProperty> {
    return this.#properties
  }

  /** The `cim:Location` that stands beside the properties: where the instance is ([DSP0230] 9.1). */
  get location(): XmlElement | undefined {
    return this.#location
  }

  open(name: XmlName, attributes: readonly XmlAttribute[], scope: NamespaceScope): XmlHandler {
    this.#value.begin(name, attributes, scope)
    return this.#value
  }

  text(): void {
    // White space between the properties.
  }

  close(): void {
    const value = this.#value
    if (value.tree !== undefined) {
      value.tree.close()
      this.#finishTree(value.tree.root as XmlElement)
      return
    }
    const slot = this.#plan.slot(value.name.local)
    if (value.attributes.length > 0 || slot.read === undefined || slot.declaration?.octetString === true) this.#finishText(slot)
    else if (slot.array) this.#add(slot, slot.type, readNamed(slot, slot.read, value.content))
    else this.#finishScalar(slot, slot.read, value.content)
  }

  /** Gives every declared array that had no element its value: the empty array. */
  completeArrays(): void {
    for (const { key, name, type } of this.#plan.arrays) {
      if (!this.#properties.has(key)) this.#properties.set(key, { name, type, array: true, value: [] })
    }
  }

  /** The common case: the text of a scalar. */
  #finishScalar(slot: PropertySlot, read: ScalarReader, text: string): void {
    if (this.#properties.has(slot.key)) {
      this.#add(slot, slot.type, readNamed(slot, read, text))
      return
    }
    if (slot.lastProperty === undefined || slot.lastText !== text) {
      slot.lastProperty = { name: slot.name, type: slot.type, array: false, value: readNamed(slot, read, text) }
      slot.lastText = text
    }
    this.#properties.set(slot.key, slot.lastProperty)
  }

  #finishTree(element: XmlElement): void {
    if (element.uri === ns.cim && element.local === 'Location') {
      this.#location = element
      return
    }
    const slot = this.#plan.slot(element.local)
    const value = named(slot, () => this.#complex(element, slot.declaration))
    this.#add(slot, slot.declaration === undefined ? value.type : slot.type, value.value)
  }

  #finishText(slot: PropertySlot): void {
    const { attributes, scope, content } = this.#value
    const hint = typeHint(attributes, scope)
    const type = slot.declaration === undefined ? (hint.type ?? (hint.className === undefined ? 'string' : 'object')) : slot.type
    if (isNil(attributes)) {
      const known = type === 'object' && slot.declaration === undefined ? 'string' : type
      this.#addNull(slot, known, slot.array || isNullArray(attributes))
    } else if (hint.base64 || (slot.declaration?.octetString === true && !/^\s*\d{1,3}\s*$/.test(content))) {
      this.#addOctets(slot, content)
    } else if (isTextType(type)) this.#add(slot, type, readNamed(slot, scalarReaders[type], content))
    else this.#addEmptyElement()
  }

  /** A reference or embedded instance without child elements. */
  #addEmptyElement(): void {
    const tree = this.#value.startTree()
    tree.close()
    this.#finishTree(tree.root as XmlElement)
  }

  #addOctets(slot: PropertySlot, text: string): void {
    if (this.#properties.has(slot.key)) throw repeated(slot)
    const value = named(slot, () => bytesOfOctetString(text))
    this.#properties.set(slot.key, { name: slot.name, type: 'uint8', array: true, value })
  }

  #addNull(slot: PropertySlot, type: CimType, array: boolean): void {
    if (this.#properties.has(slot.key)) throw repeated(slot)
    this.#properties.set(slot.key, { name: slot.name, type, array, value: null })
  }

  #add(slot: PropertySlot, type: TypedScalar['type'], value: CimScalar): void {
    const existing = this.#properties.get(slot.key)
    if (existing === undefined) {
      const stored: CimValue = slot.array ? [value] : value
      this.#properties.set(slot.key, { name: slot.name, type, array: slot.array, value: stored })
      return
    }
    if (existing.value === null || (slot.declaration !== undefined && !slot.array)) throw repeated(slot)
    if (existing.array) {
      ;(existing.value as CimScalar[]).push(value)
      return
    }
    const items = [existing.value as CimScalar, value]
    this.#properties.set(slot.key, { name: slot.name, type: existing.type, array: true, value: items })
  }
}

/** The content of one property element: text, or a tree as soon as there is an element in it. */
class ValueContent implements XmlHandler {
  name: XmlName = { uri: '', local: '' }
  attributes: readonly XmlAttribute[] = []
  scope = noScope
  content = ''
  tree: TreeBuilder | undefined

  begin(name: XmlName, attributes: readonly XmlAttribute[], scope: NamespaceScope): void {
    this.name = name
    this.attributes = attributes
    this.scope = scope
    this.content = ''
    this.tree = undefined
  }

  startTree(): TreeBuilder {
    const tree = new TreeBuilder()
    tree.open(this.name, this.attributes, this.scope)
    tree.text(this.content)
    return tree
  }

  open(name: XmlName, attributes: readonly XmlAttribute[], scope: NamespaceScope): XmlHandler {
    this.tree ??= this.startTree()
    return this.tree.open(name, attributes, scope)
  }

  text(text: string): void {
    if (this.tree === undefined) this.content = this.content === '' ? text : this.content + text
    else this.tree.text(text)
  }

  close(): void {
    this.tree?.close()
  }
}

const noScope = NamespaceScope.root()

function readNamed(slot: PropertySlot, read: ScalarReader, text: string): CimScalar {
  try {
    return read(text)
  } catch (error) {
    throw naming(slot, error)
  }
}

function named<T>(slot: PropertySlot, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw naming(slot, error)
  }
}

function naming(slot: PropertySlot, error: unknown): unknown {
  return error instanceof DecodeError ? new DecodeError('property', `${slot.name}: ${error.message}`, { cause: error }) : error
}

function repeated(slot: PropertySlot): DecodeError {
  return new DecodeError('property', `${slot.name}: several elements, but it is no array of values`)
}
