import { ResourceTypeError, WmctlError } from '../base/errors.js'
import { oncePer } from '../base/once-per.js'
import type { ResourceDocument, SecretReference } from './document.js'
import { PlanError } from './plan-error.js'
import { kindOf, type ResourceKinds } from './resource-kinds.js'
import type { ResourceType } from './resource-type.js'

/** Reads documents by their types, each document once: hosts share the documents that do not depend on the host. */
export type DocumentParser<Reader, Writer> = (document: ResourceDocument) => ParsedBody<Reader, Writer>

export function documentParser<Reader, Writer>(kinds: ResourceKinds<Reader, Writer>): DocumentParser<Reader, Writer> {
  return oncePer((document: ResourceDocument) => parseDocument(document, kinds))
}

/** What the type made of the document, or why it could not. */
export type ParsedBody<Reader, Writer> =
  | {
      readonly type: ResourceType<Reader, Writer>
      readonly desired: unknown
      readonly identity: string
      /** The same for all resources that are for the same object. */
      readonly objectKey: string
      readonly absent: boolean
      readonly secrets: readonly SecretReference[]
    }
  | { readonly error: Error }

function parseDocument<Reader, Writer>(
  document: ResourceDocument,
  kinds: ResourceKinds<Reader, Writer>,
): ParsedBody<Reader, Writer> {
  try {
    const type = kindOf(kinds, document.kind)
    const { desired, diagnostics } = type.parse(document, () => undefined)
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
    if (errors.length > 0) return { error: new PlanError(errors.map((error) => error.detail).join(' ')) }
    if (desired === undefined)
      return { error: new ResourceTypeError(document.kind, 'parse gave neither a desired state nor an error') }
    const identity = type.identity(desired)
    return {
      type,
      desired,
      identity,
      objectKey: `${document.kind}\n${identity.toLowerCase()}`,
      absent: type.absent?.(desired) ?? false,
      secrets: type.secrets(desired),
    }
  } catch (error) {
    return { error: error instanceof WmctlError ? error : new ResourceTypeError(document.kind, 'parse threw', { cause: error }) }
  }
}
