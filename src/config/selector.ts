import type { Diagnostic, SourceRange } from '../base/diagnostic.js'
import { globMatcher } from './glob.js'
import { errorAt, unknownName } from './problem.js'

/** Which hosts: any of the alternatives, each of which wants all of its terms. */
export type Selector = readonly (readonly SelectorTerm[])[]

export type SelectorTerm =
  | { readonly kind: 'label'; readonly name: string; readonly value: string; readonly negated: boolean }
  | { readonly kind: 'group'; readonly name: string; readonly range: SourceRange | undefined }
  | { readonly kind: 'host'; readonly matches: (name: string) => boolean }

export interface SelectorText {
  readonly text: string
  /** Undefined for a flag. */
  readonly range: SourceRange | undefined
}

export interface SelectableHost {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly groups: readonly string[]
}

export interface ParsedSelector {
  readonly selector: Selector
  readonly diagnostics: readonly Diagnostic[]
}

/** `role=web,env!=test`, `group:NAME`, `host:GLOB`, `GLOB`. Each text is an alternative. */
export function parseSelector(texts: readonly SelectorText[]): ParsedSelector {
  const diagnostics: Diagnostic[] = []
  const selector: SelectorTerm[][] = []
  for (const { text, range } of texts) {
    const terms: SelectorTerm[] = []
    for (const part of text.split(',')) {
      const term = parseTerm(part.trim(), range)
      if ('kind' in term) terms.push(term)
      else diagnostics.push(term)
    }
    if (terms.length > 0) selector.push(terms)
  }
  return { selector, diagnostics }
}

/** Names of groups that the selector uses and that are not there. */
export function unknownGroups(selector: Selector, groups: readonly string[]): readonly Diagnostic[] {
  const known = new Set(groups)
  const found: Diagnostic[] = []
  for (const term of selector.flat()) {
    if (term.kind !== 'group' || known.has(term.name)) continue
    found.push(unknownName(term.range, 'Unknown group', `No group is named '${term.name}'.`, term.name, groups))
  }
  return found
}

export function selects(selector: Selector, host: SelectableHost): boolean {
  return selector.some((terms) => terms.every((term) => matches(term, host)))
}

function matches(term: SelectorTerm, host: SelectableHost): boolean {
  switch (term.kind) {
    case 'label':
      return (Object.hasOwn(host.labels, term.name) && host.labels[term.name] === term.value) !== term.negated
    case 'group':
      return host.groups.includes(term.name)
    case 'host':
      return term.matches(host.name)
  }
}

function parseTerm(text: string, range: SourceRange | undefined): SelectorTerm | Diagnostic {
  const label = /^([A-Za-z0-9_][\w.-]*)\s*(!?=)\s*([^=]*)$/.exec(text)
  if (label?.[1] !== undefined) return { kind: 'label', name: label[1], value: label[3] ?? '', negated: label[2] === '!=' }
  const prefixed = /^([A-Za-z]+):(.*)$/.exec(text)
  const word = prefixed?.[1]
  const rest = prefixed?.[2]?.trim() ?? ''
  if (word === undefined && globPattern.test(text)) return { kind: 'host', matches: globMatcher(text) }
  if (word === 'host' && globPattern.test(rest)) return { kind: 'host', matches: globMatcher(rest) }
  if (word === 'group' && /^[A-Za-z0-9_][\w.-]*$/.test(rest)) return { kind: 'group', name: rest, range }
  if (word !== undefined && word !== 'host' && word !== 'group') {
    return unknownName(range, 'Unusable selector', `'${word}:' selects nothing.`, word, ['group', 'host'])
  }
  const what = text === '' ? 'A selector has an empty term.' : `'${text}' is no selector.`
  return errorAt(
    range,
    'Unusable selector',
    `${what} Terms are label=value, label!=value, group:NAME, host:GLOB and GLOB; a comma is and.`,
  )
}

const globPattern = /^[\w.*?-]+$/
