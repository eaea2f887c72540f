import type { Diagnostic } from '../base/diagnostic.js'
import type { SourceNode } from './source-node.js'

/** How much a reader of texts puts up with. */
export interface ReadLimits {
  /** UTF-16 units of one text. */
  readonly maxLength: number
  readonly maxDepth: number
  /** Nodes that aliases add to a document when they are written out. */
  readonly maxAliasedNodes: number
}

/** What a reader of texts gives. */
export interface ReadTexts {
  /** The contents of each document that is not empty and could be read. */
  readonly documents: readonly SourceNode[]
  readonly diagnostics: readonly Diagnostic[]
}
