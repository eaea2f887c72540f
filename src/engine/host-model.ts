import type { Diagnostic } from '../base/diagnostic.js'
import { ResourceTypeError, WmctlError } from '../base/errors.js'
import type { Address } from './address.js'
import type { ResourceDocument } from './document.js'
import { buildGraph, type Graph, type GraphProblem } from './graph.js'
import type { HostTarget } from './host-target.js'
import { PlanError } from './plan-error.js'
import { kindOf, type ResourceKinds } from './resource-kinds.js'
import type { ResourceType } from './resource-type.js'

/** One resource of a host, read by its type. */
export interface HostNode<Reader, Writer> {
  /** Position in the host's list; the graph's number of it. */
  readonly index: number
  readonly address: Address
  readonly document: ResourceDocument
  readonly identity: string
  readonly body: ParsedBody<Reader, Writer>
}

/** What the type made of the document, or why it could not. */
export type ParsedBody<Reader, Writer> =
  | {
      readonly type: ResourceType<Reader, Writer>
      readonly desired: unknown
      readonly identity: string
      readonly absent: boolean
    }
  | { readonly error: Error }

export interface HostModel<Reader, Writer> {
  readonly host: string
  readonly nodes: readonly HostNode<Reader, Writer>[]
  readonly graph: Graph
  /** Cycles, unknown references, names given twice: with any of them nothing of the host is planned. */
  readonly problems: readonly Diagnostic[]
}

/** Reads documents by their types, each document once: hosts share the documents that do not depend on the host. */
export type DocumentParser<Reader, Writer> = (document: ResourceDocument) => ParsedBody<Reader, Writer>

export function documentParser<Reader, Writer>(kinds: ResourceKinds<Reader, Writer>): DocumentParser<Reader, Writer> {
  const known = new WeakMap<ResourceDocument, ParsedBody<Reader, Writer>>()
  return (document) => {
    const body = known.get(document) ?? parseDocument(document, kinds)
    known.set(document, body)
    return body
  }
}

/** Everything wmctl knows of a host before it is asked. */
export function modelHost<Reader, Writer>(target: HostTarget, parse: DocumentParser<Reader, Writer>): HostModel<Reader, Writer> {
  const documents = target.configurations.flatMap((configuration) => configuration.resources)
  return modelDocuments(target.name, documents, parse)
}

export function modelDocuments<Reader, Writer>(
  host: string,
  documents: readonly ResourceDocument[],
  parse: DocumentParser<Reader, Writer>,
): HostModel<Reader, Writer> {
  const bodies = documents.map(parse)
  const conflicts = findConflicts(documents, bodies)
  const nodes = documents.map((document, index): HostNode<Reader, Writer> => {
    const body = bodies[index] ?? { error: new Error('unreachable') }
    return {
      index,
      address: { host, configuration: document.configuration, resource: document.name },
      document,
      identity: 'error' in body ? `${document.kind} ${document.name}` : body.identity,
      body: conflicts.get(index) ?? body,
    }
  })
  const { graph, problems } = buildGraph(
    nodes.map((node, index) => {
      const body = bodies[index]
      return { ...node.document, absent: body !== undefined && 'absent' in body && body.absent }
    }),
  )
  return { host, nodes, graph, problems: problems.map((problem) => diagnosticOf(problem, nodes)) }
}

/** Findings about what is wanted of a host, without asking the host: for `validate` and before anything is contacted. */
export function checkHost<Reader, Writer>(target: HostTarget, parse: DocumentParser<Reader, Writer>): readonly Diagnostic[] {
  const model = modelHost(target, parse)
  const findings = model.nodes.flatMap((node) => ('error' in node.body ? [findingOf(node, node.body.error)] : []))
  return [...model.problems, ...findings]
}

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
    return { type, desired, identity: type.identity(desired), absent: type.absent?.(desired) ?? false }
  } catch (error) {
    return { error: error instanceof WmctlError ? error : new ResourceTypeError(document.kind, 'parse threw', { cause: error }) }
  }
}

/** Two resources for one object would undo each other; both are refused, and each message names both. */
function findConflicts<Reader, Writer>(
  documents: readonly ResourceDocument[],
  bodies: readonly ParsedBody<Reader, Writer>[],
): ReadonlyMap<number, { readonly error: Error }> {
  const owners = new Map<string, number[]>()
  for (const [index, body] of bodies.entries()) {
    if ('error' in body) continue
    const key = `${documents[index]?.kind}\n${body.identity.toLowerCase()}`
    const known = owners.get(key)
    if (known === undefined) owners.set(key, [index])
    else known.push(index)
  }
  const conflicts = new Map<number, { readonly error: Error }>()
  for (const indexes of owners.values()) {
    if (indexes.length === 1) continue
    const places = indexes.map((index) => describePlace(documents[index])).join(' and ')
    for (const index of indexes) {
      const body = bodies[index]
      const identity = body !== undefined && 'identity' in body ? body.identity : ''
      const error = new PlanError(`${identity} is wanted more than once on this host: by ${places}`, {
        hint: 'Keep one of them, or narrow the targets of the configurations so that no host gets both.',
      })
      conflicts.set(index, { error })
    }
  }
  return conflicts
}

function describePlace(document: ResourceDocument | undefined): string {
  if (document === undefined) return ''
  const { range } = document
  const place = range === undefined ? '' : ` (${range.file}:${range.start.line})`
  return `${document.configuration}/${document.name}${place}`
}

function diagnosticOf(problem: GraphProblem, nodes: readonly HostNode<unknown, never>[]): Diagnostic {
  const nameOf = (index: number): string => {
    const document = nodes[index]?.document
    return document === undefined ? '' : `${document.configuration}/${document.name}`
  }
  switch (problem.kind) {
    case 'unknown-reference': {
      const { reference, suggestion } = problem
      return {
        ...subjectOf(nodes[problem.node]),
        severity: 'error',
        summary: 'Unknown resource',
        detail:
          `${nameOf(problem.node)} refers to '${reference}', but this host has no such resource. Write the name of a resource of the same ` +
          'configuration, or configuration/resource for one of another configuration that applies to the host.',
        ...(suggestion === undefined ? {} : { suggestion }),
      }
    }
    case 'duplicate-name':
      return {
        ...subjectOf(nodes[problem.node]),
        severity: 'error',
        summary: 'Name given twice',
        detail: `Two resources are called ${describePlace(nodes[problem.first]?.document)}. Give each resource of a configuration a name of its own.`,
      }
    case 'cycle': {
      const [first = 0] = problem.nodes
      const path = [...problem.nodes, first].map(nameOf).join(' → ')
      return {
        ...subjectOf(nodes[first]),
        severity: 'error',
        summary: 'Dependency cycle',
        detail: `Each of these waits for the next, so none can be first: ${path}. Remove one of the dependencies.${reversal(problem.nodes, nodes)}`,
      }
    }
  }
}

/** Reversed dependencies do not stand in the documents that way, so the message says where they come from. */
function reversal(cycle: readonly number[], nodes: readonly HostNode<unknown, never>[]): string {
  const absent = cycle.filter((index) => {
    const body = nodes[index]?.body
    return body !== undefined && 'absent' in body && body.absent
  })
  return absent.length < 2
    ? ''
    : ' (Between two absent resources a dependency is reversed: what depends on an object is deleted first.)'
}

function findingOf(node: HostNode<unknown, never>, error: Error): Diagnostic {
  const hint = error instanceof WmctlError && error.hint !== undefined ? ` ${error.hint}` : ''
  return { ...subjectOf(node), severity: 'error', summary: 'Resource cannot be planned', detail: `${error.message}.${hint}` }
}

function subjectOf(node: HostNode<unknown, never> | undefined): Pick<Diagnostic, 'address' | 'range'> {
  if (node === undefined) return {}
  const { configuration, resource, host } = node.address
  const { range } = node.document
  return { address: `${host}/${configuration}/${resource}`, ...(range === undefined ? {} : { range }) }
}
