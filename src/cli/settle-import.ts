import { messageOf } from '../base/errors.js'
import type { PlainObject, PlainValue, ResourceDocument } from '../engine/document.js'
import type { PlanContext, ResourceChange, ResourceType } from '../engine/resource-type.js'
import type { LeftOut } from '../resources/shared/left-out.js'
import type { CimReader, CimSession } from '../session/cim-session.js'

/** The fields of a resource as they were read from a host. */
export interface Candidate {
  readonly fields: PlainObject
  readonly leftOut: readonly LeftOut[]
}

export interface SettledImport {
  /** Fields of resources that plan to no changes. */
  readonly resources: readonly PlainObject[]
  readonly leftOut: readonly LeftOut[]
}

type AnyKind = ResourceType<CimReader, CimSession>

/**
 * Keeps of each candidate what its kind accepts and would not change: whatever is written can be validated, and plans to no
 * changes on the host it was read from. `properties` names the field with what is to be kept piece by piece.
 */
export async function settleImport(
  candidates: readonly Candidate[],
  {
    kind,
    properties,
    session,
    signal,
  }: { readonly kind: AnyKind; readonly properties: string; readonly session: CimReader; readonly signal: AbortSignal },
): Promise<SettledImport> {
  const leftOut = candidates.flatMap((candidate) => candidate.leftOut)
  const accepted = candidates
    .map(({ fields }) => acceptable(fields, kind, properties, leftOut))
    .filter((fields) => fields !== undefined)
  const parsed = accepted.flatMap((fields) => {
    const desired = parse(fields, kind).desired
    return desired === undefined ? [] : [{ fields, desired }]
  })
  const observations = await kind.readAll(
    session,
    parsed.map(({ desired }) => desired),
    { signal },
  )
  const resources: PlainObject[] = []
  for (const { fields, desired } of parsed) {
    const identity = kind.identity(desired)
    const observation = observations.get(identity)
    if (observation?.state === 'present') {
      const kept = settled(fields, observation.value, kind, properties, leftOut)
      if (kept !== undefined) resources.push(kept)
    } else leftOut.push({ property: identity, why: observation?.state === 'error' ? messageOf(observation.error) : 'it is gone' })
  }
  return { resources, leftOut }
}

/** The fields without the properties that a document cannot have; undefined when the object itself cannot be written. */
function acceptable(fields: PlainObject, kind: AnyKind, field: string, leftOut: LeftOut[]): PlainObject | undefined {
  if (parse(fields, kind).errors.length === 0) return fields
  const { [field]: given, ...rest } = fields
  const bare = parse(rest, kind).errors
  if (bare.length > 0) {
    leftOut.push({ property: JSON.stringify(rest['key'] ?? rest), why: bare.join(' ') })
    return undefined
  }
  const kept = Object.entries((given ?? {}) as PlainObject).filter(([name, value]) => {
    const { errors } = parse({ ...rest, [field]: { [name]: value } }, kind)
    if (errors.length > 0) leftOut.push({ property: name, why: errors.join(' ') })
    return errors.length === 0
  })
  return withField(rest, field, kept)
}

/** The fields without the properties that a plan would change although nothing has happened; undefined when that is all of it. */
function settled(
  fields: PlainObject,
  observed: unknown,
  kind: AnyKind,
  field: string,
  leftOut: LeftOut[],
): PlainObject | undefined {
  const changed = changedNames(planned(fields, observed, kind))
  if (changed.size === 0) return fields
  const { [field]: given, ...rest } = fields
  const kept = Object.entries((given ?? {}) as PlainObject).filter(([name]) => !changed.has(name))
  const left = withField(rest, field, kept)
  for (const property of changed) leftOut.push({ property, why: 'what is read is not what can be written' })
  return changedNames(planned(left, observed, kind)).size === 0 ? left : undefined
}

function planned(fields: PlainObject, observed: unknown, kind: AnyKind): ResourceChange | undefined {
  const { desired } = parse(fields, kind)
  return desired === undefined ? undefined : kind.plan(desired, observed, withoutSecrets)
}

/** Nothing that is imported is a secret. */
const withoutSecrets: PlanContext = { hashSecret: () => '', hashText: () => '' }

function changedNames(change: ResourceChange | undefined): ReadonlySet<string> {
  if (change === undefined) return new Set()
  return new Set(change.deltas.filter(({ equal }) => equal === undefined).map(({ name }) => name.replace(/ \(type\)$/, '')))
}

function withField(rest: PlainObject, field: string, entries: readonly (readonly [string, PlainValue])[]): PlainObject {
  return entries.length === 0 ? rest : { ...rest, [field]: Object.fromEntries(entries) }
}

function parse(fields: PlainObject, kind: AnyKind): { readonly desired: unknown; readonly errors: readonly string[] } {
  const { desired, diagnostics } = kind.parse(documentOf(fields, kind.kind), () => undefined)
  return { desired, errors: diagnostics.filter(({ severity }) => severity === 'error').map(({ detail }) => detail) }
}

function documentOf(fields: PlainObject, kind: string): ResourceDocument {
  const lifecycle = { preventDestroy: false, ignoreChanges: [] }
  return { configuration: 'import', name: 'it', kind, fields, dependsOn: [], lifecycle, onChanged: undefined, range: undefined }
}
