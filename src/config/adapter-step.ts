import type { Diagnostic } from '../base/diagnostic.js'
import { parseDuration } from '../base/duration.js'
import type { AdapterConstant, MethodStep, ReturnCodeMeaning, StepArgument } from '../cim/class-adapter.js'
import { errorAt } from './problem.js'
import { child, plainOf, rangeOf, type SourceNode, textOf } from './source-node.js'

export interface StepOptions {
  /** What `static` is when it is left out. */
  readonly isStatic: boolean
  /** Properties that the call writes; those that no argument mentions are passed as the parameter of the same name. */
  readonly properties: readonly string[]
}

/** Reads one method call of an adapter. */
export function readMethodStep(node: SourceNode, options: StepOptions, diagnostics: Diagnostic[]): MethodStep {
  const waitFor = readWaitFor(child(node, 'waitFor'), diagnostics)
  const order = child(node, 'order')
  const isStatic = child(node, 'static')
  const disrupts = textOf(child(node, 'disrupts'))
  return {
    method: textOf(child(node, 'method')) ?? '',
    static: isStatic === undefined ? options.isStatic : plainOf(isStatic) === true,
    arguments: readArguments(child(node, 'arguments'), options.properties),
    returnCodes: readReturnCodes(child(node, 'returnCodes')),
    ...(waitFor === undefined ? {} : { waitFor }),
    order: order === undefined ? 0 : Number(plainOf(order)),
    ...(disrupts === undefined ? {} : { disrupts }),
    writesTogether: options.properties.length > 1 ? options.properties : [],
  }
}

export function readReturnCodes(node: SourceNode | undefined): ReadonlyMap<number, ReturnCodeMeaning> {
  if (node?.kind !== 'map') return new Map()
  return new Map([...node.entries.values()].map(({ name, value }) => [Number(name), textOf(value) as ReturnCodeMeaning]))
}

function readArguments(node: SourceNode | undefined, properties: readonly string[]): readonly StepArgument[] {
  const given = node?.kind === 'map' ? [...node.entries.values()].map(({ name, value }) => readArgument(name, value)) : []
  const mentioned = new Set(given.flatMap(({ from }) => ('property' in from ? [from.property.toLowerCase()] : [])))
  const rest = properties.filter((property) => !mentioned.has(property.toLowerCase()))
  return [...given, ...rest.map((property): StepArgument => ({ parameter: property, from: { property } }))]
}

function readArgument(parameter: string, node: SourceNode): StepArgument {
  const shorthand = textOf(node)
  if (shorthand !== undefined) return { parameter, from: { property: shorthand } }
  const constant = child(node, 'constant')
  if (constant !== undefined) return { parameter, from: { constant: constantOf(constant) } }
  const fallback = child(node, 'default')
  const value = fallback === undefined ? null : constantOf(fallback)
  const from = { property: textOf(child(node, 'property')) ?? '', ...(value === null ? {} : { default: value }) }
  const map = child(node, 'map')
  if (map?.kind !== 'map') return { parameter, from }
  const entries = [...map.entries.values()].map(({ name, value }) => [name.toLowerCase(), textOf(value) ?? ''] as const)
  return { parameter, from, map: new Map(entries) }
}

function constantOf(node: SourceNode): AdapterConstant | null {
  const value = plainOf(node) as AdapterConstant | bigint | null
  return typeof value === 'bigint' ? Number(value) : value
}

function readWaitFor(node: SourceNode | undefined, diagnostics: Diagnostic[]): MethodStep['waitFor'] {
  if (node?.kind !== 'map') return undefined
  const conditions = [...node.entries.values()].filter(({ name }) => name !== 'timeout' && name !== 'interval')
  const [only] = conditions
  if (only === undefined || conditions.length > 1) {
    diagnostics.push(
      errorAt(
        rangeOf(node),
        'Unusable wait',
        'A wait names exactly one property and the value to wait for, beside timeout and interval.',
      ),
    )
    return undefined
  }
  return {
    property: only.name,
    value: textOf(only.value) ?? '',
    timeout: parseDuration(textOf(child(node, 'timeout')) ?? '') ?? 60_000,
    interval: parseDuration(textOf(child(node, 'interval')) ?? '') ?? 500,
  }
}
