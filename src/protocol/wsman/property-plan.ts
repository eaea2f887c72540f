import type { CimTypeDeclaration } from '../../cim/class.js'
import type { CimType } from '../../cim/type.js'
import type { CimProperty } from '../../cim/value.js'
import { isTextType, type ScalarReader, scalarReaders } from './scalar-text.js'

/** What is known before reading about an element that holds a property or a parameter. */
export interface PropertySlot {
  /** Lower-cased name. */
  readonly key: string
  /** As the schema spells it; as the message does where there is none. */
  readonly name: string
  readonly type: CimType
  readonly array: boolean
  readonly declaration: CimTypeDeclaration | undefined
  /** Undefined for types whose values are elements. */
  readonly read: ScalarReader | undefined
  /**
   * The last text read here and the property it gave. Most values of an enumeration repeat from one instance to the next,
   * and properties do not change, so that they can be shared: less work, and half the memory.
   */
  lastText: string | undefined
  lastProperty: CimProperty | undefined
}

type NamedDeclaration = CimTypeDeclaration & { readonly name: string }

/** The properties an element may hold: made once per class and message, then asked for every element. */
export class PropertyPlan {
  readonly #declarations: ReadonlyMap<string, NamedDeclaration> | undefined
  readonly #slots = new Map<string, PropertySlot>()
  #arrays: readonly PropertySlot[] | undefined

  /** `declarations` by lower-cased name; undefined when the class is not known. */
  constructor(declarations: ReadonlyMap<string, NamedDeclaration> | undefined) {
    this.#declarations = declarations
  }

  slot(elementName: string): PropertySlot {
    const known = this.#slots.get(elementName)
    if (known !== undefined) return known
    const key = elementName.toLowerCase()
    const slot = makeSlot(key, elementName, this.#declarations?.get(key))
    this.#slots.set(elementName, slot)
    return slot
  }

  /** The declared arrays: such a property without an element is empty, since null has one ([MS-WSMV] 3.1.4.1.26). */
  get arrays(): readonly PropertySlot[] {
    this.#arrays ??= [...(this.#declarations?.entries() ?? [])]
      .filter(([, declaration]) => declaration.array)
      .map(([key, declaration]) => makeSlot(key, declaration.name, declaration))
    return this.#arrays
  }
}

function makeSlot(key: string, elementName: string, declaration: NamedDeclaration | undefined): PropertySlot {
  const type = declaration?.type ?? 'string'
  return {
    key,
    name: declaration?.name ?? elementName,
    type,
    array: declaration?.array ?? false,
    declaration,
    read: isTextType(type) ? scalarReaders[type] : undefined,
    lastText: undefined,
    lastProperty: undefined,
  }
}
