import type { Diagnostic, SourceRange } from '../base/diagnostic.js'
import type { PlainValue } from '../engine/document.js'
import { errorAt } from './problem.js'
import { rangeBetween } from './source.js'
import { type NodePath, plainOf, rangeOf, type ScalarNode, type SourceNode } from './source-node.js'

/**
 * A value with `${…}` in it, read once and filled in for each host. What holds no reference is a constant, whatever its size, and
 * is shared by all hosts. References are dotted paths into `vars` and `host`, nothing else: no operator, no call, no code.
 */
export type Template =
  | { readonly kind: 'constant'; readonly value: PlainValue }
  /** A value that is one reference and nothing else keeps the type of what it refers to. */
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'text'; readonly parts: readonly (string | Reference)[] }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Template])[] }

export interface Reference {
  /** `vars.jdk`, as written. */
  readonly text: string
  readonly root: 'vars' | 'host'
  readonly path: readonly string[]
  readonly range: SourceRange
}

export interface ParsedTemplate {
  readonly template: Template
  readonly references: readonly Reference[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the references of a node. Fields for which `isVerbatim` says so are left as they are. */
export function parseTemplate(node: SourceNode, isVerbatim: (path: NodePath) => boolean = () => false): ParsedTemplate {
  const references: Reference[] = []
  const diagnostics: Diagnostic[] = []
  const template = visit(node, [])
  return { template, references, diagnostics }

  function visit(at: SourceNode, path: NodePath): Template {
    if (isVerbatim(path)) return { kind: 'constant', value: plainOf(at) }
    if (at.kind === 'scalar') return scalarTemplate(at)
    if (at.kind === 'list') {
      const items = at.items.map((item, index) => visit(item, [...path, index]))
      return allConstant(items) ? { kind: 'constant', value: items.map(constantValue) } : { kind: 'list', items }
    }
    const entries = [...at.entries.values()].map(({ name, value }) => [name, visit(value, [...path, name])] as const)
    if (!allConstant(entries.map(([, value]) => value))) return { kind: 'map', entries }
    return { kind: 'constant', value: Object.fromEntries(entries.map(([name, value]) => [name, constantValue(value)])) }
  }

  function scalarTemplate(at: ScalarNode): Template {
    if (typeof at.value !== 'string' || !at.value.includes('${')) return { kind: 'constant', value: at.value }
    const parts = parseText(at.value, at, diagnostics)
    for (const part of parts) if (typeof part !== 'string') references.push(part)
    const [only] = parts
    if (parts.length === 1 && only !== undefined && typeof only !== 'string') return { kind: 'reference', reference: only }
    if (parts.every((part) => typeof part === 'string')) return { kind: 'constant', value: parts.join('') }
    return { kind: 'text', parts }
  }
}

/** Where the values of references come from. Failures are reported by the scope; the value is then undefined. */
export interface Scope {
  resolve(reference: Reference): PlainValue | undefined
  report(diagnostic: Diagnostic): void
}

/** Fills in a template; undefined when a reference failed. What is filled in is not looked at again. */
export function fillIn(template: Template, scope: Scope): PlainValue | undefined {
  switch (template.kind) {
    case 'constant':
      return template.value
    case 'reference':
      return scope.resolve(template.reference)
    case 'text':
      return fillInText(template.parts, scope)
    case 'list': {
      const items = template.items.map((item) => fillIn(item, scope))
      return items.every((item) => item !== undefined) ? items : undefined
    }
    case 'map': {
      const entries = template.entries.map(([name, value]) => [name, fillIn(value, scope)] as const)
      return entries.every(([, value]) => value !== undefined) ? (Object.fromEntries(entries) as PlainValue) : undefined
    }
  }
}

function fillInText(parts: readonly (string | Reference)[], scope: Scope): string | undefined {
  let text = ''
  let failed = false
  for (const part of parts) {
    const piece = typeof part === 'string' ? part : textOfReference(part, scope)
    if (piece === undefined) failed = true
    else text += piece
  }
  return failed ? undefined : text
}

function textOfReference(reference: Reference, scope: Scope): string | undefined {
  const value = scope.resolve(reference)
  if (value === undefined) return undefined
  if (value !== null && typeof value !== 'object') return String(value)
  const what = value === null ? 'null' : Array.isArray(value) ? 'a list' : 'secret' in value ? 'a secret' : 'a mapping'
  const detail = `\${${reference.text}} is ${what}, which cannot be put inside a text. Text, numbers and booleans can; other values only alone.`
  scope.report(errorAt(reference.range, 'Value cannot be put into a text', detail))
  return undefined
}

/** `a $${b} ${vars.c}` → ['a ${b} ', reference]. */
function parseText(text: string, node: ScalarNode, diagnostics: Diagnostic[]): (string | Reference)[] {
  const parts: (string | Reference)[] = []
  let literal = ''
  let at = 0
  let sourceFrom = node.start
  while (at < text.length) {
    const open = text.indexOf('${', at)
    if (open === -1) break
    if (text[open - 1] === '$' && open > at) {
      literal += `${text.slice(at, open - 1)}\${`
      at = open + 2
      continue
    }
    literal += text.slice(at, open)
    const close = text.indexOf('}', open)
    const written = text.slice(open, close === -1 ? text.length : close + 1)
    const place = placeInSource(node, written, sourceFrom)
    sourceFrom = place.next
    if (close === -1) {
      const detail = `A '\${' is never closed. Write }, or $\${ for the two characters themselves.`
      diagnostics.push(errorAt(place.range, 'Unusable reference', detail))
      return [text]
    }
    const reference = parseReference(written.slice(2, -1), place.range, diagnostics)
    if (reference !== undefined) {
      if (literal !== '') parts.push(literal)
      literal = ''
      parts.push(reference)
    }
    at = close + 1
  }
  literal += text.slice(at)
  if (literal !== '') parts.push(literal)
  return parts
}

function parseReference(written: string, range: SourceRange, diagnostics: Diagnostic[]): Reference | undefined {
  const text = written.trim()
  const [root, ...path] = text.split('.')
  if ((root === 'vars' || root === 'host') && path.length > 0 && path.every((step) => /^[A-Za-z0-9_-]+$/.test(step))) {
    return { text, root, path, range }
  }
  const suggestion =
    /^[A-Za-z_][\w.-]*$/.test(text) && root !== 'vars' && root !== 'host' ? `vars.${text.replace(/^vars?\./, '')}` : undefined
  const meant = suggestion === undefined ? '' : ` Did you mean \${${suggestion}}?`
  const detail = `\${${written}} is no reference: only dotted paths such as \${vars.name} and \${host.name} are.${meant} For the text itself write $\${${written}}.`
  diagnostics.push(errorAt(range, 'Unusable reference', detail, suggestion))
  return undefined
}

/** A quoted scalar may have escapes, so the reference is looked for in the source; when it is not there the whole value is the place. */
function placeInSource(node: ScalarNode, written: string, from: number): { readonly range: SourceRange; readonly next: number } {
  const at = node.lines.source.text.indexOf(written, from)
  if (at === -1 || at >= node.end) return { range: rangeOf(node), next: from }
  return { range: rangeBetween(node.lines, at, at + written.length), next: at + written.length }
}

function allConstant(templates: readonly Template[]): boolean {
  return templates.every(({ kind }) => kind === 'constant')
}

function constantValue(template: Template): PlainValue {
  return template.kind === 'constant' ? template.value : null
}
