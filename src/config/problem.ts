import type { Diagnostic, SourceRange } from '../base/diagnostic.js'
import { suggest } from '../base/suggest.js'

/** A finding that refuses the documents. `summary` is constant; `detail` says what, why and what to write instead. */
export function errorAt(range: SourceRange | undefined, summary: string, detail: string, suggestion?: string): Diagnostic {
  return {
    severity: 'error',
    summary,
    detail,
    ...(range === undefined ? {} : { range }),
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

export function warningAt(range: SourceRange | undefined, summary: string, detail: string): Diagnostic {
  return { ...errorAt(range, summary, detail), severity: 'warning' }
}

/** An error about a name that is not among the known ones: adds `Did you mean …?`, or the list when it is short. */
export function unknownName(
  range: SourceRange | undefined,
  summary: string,
  what: string,
  word: string,
  known: readonly string[],
): Diagnostic {
  const suggestion = suggest(word, known)
  const hint =
    suggestion !== undefined
      ? ` Did you mean '${suggestion}'?`
      : known.length > 0 && known.length <= longestList
        ? ` Known: ${known.join(', ')}.`
        : ''
  return errorAt(range, summary, `${what}${hint}`, suggestion)
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
}

/** The place without its line: the line may hold a secret. */
export function withoutText(range: SourceRange | undefined): SourceRange | undefined {
  return range === undefined ? undefined : { file: range.file, start: range.start, end: range.end }
}

/** `web.yaml:12:5`, for a sentence that refers to a second place. */
export function placeOf(range: SourceRange): string {
  return `${range.file}:${range.start.line}:${range.start.column}`
}

const longestList = 12
