import type { Diagnostic } from '../base/diagnostic.js'
import { type JsonSchema, secretSourceSchema } from './schema/common.js'
import { compileSchema } from './schema-check.js'
import type { SourceNode } from './source-node.js'

/**
 * Checks the shape of `{ secret: … }` wherever a resource may have one: in the mappings whose fields its schema leaves open
 * (properties, arguments, values, key) and anything below.
 */
export function secretChecker(): (node: SourceNode, schema: JsonSchema) => readonly Diagnostic[] {
  const source = compileSchema(secretSourceSchema)

  function visit(node: SourceNode, schema: JsonSchema): readonly Diagnostic[] {
    if (node.kind !== 'map') return []
    const known = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined
    if (known === undefined) return [...node.entries.values()].flatMap(({ value }) => visitValue(value))
    return [...node.entries.values()].flatMap(({ name, value }) => {
      const field = Object.hasOwn(known, name) ? known[name] : undefined
      return field === undefined || field['x-verbatim'] === true ? [] : visit(value, field)
    })
  }

  function visitValue(node: SourceNode): readonly Diagnostic[] {
    if (node.kind === 'list') return node.items.flatMap(visitValue)
    if (node.kind !== 'map') return []
    const secret = node.entries.get('secret')
    if (secret !== undefined && node.entries.size === 1) return source.check(secret.value, "'secret'")
    return [...node.entries.values()].flatMap(({ value }) => visitValue(value))
  }

  return visit
}
