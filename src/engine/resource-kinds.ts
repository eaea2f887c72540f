import { ResourceTypeError, UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { ResourceType } from './resource-type.js'

/** The registered resource types by kind. Readers and writers are opaque here: only cli and the types know them. */
export type ResourceKinds<Reader, Writer> = ReadonlyMap<string, ResourceType<Reader, Writer>>

/** Makes the registry; two types of one kind are a mistake of the plugins that bring them. */
export function resourceKinds<Reader, Writer>(types: Iterable<ResourceType<Reader, Writer>>): ResourceKinds<Reader, Writer> {
  const kinds = new Map<string, ResourceType<Reader, Writer>>()
  for (const type of types) {
    if (kinds.has(type.kind)) throw new ResourceTypeError(type.kind, 'it is registered twice')
    kinds.set(type.kind, type)
  }
  return kinds
}

/** The type of a kind; throws UsageError that names the nearest one when no plugin brings it (a plan made elsewhere). */
export function kindOf<Reader, Writer>(kinds: ResourceKinds<Reader, Writer>, kind: string): ResourceType<Reader, Writer> {
  const type = kinds.get(kind)
  if (type !== undefined) return type
  const nearest = suggest(kind, kinds.keys())
  throw new UsageError(`There is no resource type '${kind}'`, {
    hint: nearest === undefined ? `Known are ${[...kinds.keys()].join(', ')}.` : `Did you mean '${nearest}'?`,
  })
}
