import type { Diagnostic, SourceRange } from '../../base/diagnostic.js'
import type { JsonValue } from '../../cim/json.js'

/** With the names of the field's other tools: `range.filename`, `snippet.code` with offsets of the marked text in it. */
export function jsonDiagnostic(diagnostic: Diagnostic): JsonValue {
  const { severity, summary, detail, address, range, suggestion } = diagnostic
  return {
    severity,
    summary,
    detail,
    ...(address === undefined ? {} : { address }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(range === undefined ? {} : { range: { filename: range.file, start: { ...range.start }, end: { ...range.end } } }),
    ...(range?.lineText === undefined ? {} : { snippet: jsonSnippet(range, range.lineText) }),
  }
}

function jsonSnippet(range: SourceRange, code: string): JsonValue {
  const start = Math.min(range.start.column - 1, code.length)
  const end = range.end.line === range.start.line ? Math.min(range.end.column - 1, code.length) : code.length
  return {
    code,
    start_line: range.start.line,
    highlight_start_offset: start,
    highlight_end_offset: Math.max(start, end),
  }
}
