import type { Diagnostic, SourceRange } from '../base/diagnostic.js'
import type { CimClass, CimMethodDeclaration, ClassSource } from '../cim/class.js'
import { errorAt, unknownName } from './problem.js'
import { child, itemsOf, keyRange, type MapNode, rangeOf, type SourceNode, textOf } from './source-node.js'

/** Names in an adapter that its class does not have. */
export function checkAdapter(node: MapNode, classes: ClassSource): readonly Diagnostic[] {
  const namespace = textOf(child(node, 'namespace')) ?? ''
  const className = child(node, 'class')
  const name = textOf(className) ?? ''
  const cimClass = classes.find(namespace, name)
  if (cimClass === undefined) {
    const known = classes.classNames(namespace)
    const range = className === undefined ? undefined : rangeOf(className)
    return [unknownName(range, 'Unknown class', `There is no class '${name}' in ${namespace}.`, name, known)]
  }
  const checker = new AdapterChecker(cimClass)
  checker.run(node)
  return checker.diagnostics
}

class AdapterChecker {
  readonly diagnostics: Diagnostic[] = []
  readonly #class: CimClass

  constructor(cimClass: CimClass) {
    this.#class = cimClass
  }

  run(node: MapNode): void {
    for (const write of itemsOf(child(node, 'writes'))) {
      const properties = itemsOf(child(write, 'properties'))
      for (const item of properties) this.#property(textOf(item), rangeOf(item))
      this.#step(write, { isStatic: false, properties })
      const cases = child(write, 'cases')
      if (cases?.kind === 'map')
        for (const { value } of cases.entries.values()) this.#step(value, { isStatic: false, properties: [] })
    }
    this.#step(child(node, 'create'), { isStatic: true, properties: [] })
    this.#step(child(node, 'delete'), { isStatic: false, properties: [] })
    for (const field of ['readOnly', 'compare']) this.#propertyNames(child(node, field), new Set())
    for (const item of itemsOf(child(node, 'readMethods'))) this.#method(item)
  }

  #step(node: SourceNode | undefined, options: { readonly isStatic: boolean; readonly properties: readonly SourceNode[] }): void {
    const named = child(node, 'method')
    if (node === undefined || named === undefined) return
    const method = this.#method(named)
    this.#propertyNames(child(node, 'waitFor'), new Set(['timeout', 'interval']))
    if (method === undefined) return
    const stated = child(node, 'static')
    const isStatic = stated?.kind === 'scalar' ? stated.value === true : options.isStatic
    if (isStatic !== method.static) {
      const detail = `The method '${method.name}' is ${method.static ? 'static: write static: true' : 'called on an object: write static: false'}.`
      this.diagnostics.push(errorAt(rangeOf(stated ?? named), 'Wrong kind of method', detail))
    }
    const mentioned = this.#arguments(child(node, 'arguments'), method)
    for (const item of options.properties) {
      if (!mentioned.has((textOf(item) ?? '').toLowerCase())) this.#parameter(method, textOf(item) ?? '', rangeOf(item))
    }
  }

  /** Returns the properties that arguments mention, in lower case. */
  #arguments(node: SourceNode | undefined, method: CimMethodDeclaration): ReadonlySet<string> {
    const mentioned = new Set<string>()
    if (node?.kind !== 'map') return mentioned
    for (const entry of node.entries.values()) {
      this.#parameter(method, entry.name, keyRange(node, entry))
      const property = textOf(entry.value) === undefined ? child(entry.value, 'property') : entry.value
      const name = textOf(property)
      if (property === undefined || name === undefined) continue
      mentioned.add(name.toLowerCase())
      this.#property(name, rangeOf(property))
    }
    return mentioned
  }

  #propertyNames(node: SourceNode | undefined, except: ReadonlySet<string>): void {
    if (node?.kind !== 'map') return
    for (const entry of node.entries.values()) if (!except.has(entry.name)) this.#property(entry.name, keyRange(node, entry))
  }

  #property(name: string | undefined, range: SourceRange): void {
    if (name === undefined || this.#class.properties.has(name.toLowerCase())) return
    const known = [...this.#class.properties.values()].map((property) => property.name)
    this.diagnostics.push(unknownName(range, 'Unknown property', `${this.#class.name} has no property '${name}'.`, name, known))
  }

  #method(node: SourceNode): CimMethodDeclaration | undefined {
    const name = textOf(node) ?? ''
    const method = this.#class.methods.get(name.toLowerCase())
    if (method !== undefined) return method
    const known = [...this.#class.methods.values()].map((one) => one.name)
    this.diagnostics.push(
      unknownName(rangeOf(node), 'Unknown method', `${this.#class.name} has no method '${name}'.`, name, known),
    )
    return undefined
  }

  #parameter(method: CimMethodDeclaration, name: string, range: SourceRange): void {
    const inputs = method.parameters.filter((parameter) => parameter.in).map((parameter) => parameter.name)
    if (inputs.some((input) => input.toLowerCase() === name.toLowerCase())) return
    this.diagnostics.push(
      unknownName(range, 'Unknown parameter', `${method.name} has no input parameter '${name}'.`, name, inputs),
    )
  }
}
