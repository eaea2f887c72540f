import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Diagnostic } from '../base/diagnostic.js'
import type { JsonSchema } from './schema/common.js'
import { explainSchemaErrors } from './schema-errors.js'
import type { SourceNode } from './source-node.js'

/** A schema ready to check documents with. */
export interface SchemaCheck {
  /** Findings about a node; `what` names the whole thing: `the resource 'spooler'`. */
  check(node: SourceNode, what: string): readonly Diagnostic[]
  /** Findings about a value that was computed from a node, e.g. by filling in variables; places are looked up in the node. */
  checkValue(value: unknown, node: SourceNode, what: string): readonly Diagnostic[]
}

/** Makes a check from a schema (draft 2020-12), which is compiled when first used; a schema that is wrong itself throws then. */
export function compileSchema(schema: JsonSchema): SchemaCheck {
  function validator(): ValidateFunction {
    const validate = compiled.get(schema) ?? makeAjv().compile(schema)
    compiled.set(schema, validate)
    return validate
  }
  return {
    check: (node, what) => explain(validator(), schemaValueOf(node), node, what),
    checkValue: (value, node, what) => explain(validator(), withoutBigints(value), node, what),
  }
}

/** Schemas are constants, and compiling one takes milliseconds. */
const compiled = new WeakMap<JsonSchema, ValidateFunction>()

/** Checking the schemas themselves costs more than all the rest, so a test does it. */
function makeAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    meta: false,
    validateSchema: false,
  })
  ajv.addVocabulary(['x-expected', 'x-verbatim', 'x-secret', 'x-masked'])
  return ajv
}

function explain(validate: ValidateFunction, value: unknown, node: SourceNode, what: string): readonly Diagnostic[] {
  if (validate(value)) return []
  return explainSchemaErrors((validate.errors ?? []) as readonly ErrorObject[], node, what)
}

/** The node as the schema language sees it: JSON values, so integers are numbers. */
function schemaValueOf(node: SourceNode): unknown {
  if (node.kind === 'scalar') return typeof node.value === 'bigint' ? Number(node.value) : node.value
  if (node.kind === 'list') return node.items.map(schemaValueOf)
  const object: Record<string, unknown> = {}
  for (const entry of node.entries.values()) object[entry.name] = schemaValueOf(entry.value)
  return object
}

/** The same value with numbers for bigints; what holds none is not copied. */
function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null || !hasBigint(value)) return value
  if (Array.isArray(value)) return value.map(withoutBigints)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutBigints(field)]))
}

function hasBigint(value: object): boolean {
  for (const name in value) {
    const field: unknown = (value as Readonly<Record<string, unknown>>)[name]
    if (typeof field === 'bigint' || (typeof field === 'object' && field !== null && hasBigint(field))) return true
  }
  return false
}
