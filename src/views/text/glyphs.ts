import type { Action } from '../../engine/resource-type.js'

/** The signs of the text views, with a form for terminals without Unicode. */
export interface Glyphs {
  /** Equal by a rule, though not byte by byte. */
  readonly equal: string
  readonly arrow: string
  readonly ellipsis: string
  /** Between the first and the last of a range of hosts. */
  readonly range: string
  readonly done: string
  readonly failed: string
  readonly skipped: string
}

const unicodeGlyphs: Glyphs = {
  equal: '≈',
  arrow: '→',
  ellipsis: '…',
  range: '…',
  done: '✓',
  failed: '✗',
  skipped: '⊘',
}

const asciiGlyphs: Glyphs = { equal: '~=', arrow: '->', ellipsis: '...', range: '..', done: 'ok', failed: 'x', skipped: 'skip' }

export function glyphsFor(style: { readonly unicode: boolean }): Glyphs {
  return style.unicode ? unicodeGlyphs : asciiGlyphs
}

/** The sign of an action; the same in every text output. */
export const actionSigns: Readonly<Record<Action, string>> = {
  none: ' ',
  create: '+',
  set: '~',
  delete: '-',
  replace: '-/+',
  invoke: '!',
  unknown: '?',
}
