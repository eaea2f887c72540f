import type { Diagnostic } from '../base/diagnostic.js'
import { forbiddenName } from './field-name.js'
import { errorAt, placeOf } from './problem.js'
import type { ReadLimits, ReadTexts } from './read-limits.js'
import { indexLines, type LineIndex, rangeBetween, type SourceText } from './source.js'
import { keyRange, type MapEntry, type MapNode, type SourceNode } from './source-node.js'

/**
 * Reads one JSON document ([RFC 8259]) with its places. YAML would read it too, but large inventories are written by programs,
 * as JSON, and this is many times faster. Stops at the first mistake; duplicate names are refused, integers are bigints.
 */
export function readJson(source: SourceText, limits: ReadLimits): ReadTexts {
  const lines = indexLines(source)
  if (source.text.trim() === '') return { documents: [], diagnostics: [] }
  try {
    return { documents: [new JsonReader(lines, limits.maxDepth).document()], diagnostics: [] }
  } catch (error) {
    if (error instanceof JsonProblem) return { documents: [], diagnostics: [error.diagnostic] }
    throw error
  }
}

/** Leaves the reader from any depth; never leaves this file. */
class JsonProblem extends Error {
  readonly diagnostic: Diagnostic

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.summary)
    this.diagnostic = diagnostic
  }
}

class JsonReader {
  readonly #lines: LineIndex
  readonly #text: string
  readonly #maxDepth: number
  #at = 0

  constructor(lines: LineIndex, maxDepth: number) {
    this.#lines = lines
    this.#text = lines.source.text
    this.#maxDepth = maxDepth
  }

  document(): SourceNode {
    const node = this.#value(0)
    this.#skipSpace()
    if (this.#at < this.#text.length) this.#fail('The document ends before this. A JSON file holds one document.')
    return node
  }

  #value(depth: number): SourceNode {
    this.#skipSpace()
    const start = this.#at
    const first = this.#text[start]
    if (first === '{') return this.#map(depth)
    if (first === '[') return this.#list(depth)
    if (first === '"') {
      const value = this.#string()
      return { kind: 'scalar', value, lines: this.#lines, start, end: this.#at }
    }
    literal.lastIndex = start
    const match = literal.exec(this.#text)
    const word = match?.[0]
    if (word === undefined) return this.#fail(this.#adviceForValue(first))
    this.#at = start + word.length
    return { kind: 'scalar', value: literalValue(word, match?.[1] !== undefined), lines: this.#lines, start, end: this.#at }
  }

  #list(depth: number): SourceNode {
    const start = this.#enter(depth)
    const items: SourceNode[] = []
    while (!this.#closes(']', items.length > 0)) items.push(this.#value(depth + 1))
    return { kind: 'list', items, lines: this.#lines, start, end: this.#at }
  }

  #map(depth: number): MapNode {
    const start = this.#enter(depth)
    const entries = new Map<string, MapEntry>()
    const map = { kind: 'map', entries, lines: this.#lines, start, end: start } as const
    while (!this.#closes('}', entries.size > 0)) {
      const keyStart = this.#at
      if (this.#text[keyStart] !== '"') this.#fail('A field name in double quotes is expected here.')
      const name = this.#string()
      const keyEnd = this.#at
      this.#checkName(name, map, keyStart, keyEnd)
      this.#skipSpace()
      if (this.#text[this.#at] !== ':') this.#fail(`A colon is expected here, after the field name '${name}'.`)
      this.#at++
      entries.set(name, { name, keyStart, keyEnd, value: this.#value(depth + 1) })
    }
    return { ...map, end: this.#at }
  }

  #enter(depth: number): number {
    if (depth >= this.#maxDepth) this.#fail(`Values are nested more than ${this.#maxDepth} levels deep.`, 'Nested too deeply')
    return this.#at++
  }

  /** Whether the list or mapping ends here; reads the comma when it goes on. */
  #closes(bracket: ']' | '}', isLater: boolean): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] === bracket) {
      this.#at++
      return true
    }
    if (!isLater) return false
    if (this.#text[this.#at] !== ',') this.#fail(`A comma or ${bracket} is expected here.`)
    this.#at++
    this.#skipSpace()
    if (this.#text[this.#at] === bracket)
      this.#fail(
        `JSON allows no comma before ${bracket}. Leave it out.`,
        'Unreadable JSON',
        this.#text.lastIndexOf(',', this.#at),
      )
    return false
  }

  #string(): string {
    const start = this.#at
    let at = start + 1
    let escaped = false
    for (let code = this.#text.charCodeAt(at); code !== quote; code = this.#text.charCodeAt(at)) {
      this.#at = Math.min(at, this.#text.length)
      if (!(code >= firstPrintable))
        this.#fail('The text is not closed on its line. Write the closing double quote; a line break is written \\n.')
      if (code === backslash) {
        escaped = true
        at++
      }
      at++
    }
    const end = at + 1
    const value = escaped ? this.#unescape(start, end) : this.#text.slice(start + 1, at)
    this.#at = end
    return value
  }

  #unescape(start: number, end: number): string {
    const raw = this.#text.slice(start, end)
    for (const match of raw.matchAll(/\\(.)/gs)) {
      if (/^\\(["\\/bfnrt]|u[0-9A-Fa-f]{4})/.test(raw.slice(match.index, match.index + 6))) continue
      this.#fail('This escape is not known. A backslash in a text is written twice.', 'Unreadable JSON', start + match.index)
    }
    return JSON.parse(raw) as string
  }

  #checkName(name: string, map: MapNode, start: number, end: number): void {
    const first = map.entries.get(name)
    if (first !== undefined) {
      const detail = `'${name}' is already given at ${placeOf(keyRange(map, first))}. Keep one of the two.`
      throw new JsonProblem(errorAt(rangeBetween(this.#lines, start, end), 'Duplicate field', detail))
    }
    const forbidden = forbiddenName(name)
    if (forbidden !== undefined)
      throw new JsonProblem(errorAt(rangeBetween(this.#lines, start, end), 'Unusable field name', forbidden))
  }

  #adviceForValue(first: string | undefined): string {
    if (first === undefined) return 'The text ends where a value is expected. Is a bracket missing?'
    if (first === "'") return 'JSON text is written in double quotes.'
    if (first === '/' || first === '#') return 'JSON has no comments.'
    return 'A value is expected here: text in double quotes, a number, true, false, null, a list or a mapping.'
  }

  #skipSpace(): void {
    space.lastIndex = this.#at
    space.exec(this.#text)
    this.#at = space.lastIndex
  }

  #fail(detail: string, summary = 'Unreadable JSON', at = this.#at): never {
    throw new JsonProblem(errorAt(rangeBetween(this.#lines, at, at + 1), summary, detail))
  }
}

const space = /[ \t\r\n]*/y
const literal = /(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|(?:true|false|null)(?!\w)/y
const quote = 0x22
const backslash = 0x5c
const firstPrintable = 0x20

function literalValue(word: string, isNumber: boolean): bigint | number | boolean | null {
  if (isNumber) return /^-?\d+$/.test(word) ? BigInt(word) : Number(word)
  return word === 'null' ? null : word === 'true'
}
