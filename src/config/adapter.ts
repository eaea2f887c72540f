import type { Diagnostic } from '../base/diagnostic.js'
import type {
  ClassAdapter,
  CreateSequence,
  MethodSequence,
  PropertyAdapter,
  PropertyRead,
  PropertyWrite,
} from '../cim/class-adapter.js'
import { readArguments, readConstant, readValueMap } from './adapter-arguments.js'
import { readComparisonHints } from './adapter-compare.js'
import {
  readClassName,
  readConsequences,
  readHints,
  readMethod,
  readReturnCodes,
  readSequence,
  type StepOptions,
} from './adapter-step.js'
import { globMatcher } from './glob.js'
import { errorAt, placeOf } from './problem.js'
import { child, itemsOf, type MapNode, plainOf, rangeOf, type SourceNode, scalarTextOf, textOf } from './source-node.js'

/** Reads a ClassAdapter document that has passed its schema. */
export function readAdapter(node: MapNode, diagnostics: Diagnostic[]): ClassAdapter {
  const create = readCreate(child(node, 'create'), diagnostics)
  const remove = readLife(child(node, 'delete'), { isStatic: false, properties: [] }, diagnostics)
  return {
    namespace: textOf(child(node, 'namespace')) ?? '',
    className: textOf(child(node, 'class')) ?? '',
    ...(child(node, 'namedBy') === undefined ? {} : { namedBy: namesIn(child(node, 'namedBy')) }),
    properties: readProperties(node, diagnostics),
    writeOnly: byName(child(node, 'writeOnly'), (value, name) => ({ name, description: textOf(value) ?? '' })),
    ...(create === undefined ? {} : { create }),
    ...(remove === undefined ? {} : { delete: remove }),
    readMethods: new Set(namesIn(child(node, 'readMethods')).map((name) => name.toLowerCase())),
    methods: byName(child(node, 'methods'), readMethod),
    returnCodes: readReturnCodes(child(node, 'returnCodes')),
    hints: readHints(child(node, 'hints')),
    compare: readComparisonHints(child(node, 'compare')),
  }
}

function readProperties(node: MapNode, diagnostics: Diagnostic[]): ReadonlyMap<string, PropertyAdapter> {
  const properties = new Map<string, PropertyAdapter>()
  const places = new Map<string, SourceNode>()
  for (const write of itemsOf(child(node, 'writes'))) {
    const names = itemsOf(child(write, 'properties'))
    const how = readWrite(
      write,
      names.map((item) => textOf(item) ?? ''),
      diagnostics,
    )
    for (const item of names) {
      const name = textOf(item) ?? ''
      const first = places.get(name.toLowerCase())
      if (first !== undefined) diagnostics.push(twice(name, 'written', item, first))
      places.set(name.toLowerCase(), item)
      if (how !== undefined) properties.set(name.toLowerCase(), { name, write: how })
    }
  }
  const readOnly = child(node, 'readOnly')
  for (const { name, value } of readOnly?.kind === 'map' ? readOnly.entries.values() : []) {
    const first = places.get(name.toLowerCase())
    if (first !== undefined) diagnostics.push(twice(name, 'written', value, first))
    properties.set(name.toLowerCase(), { name, readOnly: textOf(value) ?? '' })
  }
  addReads(node, properties, diagnostics)
  return properties
}

function addReads(node: MapNode, properties: Map<string, PropertyAdapter>, diagnostics: Diagnostic[]): void {
  const places = new Map<string, SourceNode>()
  for (const item of itemsOf(child(node, 'reads'))) {
    const read = readRead(item, diagnostics)
    for (const named of itemsOf(child(item, 'properties'))) {
      const name = textOf(named) ?? ''
      const first = places.get(name.toLowerCase())
      if (first !== undefined) diagnostics.push(twice(name, 'read', named, first))
      places.set(name.toLowerCase(), named)
      if (read !== undefined) properties.set(name.toLowerCase(), { name, ...properties.get(name.toLowerCase()), read })
    }
  }
}

function readRead(node: SourceNode, diagnostics: Diagnostic[]): PropertyRead | undefined {
  const [only, ...others] = ['by', 'elements', 'method'].flatMap((field) => child(node, field) ?? [])
  if (only === undefined || others.length > 0) {
    diagnostics.push(notOne(others[0] ?? node, "A read needs exactly one of 'by', 'elements' and 'method'."))
    return undefined
  }
  if (child(node, 'by') !== undefined) return { by: 'get' }
  if (child(node, 'elements') !== undefined) return { by: 'elements', elements: 'ipv4' }
  const of = readClassName(child(node, 'class'))
  const map = readValueMap(child(node, 'map'))
  const fallback = child(node, 'default')
  const value = fallback === undefined ? null : readConstant(fallback)
  return {
    by: 'method',
    method: textOf(child(node, 'method')) ?? '',
    ...(of === undefined ? {} : { of }),
    arguments: readArguments(child(node, 'arguments'), []),
    output: textOf(child(node, 'output')) ?? '',
    ...(map === undefined ? {} : { map }),
    ...(value === null ? {} : { default: value }),
  }
}

function twice(name: string, what: string, node: SourceNode, first: SourceNode): Diagnostic {
  const detail = `How '${name}' is ${what} is already given at ${placeOf(rangeOf(first))}.`
  return errorAt(rangeOf(node), 'Duplicate property', detail)
}

function notOne(node: SourceNode, detail: string): Diagnostic {
  return errorAt(rangeOf(node), 'Not exactly one field', detail)
}

function readWrite(node: SourceNode, properties: readonly string[], diagnostics: Diagnostic[]): PropertyWrite | undefined {
  const fields = ['by', 'method', 'steps', 'cases', 'add'].flatMap((field) => child(node, field) ?? [])
  if (fields.length !== 1) {
    const detail = "A write needs exactly one of 'by', 'method', 'steps', 'cases', and 'add' with 'remove'."
    diagnostics.push(notOne(fields[1] ?? child(node, 'properties') ?? node, detail))
    return undefined
  }
  const by = textOf(child(node, 'by'))
  if (by !== undefined) return by === 'replace' ? { by: 'replace' } : { by: 'put', ...readConsequences(node) }
  const order = child(node, 'order')
  const inOrder = (sequence: MethodSequence): MethodSequence =>
    order === undefined ? sequence : { ...sequence, order: Number(plainOf(order)) }
  const cases = child(node, 'cases')
  if (cases?.kind === 'map') {
    const options = { isStatic: false, properties: [] }
    return { by: 'value', cases: byName(cases, (value) => inOrder(readSequence(value, options, diagnostics))) }
  }
  if (child(node, 'add') !== undefined) return readElements(node, properties, diagnostics)
  const passes = textOf(child(node, 'passes')) === 'changed' ? 'changed' : 'all'
  // Each of several steps says what it passes.
  const steps = child(node, 'steps')
  const sequence = readSequence(steps ?? node, { isStatic: false, properties: steps ? [] : properties }, diagnostics)
  return { by: 'method', passes, ...inOrder(sequence) }
}

function readElements(node: SourceNode, properties: readonly string[], diagnostics: Diagnostic[]): PropertyWrite | undefined {
  const [add, remove] = [child(node, 'add'), child(node, 'remove')]
  if (add === undefined || remove === undefined) {
    diagnostics.push(notOne(node, "What is written by 'add' is also taken away: 'remove' is needed."))
    return undefined
  }
  const options = { isStatic: false, properties }
  return { by: 'elements', add: readSequence(add, options, diagnostics), remove: readSequence(remove, options, diagnostics) }
}

function readCreate(node: SourceNode | undefined, diagnostics: Diagnostic[]): ClassAdapter['create'] | undefined {
  const life = readLife(node, { isStatic: true, properties: [] }, diagnostics)
  if (life === undefined || 'unsupported' in life) return life
  const initial = byName(child(node, 'initial'), (value) => scalarTextOf(value))
  const only = byName(child(node, 'only'), (value) => globMatcher(textOf(value) ?? ''))
  return { ...life, initial, only } satisfies CreateSequence
}

function readLife(
  node: SourceNode | undefined,
  options: StepOptions,
  diagnostics: Diagnostic[],
): MethodSequence | { readonly unsupported: string } | undefined {
  if (node === undefined) return undefined
  const fields = ['method', 'steps', 'unsupported'].flatMap((field) => child(node, field) ?? [])
  if (fields.length !== 1) {
    diagnostics.push(notOne(fields[1] ?? node, "Exactly one of 'method', 'steps' and 'unsupported' is needed."))
    return undefined
  }
  const unsupported = textOf(child(node, 'unsupported'))
  return unsupported !== undefined ? { unsupported } : readSequence(child(node, 'steps') ?? node, options, diagnostics)
}

function namesIn(node: SourceNode | undefined): readonly string[] {
  return itemsOf(node).map((item) => textOf(item) ?? '')
}

/** By lower-cased name. */
function byName<Value>(
  node: SourceNode | undefined,
  read: (value: SourceNode, name: string) => Value,
): ReadonlyMap<string, Value> {
  if (node?.kind !== 'map') return new Map()
  return new Map([...node.entries.values()].map(({ name, value }) => [name.toLowerCase(), read(value, name)]))
}
