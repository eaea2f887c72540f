import type { SourcePosition, SourceRange } from '../base/diagnostic.js'

/** A text with the name it came by; `file` is what messages print, not what anyone opens. */
export interface SourceText {
  readonly file: string
  readonly text: string
}

/** Turns offsets into lines and columns; built once per text, so that nodes carry two numbers each. */
export interface LineIndex {
  readonly source: SourceText
  /** Offset of the first character of each line. */
  readonly starts: readonly number[]
}

export function indexLines(source: SourceText): LineIndex {
  const starts = [0]
  for (let at = source.text.indexOf('\n'); at !== -1; at = source.text.indexOf('\n', at + 1)) starts.push(at + 1)
  return { source, starts }
}

/** The range between two offsets; `end` is exclusive. Offsets outside the text are moved into it. */
export function rangeBetween(index: LineIndex, start: number, end: number): SourceRange {
  const length = index.source.text.length
  const from = Math.min(Math.max(start, 0), length)
  const to = Math.min(Math.max(end, from), length)
  const first = positionOf(index, from)
  return { file: index.source.file, start: first, end: positionOf(index, to), lineText: lineText(index, first.line) }
}

function positionOf(index: LineIndex, offset: number): SourcePosition {
  let low = 0
  let high = index.starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((index.starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (index.starts[low] ?? 0) + 1 }
}

function lineText(index: LineIndex, line: number): string {
  const start = index.starts[line - 1] ?? 0
  const next = index.starts[line]
  const text = index.source.text.slice(start, next === undefined ? undefined : next - 1)
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
