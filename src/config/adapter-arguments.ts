import type { AdapterConstant, ArgumentSource, StepArgument } from '../cim/class-adapter.js'
import { child, plainOf, type SourceNode, scalarTextOf, textOf } from './source-node.js'

/**
 * Reads the arguments of a call. Those of `properties` that none mentions are passed as the parameter of the same name.
 */
export function readArguments(node: SourceNode | undefined, properties: readonly string[]): readonly StepArgument[] {
  const given = node?.kind === 'map' ? [...node.entries.values()].map(({ name, value }) => readArgument(name, value)) : []
  const mentioned = new Set(given.flatMap(({ from }) => ('property' in from ? [from.property.toLowerCase()] : [])))
  const rest = properties.filter((property) => !mentioned.has(property.toLowerCase()))
  return [...given, ...rest.map((property): StepArgument => ({ parameter: property, from: { property } }))]
}

function readArgument(parameter: string, node: SourceNode): StepArgument {
  const map = readValueMap(child(node, 'map'))
  return { parameter, from: readSource(node), ...(map === undefined ? {} : { map }) }
}

/** Values (lower-cased) and what stands for each on the other side. */
export function readValueMap(node: SourceNode | undefined): ReadonlyMap<string, string> | undefined {
  if (node?.kind !== 'map') return undefined
  return new Map([...node.entries.values()].map(({ name, value }) => [name.toLowerCase(), scalarTextOf(value)]))
}

function readSource(node: SourceNode): ArgumentSource {
  const shorthand = textOf(node)
  if (shorthand !== undefined) return { property: shorthand }
  const constant = child(node, 'constant')
  if (constant !== undefined) return { constant: readConstant(constant) }
  const text = textOf(child(node, 'text'))
  if (text !== undefined) return { text }
  const fallback = child(node, 'default')
  const value = fallback === undefined ? null : readConstant(fallback)
  const companion = textOf(child(node, 'with'))
  return {
    property: textOf(child(node, 'property')) ?? '',
    ...(value === null ? {} : { default: value }),
    ...(companion === undefined ? {} : { with: companion }),
  }
}

export function readConstant(node: SourceNode): AdapterConstant | null {
  const value = plainOf(node) as AdapterConstant | bigint | null
  return typeof value === 'bigint' ? Number(value) : value
}
