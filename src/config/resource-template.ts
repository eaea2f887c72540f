import type { Diagnostic, SourceRange } from '../base/diagnostic.js'
import { messageOf, ResourceTypeError } from '../base/errors.js'
import type { Lifecycle, PlainObject } from '../engine/document.js'
import { errorAt, unknownName } from './problem.js'
import type { JsonSchema } from './schema/common.js'
import { commonResourceProperties, type KindSchema, resourceSchema } from './schema/configuration.js'
import { compileSchema, type SchemaCheck } from './schema-check.js'
import { secretChecker } from './secret-check.js'
import {
  child,
  headOf,
  itemsOf,
  keyRange,
  locate,
  type MapNode,
  type NodePath,
  plainOf,
  type SourceNode,
  textOf,
} from './source-node.js'
import { parseTemplate, type Reference, type Template } from './template.js'

/** One resource of a Configuration, ready to be filled in for a host. */
export interface ResourceTemplate {
  readonly name: string
  readonly kind: string
  readonly fields: Template
  readonly references: readonly Reference[]
  readonly dependsOn: readonly string[]
  readonly onChanged: readonly string[] | undefined
  readonly lifecycle: Lifecycle
  readonly node: MapNode
  readonly range: SourceRange
  /** Checks fields after they were filled in. */
  check(fields: PlainObject): readonly Diagnostic[]
}

export interface ReadResource {
  readonly resource: ResourceTemplate | undefined
  readonly diagnostics: readonly Diagnostic[]
}

interface KindChecks {
  /** A resource as it is written. */
  readonly whole: SchemaCheck
  /** The fields of its kind alone, filled in. */
  readonly fields: SchemaCheck
}

/** Makes the reader for the kinds that are registered; their schemas are compiled when first used. */
export function resourceReader(kinds: readonly KindSchema[]): (node: SourceNode) => ReadResource {
  const known = new Map<string, KindChecks>()
  const secrets = secretChecker()

  function checksOf(kind: KindSchema): KindChecks {
    const made = known.get(kind.kind) ?? {
      whole: compileSchema(resourceSchema(kind)),
      fields: compileSchema({ ...kind.schema, additionalProperties: false }),
    }
    known.set(kind.kind, made)
    return made
  }

  return (node) => {
    if (node.kind !== 'map') return { resource: undefined, diagnostics: [] }
    const kind = kindOf(node, kinds)
    if ('severity' in kind) return { resource: undefined, diagnostics: [kind] }
    const schema = kind.schema as JsonSchema
    const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
    const name = textOf(child(node, 'name'))
    const what = name === undefined ? 'the resource' : `the resource '${name}'`
    const fields = fieldsOf(node, properties)
    const parsed = parseTemplate(fields, (path) => isVerbatim(schema, path))
    const checks = checksOf(kind)
    const problems = [
      ...withKind(kind, () => checks.whole.check(node, what)).filter((problem) => !isFilledIn(problem, parsed.references)),
      ...secrets(fields, schema),
      ...parsed.diagnostics,
    ]
    if (problems.length > 0 || name === undefined) return { resource: undefined, diagnostics: problems }
    const common = commonFields(node)
    const resource: ResourceTemplate = {
      name,
      kind: kind.kind,
      fields: parsed.template,
      references: parsed.references,
      ...common,
      node,
      range: headOf(child(node, 'name') ?? node),
      check: (filled) => checks.fields.checkValue(filled, node, what),
    }
    return { resource, diagnostics: [] }
  }
}

/** A schema that cannot be used is the fault of whoever brought the kind. */
function withKind<T>(kind: KindSchema, check: () => T): T {
  try {
    return check()
  } catch (error) {
    throw new ResourceTypeError(kind.kind, `its schema cannot be used: ${messageOf(error)}`, { cause: error })
  }
}

/** The kind is the one field that names a registered resource type. */
function kindOf(node: MapNode, kinds: readonly KindSchema[]): KindSchema | Diagnostic {
  const given = kinds.filter(({ kind }) => node.entries.has(kind))
  const [only, other] = given
  if (only !== undefined && other === undefined) return only
  const names = kinds.map(({ kind }) => kind)
  if (only !== undefined && other !== undefined) {
    const detail = `A resource is of one kind, but this one has '${only.kind}' and '${other.kind}'. Make it two resources.`
    return errorAt(locate(node, [other.kind], 'key'), 'Two kinds in one resource', detail)
  }
  for (const entry of node.entries.values()) {
    if (reservedKinds.includes(entry.name)) {
      const detail = `Resources of the kind '${entry.name}' are not supported by this version. Known: ${names.join(', ')}.`
      return errorAt(keyRange(node, entry), 'Kind not supported', detail)
    }
  }
  const known = new Set([
    ...Object.keys(commonResourceProperties),
    ...kinds.flatMap(({ schema }) => Object.keys((schema as { properties?: object }).properties ?? {})),
  ])
  for (const entry of node.entries.values()) {
    if (known.has(entry.name)) continue
    return unknownName(keyRange(node, entry), 'Unknown kind', `'${entry.name}' is no kind of resource.`, entry.name, names)
  }
  return errorAt(headOf(node), 'Missing kind', `A resource needs the field that says what it is: one of ${names.join(', ')}.`)
}

/** Kinds of the document language that no version implements yet. */
const reservedKinds = ['psrp']

function fieldsOf(node: MapNode, properties: Readonly<Record<string, JsonSchema>>): MapNode {
  const entries = [...node.entries].filter(([name]) => Object.hasOwn(properties, name))
  return { ...node, entries: new Map(entries) }
}

/** Text of fields marked `x-verbatim`, such as scripts, is left alone: PowerShell has `${…}` of its own. */
function isVerbatim(schema: JsonSchema, path: NodePath): boolean {
  let at: JsonSchema | undefined = schema
  for (const step of path) {
    const properties: Readonly<Record<string, JsonSchema>> | undefined = at?.['properties'] as
      | Record<string, JsonSchema>
      | undefined
    at = properties !== undefined && Object.hasOwn(properties, step) ? properties[step] : undefined
    if (at?.['x-verbatim'] === true) return true
  }
  return false
}

/** A finding about a text that is still to be filled in is premature: the filled-in value is checked later. */
function isFilledIn(problem: Diagnostic, references: readonly Reference[]): boolean {
  const { range } = problem
  if (range === undefined || problem.summary === 'Unknown field' || problem.summary === 'Missing field') return false
  return references.some(
    (reference) =>
      reference.range.start.line === range.start.line &&
      reference.range.start.column >= range.start.column &&
      (reference.range.start.line < range.end.line || reference.range.start.column < range.end.column),
  )
}

function commonFields(node: MapNode): Pick<ResourceTemplate, 'dependsOn' | 'onChanged' | 'lifecycle'> {
  const changed = child(child(node, 'on'), 'changed')
  const lifecycle = child(node, 'lifecycle')
  const prevent = child(lifecycle, 'preventDestroy')
  return {
    dependsOn: textsOf(child(node, 'dependsOn')),
    onChanged: changed === undefined ? undefined : textsOf(changed),
    lifecycle: {
      preventDestroy: prevent !== undefined && plainOf(prevent) === true,
      ignoreChanges: textsOf(child(lifecycle, 'ignoreChanges')),
    },
  }
}

function textsOf(node: SourceNode | undefined): readonly string[] {
  return itemsOf(node).map((item) => textOf(item) ?? '')
}
