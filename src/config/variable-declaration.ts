import type { Diagnostic, SourceRange } from '../base/diagnostic.js'
import type { PlainValue } from '../engine/document.js'
import { hasType, plainEqual, plainType, showPlain } from './plain-type.js'
import { errorAt, withoutText } from './problem.js'
import { type VariableType, variableDeclarationSchema } from './schema/configuration.js'
import { compileSchema, type SchemaCheck } from './schema-check.js'
import { child, itemsOf, plainOf, rangeOf, type SourceNode, textOf } from './source-node.js'
import { parseTemplate, type Template } from './template.js'

/** A variable of a Configuration: a plain value, or a declaration with or without a default. */
export interface VariableDeclaration {
  readonly name: string
  /** Undefined: anything. */
  readonly type: VariableType | undefined
  readonly allowed: readonly PlainValue[] | undefined
  /** The lowest of all values; undefined makes the variable required. */
  readonly value: Template | undefined
  readonly node: SourceNode
}

export type VariableDeclarations = ReadonlyMap<string, VariableDeclaration>

export function declarationReader(): (vars: SourceNode | undefined, diagnostics: Diagnostic[]) => VariableDeclarations {
  const schema = compileSchema(variableDeclarationSchema)
  return (vars, diagnostics) => {
    const declarations = new Map<string, VariableDeclaration>()
    if (vars?.kind !== 'map') return declarations
    for (const { name, value } of vars.entries.values()) {
      const declaration = isDeclaration(value)
        ? readDeclaration(name, value, schema, diagnostics)
        : literal(name, value, diagnostics)
      declarations.set(name, declaration)
    }
    return declarations
  }
}

/** A value against its declaration; undefined when it fits. `origin` says where it came from: `--var`. */
export function misfit(
  declaration: VariableDeclaration,
  value: PlainValue,
  range: SourceRange | undefined,
  origin: string,
): Diagnostic | undefined {
  const { name, type, allowed } = declaration
  if (type !== undefined && !hasType(value, type)) {
    if (type === 'secret') {
      const detail = `The variable '${name}' is declared as a secret, but ${origin} gives ${plainType(value)}. Write { secret: { env: NAME } } or another reference.`
      return errorAt(withoutText(range), 'Variable of the wrong type', detail)
    }
    const shown = plainType(value) === 'secret' ? 'a secret' : showPlain(value)
    const detail = `The variable '${name}' is declared as ${type}, but ${origin} gives ${shown}, which is ${plainType(value)}.`
    return errorAt(range, 'Variable of the wrong type', detail)
  }
  if (allowed !== undefined && !allowed.some((one) => plainEqual(one, value))) {
    const detail = `The variable '${name}' cannot be ${showPlain(value)}, which ${origin} gives. Allowed: ${allowed.map(showPlain).join(', ')}.`
    return errorAt(range, 'Value not allowed', detail)
  }
  return undefined
}

/** Any mapping with `type` or `default` is a declaration; a literal with such keys is written as the default of one. */
function isDeclaration(node: SourceNode): boolean {
  return node.kind === 'map' && (node.entries.has('type') || node.entries.has('default'))
}

function literal(name: string, node: SourceNode, diagnostics: Diagnostic[]): VariableDeclaration {
  const parsed = parseTemplate(node)
  diagnostics.push(...parsed.diagnostics)
  return { name, type: undefined, allowed: undefined, value: parsed.template, node }
}

function readDeclaration(name: string, node: SourceNode, schema: SchemaCheck, diagnostics: Diagnostic[]): VariableDeclaration {
  const problems = schema.check(node, `the declaration of '${name}'`)
  diagnostics.push(...problems)
  const allowed = child(node, 'allowed')
  const byDefault = child(node, 'default')
  const parsed = byDefault === undefined ? undefined : parseTemplate(byDefault)
  if (parsed !== undefined) diagnostics.push(...parsed.diagnostics)
  const declaration: VariableDeclaration = {
    name,
    type: problems.length === 0 ? (textOf(child(node, 'type')) as VariableType | undefined) : undefined,
    allowed: allowed === undefined ? undefined : itemsOf(allowed).map(plainOf),
    value: parsed?.template,
    node,
  }
  if (byDefault !== undefined && parsed?.template.kind === 'constant') {
    const wrong = misfit(declaration, parsed.template.value, rangeOf(byDefault), 'its default')
    if (wrong !== undefined) {
      diagnostics.push(wrong)
      return { ...declaration, type: undefined, allowed: undefined }
    }
  }
  return declaration
}
