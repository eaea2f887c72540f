import { parseDuration } from '../base/duration.js'
import type { ComparisonHint, ComparisonRule } from '../cim/class-adapter.js'
import { child, itemsOf, plainOf, type SourceNode, textOf } from './source-node.js'

/** Reads `compare` of an adapter: a rule, a list of rules, or both with what they need. */
export function readComparisonHints(node: SourceNode | undefined): ReadonlyMap<string, ComparisonHint> {
  if (node?.kind !== 'map') return new Map()
  return new Map([...node.entries.values()].map(({ name, value }) => [name.toLowerCase(), readHint(value)]))
}

function readHint(node: SourceNode): ComparisonHint {
  if (node.kind !== 'map') return { as: readRules(node) }
  const by = itemsOf(child(node, 'by')).map((item) => (textOf(item) ?? '').toLowerCase())
  const nullIsEmpty = child(node, 'nullIsEmpty')
  const tolerance = parseDuration(textOf(child(node, 'tolerance')) ?? '')
  return {
    as: readRules(child(node, 'as')),
    ...(by.length === 0 ? {} : { by }),
    ...(nullIsEmpty !== undefined && plainOf(nullIsEmpty) === true ? { nullIsEmpty: true } : {}),
    ...(tolerance === undefined ? {} : { tolerance }),
  }
}

function readRules(node: SourceNode | undefined): readonly ComparisonRule[] {
  return itemsOf(node).map((item) => (textOf(item) ?? '') as ComparisonRule)
}
