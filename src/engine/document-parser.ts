import type { Diagnostic } from '../base/diagnostic.js'
import { CancelledError, ResourceTypeError, WmctlError } from '../base/errors.js'
import { oncePer } from '../base/once-per.js'
import type { ResourceDocument, SecretReference } from './document.js'
import { isUnreachable } from './failure.js'
import { PlanError } from './plan-error.js'
import { kindOf, type ResourceKinds } from './resource-kinds.js'
import type { Parsed, ResourceType } from './resource-type.js'

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
  | {
      readonly error: Error
      /** Asks a host for what the document could not be read without. Rejects when the host does not answer. */
      settle?(reader: Reader, signal: AbortSignal): Promise<ParsedBody<Reader, Writer>>
      readonly absent?: boolean
    }

function parseDocument<Reader, Writer>(
  document: ResourceDocument,
  kinds: ResourceKinds<Reader, Writer>,
): ParsedBody<Reader, Writer> {
  try {
    const type = kindOf(kinds, document.kind)
    const parsed = type.parse(document, () => undefined)
    if (parsed.unsettled === undefined || type.parseOn === undefined) return bodyOf(type, document, parsed)
    return {
      error: new PlanError(`${document.configuration}/${document.name} can only be read with what its host says`),
      settle: (reader, signal) => settle(type, document, reader, signal),
      absent: parsed.unsettled.absent,
    }
  } catch (error) {
    return { error: parseError(document, error) }
  }
}

async function settle<Reader, Writer>(
  type: ResourceType<Reader, Writer>,
  document: ResourceDocument,
  reader: Reader,
  signal: AbortSignal,
): Promise<ParsedBody<Reader, Writer>> {
  try {
    const parsed = await type.parseOn?.(reader, document, { signal })
    return bodyOf(type, document, parsed ?? { desired: undefined, diagnostics: [] })
  } catch (error) {
    if (isUnreachable(error) || error instanceof CancelledError || signal.aborted) throw error
    return { error: parseError(document, error) }
  }
}

function bodyOf<Reader, Writer>(
  type: ResourceType<Reader, Writer>,
  document: ResourceDocument,
  { desired, diagnostics }: Parsed<unknown>,
): ParsedBody<Reader, Writer> {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  if (errors.length > 0) return { error: errorOf(errors) }
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
}

function errorOf(errors: readonly Diagnostic[]): PlanError {
  const meant = errors.find(({ suggestion }) => suggestion !== undefined)?.suggestion
  const text = errors.map(({ detail }) => detail).join(' ')
  return new PlanError(text, meant === undefined || text.includes('Did you mean') ? {} : { hint: `Did you mean ${meant}?` })
}

function parseError(document: ResourceDocument, error: unknown): Error {
  return error instanceof WmctlError ? error : new ResourceTypeError(document.kind, 'parse threw', { cause: error })
}
