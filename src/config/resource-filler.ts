import type { Diagnostic } from '../base/diagnostic.js'
import type { PlainObject, PlainValue, ResourceDocument } from '../engine/document.js'
import type { ResourceTemplate } from './resource-template.js'
import type { MapNode } from './source-node.js'
import { fillIn, type Scope } from './template.js'

/** Fills one resource template in for hosts. Hosts whose references have the same values get the same document. */
export interface ResourceFiller {
  readonly template: ResourceTemplate
  fill(scope: Scope): ResourceDocument | undefined
}

/** `places` remembers which node a document came from, so that others can find ranges in it. */
export function resourceFiller(
  configuration: string,
  template: ResourceTemplate,
  places: WeakMap<ResourceDocument, MapNode>,
): ResourceFiller {
  const cache = new Map<string, Filled>()
  const identityOf = identifier()
  let shared: Filled | undefined

  function make(fields: PlainObject): Filled {
    const { name, kind, dependsOn, lifecycle, onChanged, range } = template
    const document: ResourceDocument = { configuration, name, kind, fields, dependsOn, lifecycle, onChanged, range }
    places.set(document, template.node)
    return { document, diagnostics: template.references.length === 0 ? [] : template.check(fields) }
  }

  function find(scope: Scope): Filled | undefined {
    if (template.fields.kind === 'constant') {
      shared ??= make(template.fields.value as PlainObject)
      return shared
    }
    const values = template.references.map((reference) => scope.resolve(reference))
    if (values.some((value) => value === undefined)) return undefined
    const key = values.map(identityOf).join('\n')
    const known = cache.get(key)
    if (known !== undefined) return known
    const fields = fillIn(template.fields, scope)
    if (fields === undefined) return undefined
    const filled = make(fields as PlainObject)
    if (cache.size < cacheLimit) cache.set(key, filled)
    return filled
  }

  return {
    template,
    fill(scope) {
      const filled = find(scope)
      if (filled === undefined) return undefined
      for (const diagnostic of filled.diagnostics) scope.report(diagnostic)
      return filled.diagnostics.length === 0 ? filled.document : undefined
    },
  }
}

interface Filled {
  readonly document: ResourceDocument
  readonly diagnostics: readonly Diagnostic[]
}

/** Where every host has values of its own, remembering them all would only cost memory. */
const cacheLimit = 256

/** Gives equal texts for the same value; objects are the same when they are one. */
function identifier(): (value: PlainValue | undefined) => string {
  const identities = new WeakMap<object, number>()
  let count = 0
  return (value) => {
    if (typeof value !== 'object' || value === null) return `${typeof value}:${JSON.stringify(String(value))}`
    let identity = identities.get(value)
    if (identity === undefined) {
      identity = ++count
      identities.set(value, identity)
    }
    return `#${identity}`
  }
}
