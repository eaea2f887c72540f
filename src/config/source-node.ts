import type { SourceRange } from '../base/diagnostic.js'
import type { PlainObject, PlainValue } from '../engine/document.js'
import { type LineIndex, rangeBetween } from './source.js'

/** A YAML or JSON value that knows where it stands. Aliases are shared nodes, so the graph has no cycles but may share. */
export type SourceNode = ScalarNode | ListNode | MapNode

export type ScalarValue = string | number | bigint | boolean | null

interface NodePlace {
  readonly lines: LineIndex
  readonly start: number
  readonly end: number
}

export interface ScalarNode extends NodePlace {
  readonly kind: 'scalar'
  readonly value: ScalarValue
}

export interface ListNode extends NodePlace {
  readonly kind: 'list'
  readonly items: readonly SourceNode[]
}

export interface MapNode extends NodePlace {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, MapEntry>
}

export interface MapEntry {
  readonly name: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: SourceNode
}

export type NodePath = readonly (string | number)[]

export function rangeOf(node: SourceNode): SourceRange {
  return rangeBetween(node.lines, node.start, node.end)
}

export function keyRange(map: MapNode, entry: MapEntry): SourceRange {
  return rangeBetween(map.lines, entry.keyStart, entry.keyEnd)
}

/** The value of a field, undefined when the node is no map or has no such field. */
export function child(node: SourceNode | undefined, name: string): SourceNode | undefined {
  return node?.kind === 'map' ? node.entries.get(name)?.value : undefined
}

/** The items of a list, or the value itself as the only one: many fields take one or several. */
export function itemsOf(node: SourceNode | undefined): readonly SourceNode[] {
  if (node === undefined) return []
  return node.kind === 'list' ? node.items : [node]
}

/** The scalar's text when it is a string. */
export function textOf(node: SourceNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
}

/** The scalar as text, as adapters give values; empty for lists and maps. */
export function scalarTextOf(node: SourceNode | undefined): string {
  return node?.kind === 'scalar' ? String(node.value) : ''
}

/** The range of the key or the value at `path`, or of the deepest part of the path that exists. */
export function locate(root: SourceNode, path: NodePath, part: 'key' | 'value'): SourceRange {
  let node = root
  let range: SourceRange | undefined
  for (const step of path) {
    if (node.kind === 'map') {
      const entry = node.entries.get(String(step))
      if (entry === undefined) break
      range = part === 'key' ? keyRange(node, entry) : undefined
      node = entry.value
    } else if (node.kind === 'list') {
      const item = node.items[Number(step)]
      if (item === undefined) break
      range = undefined
      node = item
    } else break
  }
  return range ?? headOf(node)
}

/** A range to point at a whole node: a map or list of many lines is shown by its first one. */
export function headOf(node: SourceNode): SourceRange {
  if (node.kind === 'map') {
    const [first] = node.entries.values()
    if (first !== undefined && first.keyStart === node.start) return keyRange(node, first)
  }
  return rangeOf(node)
}

/** The value without its places. Shared nodes give shared values. */
export function plainOf(node: SourceNode): PlainValue {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(plainOf)
  const object: Record<string, PlainValue> = {}
  for (const entry of node.entries.values()) object[entry.name] = plainOf(entry.value)
  return object satisfies PlainObject
}
