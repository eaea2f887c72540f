import type { CimClass } from '../../cim/class.js'
import type { TypeResolver } from './message.js'
import { PropertyPlan } from './property-plan.js'
import { parseResourceUri } from './resource-uri.js'

/** A class as an element names it, with the plan of its properties. */
export interface ElementClass {
  readonly namespace: string
  readonly className: string
  readonly class: CimClass | undefined
  readonly plan: PropertyPlan
}

/** What reading one message needs to know, and remembers: classes are looked up and planned once. */
export class ReadContext {
  readonly classes: TypeResolver | undefined
  /** Namespace of the request, for elements whose URI names none. */
  readonly namespace: string
  /** Class of the request, for answers that name none; empty when not known. */
  readonly className: string
  readonly #classes = new Map<string, ElementClass>()

  constructor(classes: TypeResolver | undefined, namespace: string, className = '') {
    this.classes = classes
    this.namespace = namespace
    this.className = className
  }

  /** The class of an element: `uri` is its namespace URI, normally a resource URI. */
  classOf(uri: string | undefined, className: string): ElementClass {
    const key = `${uri}\n${className}`
    const known = this.#classes.get(key)
    if (known !== undefined) return known
    const resource = uri === undefined || uri === '' ? undefined : parseResourceUri(uri, this.namespace)
    const namespace = resource?.namespace ?? this.namespace
    const found = className === '' ? undefined : this.classes?.(namespace, className)
    const made = { namespace, className: found?.name ?? className, class: found, plan: new PropertyPlan(found?.properties) }
    this.#classes.set(key, made)
    return made
  }
}
