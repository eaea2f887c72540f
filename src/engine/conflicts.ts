import type { Diagnostic } from '../base/diagnostic.js'
import type { ResourceDocument } from './document.js'
import type { DocumentParser, ParsedBody } from './document-parser.js'
import type { HostTarget } from './host-target.js'
import { PlanError } from './plan-error.js'

/** Two or more resources of a host that are for the same object: they would undo each other. */
export interface Conflict {
  readonly identity: string
  /** Positions in the host's list. */
  readonly indexes: readonly number[]
  readonly documents: readonly ResourceDocument[]
}

/** Resources of one kind whose identities differ at most in case. */
export function findConflicts(
  documents: readonly ResourceDocument[],
  bodies: readonly ParsedBody<never, never>[],
): readonly Conflict[] {
  const owners = new Map<string, number>()
  const conflicts = new Map<string, number[]>()
  for (const [index, body] of bodies.entries()) {
    if ('error' in body) continue
    const first = owners.get(body.objectKey)
    if (first === undefined) owners.set(body.objectKey, index)
    else conflicts.set(body.objectKey, [...(conflicts.get(body.objectKey) ?? [first]), index])
  }
  return [...conflicts.values()].map((indexes) => {
    const [first] = indexes.map((index) => bodies[index])
    return {
      identity: first !== undefined && 'identity' in first ? first.identity : '',
      indexes,
      documents: indexes.flatMap((index) => documents[index] ?? []),
    }
  })
}

/** The error of each resource that is in a conflict; it names all of them. */
export function conflictErrors(conflicts: readonly Conflict[]): ReadonlyMap<number, Error> {
  return new Map(
    conflicts.flatMap((conflict) => {
      const message = `${conflict.identity} is wanted more than once on this host: by ${placesOf(conflict)}`
      return conflict.indexes.map((index) => [index, new PlanError(message, { hint })] as const)
    }),
  )
}

/** Conflicts on any host, without asking the hosts; one that many hosts have is found once. */
export function checkConflicts<Reader, Writer>(
  hosts: Iterable<HostTarget>,
  parse: DocumentParser<Reader, Writer>,
): readonly Diagnostic[] {
  const found = new Map<string, { readonly conflict: Conflict; readonly host: string; others: number }>()
  for (const { name, configurations } of hosts) {
    const documents = configurations.flatMap(({ resources }) => resources)
    for (const conflict of findConflicts(documents, documents.map(parse))) {
      const key = `${conflict.identity}\n${placesOf(conflict)}`
      const known = found.get(key)
      if (known === undefined) found.set(key, { conflict, host: name, others: 0 })
      else known.others += 1
    }
  }
  return [...found.values()].map(({ conflict, host, others }) => {
    const where = others === 0 ? host : `${host} and ${others} more`
    const last = conflict.documents.at(-1)
    return {
      severity: 'error',
      summary: 'Object wanted more than once',
      detail: `${conflict.identity} is wanted more than once on ${where}: by ${placesOf(conflict)}. ${hint}`,
      ...(last === undefined ? {} : { address: `${host}/${last.configuration}/${last.name}` }),
      ...(last?.range === undefined ? {} : { range: last.range }),
    }
  })
}

/** `configuration/resource (file:line)` */
export function describePlace({ configuration, name, range }: ResourceDocument): string {
  return `${configuration}/${name}${range === undefined ? '' : ` (${range.file}:${range.start.line})`}`
}

const hint = 'Keep one of them, or narrow the targets of the configurations so that no host gets both.'

function placesOf({ documents }: Conflict): string {
  return documents.map(describePlace).join(' and ')
}
