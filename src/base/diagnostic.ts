/** A finding about a document, a plan or a host, with the place it is about. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** A constant sentence without user data, e.g. `Unknown property`. */
  readonly summary: string
  /** Full sentences: what, why, what to write instead. */
  readonly detail: string
  readonly range?: SourceRange
  /** `host/configuration/resource`, when it is about one. */
  readonly address?: string
  /** The nearest right word, when there is one. */
  readonly suggestion?: string
}

/** Lines and columns count from 1, in UTF-16 units; `end` is exclusive. */
export interface SourceRange {
  readonly file: string
  readonly start: SourcePosition
  readonly end: SourcePosition
  /** The text of the line where the range starts, for the caret snippet. */
  readonly lineText?: string
}

export interface SourcePosition {
  readonly line: number
  readonly column: number
}
