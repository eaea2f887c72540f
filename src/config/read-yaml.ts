import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Diagnostic } from '../base/diagnostic.js'
import { messageOf } from '../base/errors.js'
import { forbiddenName } from './field-name.js'
import { errorAt, placeOf } from './problem.js'
import type { ReadLimits, ReadTexts } from './read-limits.js'
import { indexLines, type LineIndex, rangeBetween, type SourceText } from './source.js'
import { keyRange, type ListNode, type MapEntry, type MapNode, type ScalarValue, type SourceNode } from './source-node.js'
import { yamlErrors } from './yaml-errors.table.js'

/**
 * Reads YAML 1.2 (and so JSON), any number of documents. Integers are bigints; every node keeps its place. Refused: duplicate keys,
 * keys that are not plain text, custom tags, YAML 1.1, more depth, length or alias expansion than `limits` allow.
 */
export function readYaml(source: SourceText, limits: ReadLimits): ReadTexts {
  const lines = indexLines(source)
  const parsed = parse(source.text)
  if (typeof parsed === 'string') {
    return { documents: [], diagnostics: [errorAt(rangeBetween(lines, 0, 0), 'Unreadable YAML', parsed)] }
  }
  const documents: SourceNode[] = []
  const diagnostics: Diagnostic[] = []
  for (const document of parsed) {
    const reader = new NodeReader(lines, limits)
    const node = reader.read(document)
    if (reader.diagnostics.length > 0) diagnostics.push(...reader.diagnostics)
    else if (node !== undefined) documents.push(node)
  }
  return { documents, diagnostics }
}

type Parsed = readonly Document[]

/** The documents, or why the parser gave up. */
function parse(text: string): Parsed | string {
  try {
    return [
      ...parseAllDocuments(text, {
        intAsBigInt: true,
        uniqueKeys: false,
        stringKeys: true,
        prettyErrors: false,
        logLevel: 'error',
      }),
    ]
  } catch (error) {
    if (error instanceof RangeError) return 'Values are nested too deeply to be read.'
    return `The text is no YAML: ${messageOf(error)}`
  }
}

/** Turns the parser's tree into ours, once per document. */
class NodeReader {
  readonly diagnostics: Diagnostic[] = []
  readonly #lines: LineIndex
  readonly #limits: ReadLimits
  readonly #anchors = new Map<string, { readonly node: SourceNode; readonly size: number }>()
  /** Nodes made so far in this document, those behind aliases counted each time. */
  #size = 0
  #aliased = 0

  constructor(lines: LineIndex, limits: ReadLimits) {
    this.#lines = lines
    this.#limits = limits
  }

  read(document: Document): SourceNode | undefined {
    const problem = document.errors[0] ?? document.warnings[0]
    if (problem !== undefined) {
      const start = this.#textBefore(problem.pos[0])
      const code = this.#isBareReference(problem.pos[0]) ? 'BARE_REFERENCE' : isUnclosed(problem) ? 'UNCLOSED' : problem.code
      const known = yamlErrors[code] ?? unreadable
      this.#error(
        start,
        Math.max(problem.pos[1], start + 1),
        known.summary,
        `${sentence(problem.message)} ${known.advice}`.trim(),
      )
      return undefined
    }
    if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
      const detail = `The document asks for YAML ${document.directives.yaml.version}; wmctl reads YAML 1.2. Leave the %YAML line out.`
      this.#error(0, 0, 'Unusable directive', detail)
      return undefined
    }
    const contents = document.contents
    if (contents === null || (isScalar(contents) && contents.value === null)) return undefined
    return this.#node(contents, 0)
  }

  /** Inside { } and [ ] the brace of an unquoted `${…}` starts a mapping. */
  #isBareReference(offset: number): boolean {
    return this.#lines.source.text.startsWith('${', offset - 1)
  }

  /** What is missing is noticed at the next text, or the end of the file: the line to show is where it is missing. */
  #textBefore(offset: number): number {
    const { text } = this.#lines.source
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1
    if (text.slice(lineStart).split('\n', 1)[0]?.trim() !== '') return offset
    return text.slice(0, offset).trimEnd().length
  }

  #node(node: Node, depth: number): SourceNode | undefined {
    const [start, end] = rangeOfNode(node)
    if (depth > this.#limits.maxDepth) {
      this.#error(start, start + 1, 'Nested too deeply', `Values are nested more than ${this.#limits.maxDepth} levels deep.`)
      return undefined
    }
    if (isAlias(node)) return this.#alias(node.source, start, end)
    if (node.tag !== undefined && !coreTags.has(node.tag)) {
      this.#error(
        start,
        end,
        'Unusable tag',
        `The tag ${node.tag} is not known. ${yamlErrors['TAG_RESOLVE_FAILED']?.advice ?? ''}`,
      )
      return undefined
    }
    const before = this.#size++
    const made = this.#make(node, start, end, depth)
    const anchor = (node as { anchor?: string }).anchor
    if (made !== undefined && anchor !== undefined) this.#anchors.set(anchor, { node: made, size: this.#size - before })
    return made
  }

  #make(node: Node, start: number, end: number, depth: number): SourceNode | undefined {
    const place = { lines: this.#lines, start, end }
    if (isScalar(node)) return { kind: 'scalar', value: scalarValue(node), ...place }
    if (isSeq(node)) return { kind: 'list', items: this.#items(node, end, depth), ...place } satisfies ListNode
    if (isMap(node)) return this.#map(node, start, end, depth)
    return undefined
  }

  #items(sequence: YAMLSeq, end: number, depth: number): SourceNode[] {
    const items: SourceNode[] = []
    for (const item of sequence.items) {
      const node = isMissing(item) ? this.#null(end) : this.#node(item as Node, depth + 1)
      if (node !== undefined) items.push(node)
    }
    return items
  }

  #map(map: YAMLMap, start: number, end: number, depth: number): MapNode {
    const entries = new Map<string, MapEntry>()
    const made: MapNode = { kind: 'map', entries, lines: this.#lines, start, end }
    for (const pair of map.items) {
      const key = pair.key as Node | null
      if (!isScalar(key)) {
        const [from, to] = key === null ? [start, start + 1] : rangeOfNode(key)
        this.#error(from, to, 'Unusable field name', yamlErrors['NON_STRING_KEY']?.advice ?? '')
        continue
      }
      const [keyStart, keyEnd] = rangeOfNode(key)
      const name = String(key.value)
      const value = isMissing(pair.value) ? this.#null(keyEnd) : this.#node(pair.value as Node, depth + 1)
      const first = entries.get(name)
      const forbidden = forbiddenName(name)
      if (first !== undefined) {
        const detail = `'${name}' is already given at ${placeOf(keyRange(made, first))}. Keep one of the two.`
        this.#error(keyStart, keyEnd, 'Duplicate field', detail)
      } else if (forbidden !== undefined) {
        this.#error(keyStart, keyEnd, 'Unusable field name', forbidden)
      } else if (value !== undefined) entries.set(name, { name, keyStart, keyEnd, value })
    }
    return made
  }

  #alias(name: string, start: number, end: number): SourceNode | undefined {
    const target = this.#anchors.get(name)
    if (target === undefined) {
      this.#error(start, end, 'Unknown alias', `No value before this place has the anchor &${name}.`)
      return undefined
    }
    this.#size += target.size
    this.#aliased += target.size
    if (this.#aliased > this.#limits.maxAliasedNodes) {
      const detail = `Aliases repeat more than ${this.#limits.maxAliasedNodes} values in this document. Write variables or groups instead.`
      if (this.diagnostics.length === 0) this.#error(start, end, 'Too many aliases', detail)
      return undefined
    }
    return target.node
  }

  #null(at: number): SourceNode {
    this.#size++
    return { kind: 'scalar', value: null, lines: this.#lines, start: at, end: at }
  }

  #error(start: number, end: number, summary: string, detail: string): void {
    this.diagnostics.push(errorAt(rangeBetween(this.#lines, start, end), summary, detail))
  }
}

const unreadable = { summary: 'Unreadable YAML', advice: '' }

function isUnclosed({ code, message }: { readonly code: string; readonly message: string }): boolean {
  return code === 'BAD_INDENT' && message.startsWith('Flow ')
}

const coreTags = new Set(['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`))

function isMissing(value: unknown): boolean {
  return value === null || value === undefined
}

function rangeOfNode(node: Node): readonly [number, number] {
  return node.range === null || node.range === undefined ? [0, 0] : [node.range[0], node.range[1]]
}

function scalarValue({ value }: Scalar): ScalarValue {
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
  return plain ? value : null
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.?!]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
