import type { Diagnostic } from '../base/diagnostic.js'
import type { ClassAdapter, PropertyAdapter, PropertyWrite } from '../cim/class-adapter.js'
import { readComparisonHints } from './adapter-compare.js'
import { readMethodStep, readReturnCodes } from './adapter-step.js'
import { errorAt, placeOf } from './problem.js'
import { child, itemsOf, type MapNode, rangeOf, type SourceNode, textOf } from './source-node.js'

/** Reads a ClassAdapter document that has passed its schema. */
export function readAdapter(node: MapNode, diagnostics: Diagnostic[]): ClassAdapter {
  const create = readLife(child(node, 'create'), { isStatic: true }, diagnostics)
  const remove = readLife(child(node, 'delete'), { isStatic: false }, diagnostics)
  return {
    namespace: textOf(child(node, 'namespace')) ?? '',
    className: textOf(child(node, 'class')) ?? '',
    properties: readProperties(node, diagnostics),
    ...(create === undefined ? {} : { create }),
    ...(remove === undefined ? {} : { delete: remove }),
    readMethods: new Set(itemsOf(child(node, 'readMethods')).map((item) => (textOf(item) ?? '').toLowerCase())),
    returnCodes: readReturnCodes(child(node, 'returnCodes')),
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
      if (first !== undefined) diagnostics.push(twice(name, item, first))
      places.set(name.toLowerCase(), item)
      if (how !== undefined) properties.set(name.toLowerCase(), { name, write: how })
    }
  }
  const readOnly = child(node, 'readOnly')
  if (readOnly?.kind !== 'map') return properties
  for (const { name, value } of readOnly.entries.values()) {
    const first = places.get(name.toLowerCase())
    if (first !== undefined) diagnostics.push(twice(name, value, first))
    properties.set(name.toLowerCase(), { name, readOnly: textOf(value) ?? '' })
  }
  return properties
}

function twice(name: string, node: SourceNode, first: SourceNode): Diagnostic {
  return errorAt(rangeOf(node), 'Duplicate property', `How '${name}' is written is already given at ${placeOf(rangeOf(first))}.`)
}

function readWrite(node: SourceNode, properties: readonly string[], diagnostics: Diagnostic[]): PropertyWrite | undefined {
  const by = textOf(child(node, 'by'))
  const cases = child(node, 'cases')
  const given = [child(node, 'by'), child(node, 'method'), cases].filter((one) => one !== undefined)
  if (given.length !== 1) {
    const detail = "A write needs exactly one of 'by', 'method' and 'cases'."
    diagnostics.push(errorAt(rangeOf(given[1] ?? child(node, 'properties') ?? node), 'Not exactly one field', detail))
    return undefined
  }
  if (by !== undefined) return { by: by === 'replace' ? 'replace' : 'put' }
  if (cases?.kind === 'map') {
    const steps = [...cases.entries.values()].map(
      ({ name, value }) => [name.toLowerCase(), readMethodStep(value, { isStatic: false, properties: [] }, diagnostics)] as const,
    )
    return { by: 'value', cases: new Map(steps) }
  }
  return { by: 'method', ...readMethodStep(node, { isStatic: false, properties }, diagnostics) }
}

function readLife(
  node: SourceNode | undefined,
  options: { readonly isStatic: boolean },
  diagnostics: Diagnostic[],
): ClassAdapter['create'] | undefined {
  if (node === undefined) return undefined
  const unsupported = textOf(child(node, 'unsupported'))
  if ((unsupported === undefined) === (child(node, 'method') === undefined)) {
    diagnostics.push(errorAt(rangeOf(node), 'Not exactly one field', "Exactly one of 'method' and 'unsupported' is needed."))
    return undefined
  }
  return unsupported !== undefined ? { unsupported } : readMethodStep(node, { ...options, properties: [] }, diagnostics)
}
