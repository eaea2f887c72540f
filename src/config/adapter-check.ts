import type { Diagnostic, SourceRange } from '../base/diagnostic.js'
import type { CimClass, CimMethodDeclaration, CimTypeDeclaration, ClassSource } from '../cim/class.js'
import { propertiesIn } from '../cim/class-adapter.js'
import { readArguments } from './adapter-arguments.js'
import { checkCalls } from './adapter-loops.js'
import { readClassName } from './adapter-step.js'
import { mapsTo, takes } from './adapter-types.js'
import { awaitedProperties } from './adapter-wait.js'
import { errorAt, unknownName } from './problem.js'
import { child, itemsOf, keyRange, type MapNode, rangeOf, type SourceNode, textOf } from './source-node.js'

/** Names in an adapter that its class does not have, values that do not fit, and calls that may never come to an end. */
export function checkAdapter(node: MapNode, classes: ClassSource): readonly Diagnostic[] {
  const namespace = textOf(child(node, 'namespace')) ?? ''
  const className = child(node, 'class')
  const cimClass = classes.find(namespace, textOf(className) ?? '')
  if (cimClass === undefined) return [unknownClass(classes, namespace, textOf(className) ?? '', rangeOf(className ?? node))]
  const checker = new AdapterChecker(cimClass, classes, node)
  checker.run()
  return [...checker.diagnostics, ...checkCalls(node, cimClass)]
}

function unknownClass(classes: ClassSource, namespace: string, name: string, range: SourceRange): Diagnostic {
  const known = classes.classNames(namespace)
  return unknownName(range, 'Unknown class', `There is no class '${name}' in ${namespace}.`, name, known)
}

interface StepUse {
  readonly isStatic: boolean
  /** Properties that the call writes. */
  readonly properties: readonly SourceNode[]
}

class AdapterChecker {
  readonly diagnostics: Diagnostic[] = []
  readonly #class: CimClass
  readonly #classes: ClassSource
  readonly #node: MapNode
  /** Lower-cased. */
  readonly #writeOnly: ReadonlySet<string>

  constructor(cimClass: CimClass, classes: ClassSource, node: MapNode) {
    this.#class = cimClass
    this.#classes = classes
    this.#node = node
    const writeOnly = child(node, 'writeOnly')
    const entries = writeOnly?.kind === 'map' ? [...writeOnly.entries.values()] : []
    this.#writeOnly = new Set(entries.map(({ name }) => name.toLowerCase()))
  }

  run(): void {
    const node = this.#node
    for (const item of itemsOf(child(node, 'namedBy'))) this.#property(textOf(item), rangeOf(item))
    for (const write of itemsOf(child(node, 'writes'))) this.#write(write)
    for (const read of itemsOf(child(node, 'reads'))) this.#read(read)
    const create = child(node, 'create')
    this.#steps(create, { isStatic: true, properties: [] })
    for (const field of ['initial', 'only']) this.#propertyNames(child(create, field))
    this.#steps(child(node, 'delete'), { isStatic: false, properties: [] })
    for (const field of ['readOnly', 'compare']) this.#propertyNames(child(node, field))
    for (const item of itemsOf(child(node, 'readMethods'))) this.#method(item, this.#class)
    const methods = child(node, 'methods')
    if (methods?.kind === 'map') for (const entry of methods.entries.values()) this.#called(entry, keyRange(methods, entry))
    this.#writeOnlyNames()
  }

  #write(write: SourceNode): void {
    const properties = itemsOf(child(write, 'properties'))
    for (const item of properties) this.#property(textOf(item), rangeOf(item))
    const steps = child(write, 'steps')
    this.#steps(write, { isStatic: false, properties: steps === undefined ? properties : [] })
    for (const field of ['add', 'remove']) this.#elements(child(write, field), properties)
    const cases = child(write, 'cases')
    if (cases?.kind !== 'map') return
    for (const { value } of cases.entries.values()) {
      for (const step of itemsOf(value)) this.#step(step, { isStatic: false, properties: [] })
    }
  }

  /** Only lists have elements to add and to remove. */
  #elements(step: SourceNode | undefined, properties: readonly SourceNode[]): void {
    if (step === undefined) return
    this.#step(step, { isStatic: false, properties })
    for (const item of properties) {
      const property = this.#class.properties.get((textOf(item) ?? '').toLowerCase())
      if (property === undefined || property.array) continue
      this.diagnostics.push(
        errorAt(rangeOf(item), 'Wrong type', `${property.name} is no list: it has no elements to add or to remove.`),
      )
    }
  }

  #steps(node: SourceNode | undefined, use: StepUse): void {
    const steps = child(node, 'steps')
    for (const step of steps === undefined ? itemsOf(node) : itemsOf(steps)) this.#step(step, use)
  }

  #step(node: SourceNode, use: StepUse): void {
    const named = child(node, 'method')
    if (named === undefined) return
    this.#propertyNames(child(node, 'when'))
    this.#wait(child(node, 'waitFor'))
    this.#blockedBy(child(node, 'blockedBy'))
    const owner = this.#owner(node)
    const method = owner === undefined ? undefined : this.#method(named, owner)
    if (owner === undefined || method === undefined) return
    const stated = child(node, 'static')
    const isStatic = stated?.kind === 'scalar' ? stated.value === true : use.isStatic || owner !== this.#class
    if (isStatic !== method.static) {
      const kind = method.static ? 'static: write static: true' : 'called on an object: write static: false'
      const detail = `The method '${method.name}' is ${kind}.`
      this.diagnostics.push(errorAt(rangeOf(stated ?? named), 'Wrong kind of method', detail))
    }
    this.#job(child(node, 'job'), method)
    const mentioned = this.#arguments(child(node, 'arguments'), method)
    if (owner !== this.#class) return
    for (const item of use.properties) {
      const name = textOf(item) ?? ''
      if (mentioned.has(name.toLowerCase())) continue
      const parameter = this.#parameter(method, name, rangeOf(item))
      if (parameter !== undefined) this.#fits(name, parameter, rangeOf(item), undefined)
    }
  }

  /** The class of a call: the adapter's own, unless it names another. */
  #owner(node: SourceNode): CimClass | undefined {
    const other = child(node, 'class')
    const name = readClassName(other)
    if (other === undefined || name === undefined) return this.#class
    const found = this.#classes.find(name.namespace, name.className)
    if (found === undefined) this.diagnostics.push(unknownClass(this.#classes, name.namespace, name.className, rangeOf(other)))
    return found
  }

  #read(node: SourceNode): void {
    for (const item of itemsOf(child(node, 'properties'))) this.#property(textOf(item), rangeOf(item))
    const named = child(node, 'method')
    const owner = this.#owner(node)
    const method = named === undefined || owner === undefined ? undefined : this.#method(named, owner)
    if (named === undefined || method === undefined) return
    if (owner === this.#class) {
      const readMethods = itemsOf(child(this.#node, 'readMethods')).map((item) => (textOf(item) ?? '').toLowerCase())
      if (!readMethods.includes(method.name.toLowerCase())) {
        const detail = `A plan may call ${method.name} only when it is among readMethods.`
        this.diagnostics.push(errorAt(rangeOf(named), 'Method that is not known to read', detail))
      }
    }
    this.#arguments(child(node, 'arguments'), method)
    const output = child(node, 'output')
    this.#output(method, output === undefined ? '' : (textOf(output) ?? ''), rangeOf(output ?? named))
  }

  #called(entry: { readonly name: string; readonly value: SourceNode }, range: SourceRange): void {
    const method = this.#class.methods.get(entry.name.toLowerCase())
    if (method === undefined) {
      this.#unknownMethod(this.#class, entry.name, range)
      return
    }
    this.#blockedBy(child(entry.value, 'blockedBy'))
    this.#job(child(entry.value, 'job'), method)
    const task = child(entry.value, 'task')
    if (task === undefined) return
    const output = child(task, 'output')
    this.#output(method, textOf(output) ?? '', rangeOf(output ?? task))
    const key = child(task, 'key')
    this.#property(textOf(key), rangeOf(key ?? task))
  }

  /** Returns the properties that arguments mention, in lower case. */
  #arguments(node: SourceNode | undefined, method: CimMethodDeclaration): ReadonlySet<string> {
    const mentioned = new Set<string>()
    if (node?.kind !== 'map') return mentioned
    for (const entry of node.entries.values()) {
      const parameter = this.#parameter(method, entry.name, keyRange(node, entry))
      const [argument] = readArguments({ ...node, entries: new Map([[entry.name, entry]]) }, [])
      if (argument === undefined) continue
      const range = rangeOf(entry.value)
      for (const name of propertiesIn(argument.from)) {
        mentioned.add(name.toLowerCase())
        this.#property(
          name,
          rangeOf(
            textOf(child(entry.value, 'property')) === name ? (child(entry.value, 'property') ?? entry.value) : entry.value,
          ),
        )
      }
      if ('property' in argument.from && argument.from.with !== undefined) {
        this.#property(argument.from.with, rangeOf(child(entry.value, 'with') ?? entry.value))
      }
      if (parameter === undefined) continue
      if ('text' in argument.from) {
        if (parameter.type !== 'string' || parameter.array)
          this.#wrongType(`text for ${describeType(parameter)}`, entry.name, range)
      } else if ('constant' in argument.from) {
        this.#value(argument.from.constant, parameter, range)
      } else {
        if (argument.from.default !== undefined) this.#value(argument.from.default, parameter, range)
        this.#fits(argument.from.property, parameter, range, argument.map)
      }
    }
    return mentioned
  }

  /** Whether a parameter can take the values of a property, or what the map makes of them. */
  #fits(
    name: string,
    parameter: CimTypeDeclaration & { readonly name: string },
    range: SourceRange,
    map: ReadonlyMap<string, string> | undefined,
  ): void {
    for (const value of map?.values() ?? []) this.#value(value, parameter, range)
    const property = this.#class.properties.get(name.toLowerCase())
    if (property === undefined || mapsTo(property, parameter, map)) return
    this.#wrongType(`${describeType(property)} ${property.name} for ${describeType(parameter)}`, parameter.name, range)
  }

  #value(
    value: string | number | boolean | null,
    parameter: CimTypeDeclaration & { readonly name: string },
    range: SourceRange,
  ): void {
    if (!takes(parameter, value)) this.#wrongType(`${String(value)} for ${describeType(parameter)}`, parameter.name, range)
  }

  #wrongType(what: string, parameter: string, range: SourceRange): void {
    this.diagnostics.push(errorAt(range, 'Wrong type', `The parameter '${parameter}' cannot be given what is here: ${what}.`))
  }

  #job(node: SourceNode | undefined, method: CimMethodDeclaration): void {
    if (node === undefined) return
    const output = child(node, 'output')
    this.#output(method, textOf(output) ?? 'Job', rangeOf(output ?? node))
  }

  #output(method: CimMethodDeclaration, name: string, range: SourceRange): void {
    const outputs = method.parameters.filter((parameter) => parameter.out).map((parameter) => parameter.name)
    if (outputs.some((output) => output.toLowerCase() === name.toLowerCase())) return
    const detail = `${method.name} has no output parameter '${name}'.`
    this.diagnostics.push(unknownName(range, 'Unknown parameter', detail, name, outputs))
  }

  #wait(node: SourceNode | undefined): void {
    if (node?.kind !== 'map') return
    for (const entry of awaitedProperties(node)) this.#property(entry.name, keyRange(node, entry))
  }

  #blockedBy(node: SourceNode | undefined): void {
    if (node?.kind !== 'map') return
    for (const { value } of node.entries.values()) {
      const named = child(value, 'association')
      const association = this.#classes.find(this.#class.namespace, textOf(named) ?? '')
      if (association === undefined) {
        this.diagnostics.push(unknownClass(this.#classes, this.#class.namespace, textOf(named) ?? '', rangeOf(named ?? value)))
        continue
      }
      for (const field of ['from', 'to'])
        this.#property(textOf(child(value, field)), rangeOf(child(value, field) ?? value), association)
    }
  }

  #propertyNames(node: SourceNode | undefined): void {
    if (node?.kind !== 'map') return
    for (const entry of node.entries.values()) this.#property(entry.name, keyRange(node, entry))
  }

  #property(name: string | undefined, range: SourceRange, owner = this.#class): void {
    if (name === undefined || owner.properties.has(name.toLowerCase())) return
    if (owner === this.#class && this.#writeOnly.has(name.toLowerCase())) return
    const known = [...owner.properties.values()].map((property) => property.name)
    this.diagnostics.push(unknownName(range, 'Unknown property', `${owner.name} has no property '${name}'.`, name, known))
  }

  #writeOnlyNames(): void {
    const node = child(this.#node, 'writeOnly')
    if (node?.kind !== 'map') return
    for (const entry of node.entries.values()) {
      if (!this.#class.properties.has(entry.name.toLowerCase())) continue
      const detail = `${this.#class.name} has a property '${entry.name}', so it can be read: say how it is written in writes.`
      this.diagnostics.push(errorAt(keyRange(node, entry), 'Property of the class', detail))
    }
  }

  #method(node: SourceNode, owner: CimClass): CimMethodDeclaration | undefined {
    const name = textOf(node) ?? ''
    const method = owner.methods.get(name.toLowerCase())
    if (method === undefined) this.#unknownMethod(owner, name, rangeOf(node))
    return method
  }

  #unknownMethod(owner: CimClass, name: string, range: SourceRange): void {
    const known = [...owner.methods.values()].map((one) => one.name)
    this.diagnostics.push(unknownName(range, 'Unknown method', `${owner.name} has no method '${name}'.`, name, known))
  }

  #parameter(
    method: CimMethodDeclaration,
    name: string,
    range: SourceRange,
  ): CimMethodDeclaration['parameters'][number] | undefined {
    const inputs = method.parameters.filter((parameter) => parameter.in)
    const found = inputs.find((input) => input.name.toLowerCase() === name.toLowerCase())
    if (found === undefined) {
      const names = inputs.map((input) => input.name)
      const detail = `${method.name} has no input parameter '${name}'.`
      this.diagnostics.push(unknownName(range, 'Unknown parameter', detail, name, names))
    }
    return found
  }
}

function describeType({ type, array }: CimTypeDeclaration): string {
  return array ? `${type}[]` : type
}
