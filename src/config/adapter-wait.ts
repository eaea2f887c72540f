import type { Diagnostic } from '../base/diagnostic.js'
import { parseDuration } from '../base/duration.js'
import type { WaitStep } from '../cim/class-adapter.js'
import { errorAt } from './problem.js'
import { child, itemsOf, type MapEntry, type MapNode, rangeOf, type SourceNode, scalarTextOf, textOf } from './source-node.js'

/** Fields of `waitFor` that are no property. */
const ownFields: ReadonlySet<string> = new Set(['pending', 'timeout', 'interval'])

export function readWaitFor(node: SourceNode | undefined, diagnostics: Diagnostic[]): WaitStep | undefined {
  if (node?.kind !== 'map') return undefined
  const [only, ...others] = awaitedProperties(node)
  if (only === undefined || others.length > 0) {
    const detail = 'A wait names exactly one property and the value to wait for, beside pending, timeout and interval.'
    diagnostics.push(errorAt(rangeOf(node), 'Unusable wait', detail))
    return undefined
  }
  return {
    property: only.name,
    value: textOf(only.value) ?? '',
    pending: new Set(itemsOf(child(node, 'pending')).map((item) => scalarTextOf(item).toLowerCase())),
    timeout: parseDuration(textOf(child(node, 'timeout')) ?? '') ?? 60_000,
    interval: parseDuration(textOf(child(node, 'interval')) ?? '') ?? 500,
  }
}

export function awaitedProperties(node: MapNode): readonly MapEntry[] {
  return [...node.entries.values()].filter(({ name }) => !ownFields.has(name))
}
