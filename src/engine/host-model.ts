import type { Diagnostic } from '../base/diagnostic.js'
import { InternalError } from '../base/errors.js'
import { sameItems } from '../base/same-items.js'
import type { Address } from './address.js'
import { conflictErrors, describePlace, findConflicts } from './conflicts.js'
import type { ResourceDocument } from './document.js'
import type { DocumentParser, ParsedBody } from './document-parser.js'
import { buildGraph, type Graph, type GraphProblem } from './graph.js'
import type { HostTarget } from './host-target.js'
import type { HostConfiguration } from './plan.js'

/** One resource of a host, read by its type. */
export interface HostNode<Reader, Writer> {
  /** Position in the host's list; the graph's number of it. */
  readonly index: number
  readonly address: Address
  readonly document: ResourceDocument
  readonly identity: string
  readonly body: ParsedBody<Reader, Writer>
}

export interface HostModel<Reader, Writer> {
  readonly host: string
  readonly nodes: readonly HostNode<Reader, Writer>[]
  readonly graph: Graph
  /** Cycles, unknown references, names given twice: with any of them nothing of the host is planned. */
  readonly problems: readonly Diagnostic[]
}

/** Everything wmctl knows of a host before it is asked. */
export type HostModeler<Reader, Writer> = (target: HostTarget) => HostModel<Reader, Writer>

/** Most hosts of a fleet have the same documents as the host before: what follows from these alone is worked out once for all. */
export function hostModeler<Reader, Writer>(parse: DocumentParser<Reader, Writer>): HostModeler<Reader, Writer> {
  let last: { readonly configurations: readonly HostConfiguration[]; readonly model: DocumentsModel<Reader, Writer> } | undefined
  return ({ name, configurations }) => {
    if (last === undefined || !sameItems(last.configurations, configurations)) {
      const documents = configurations.flatMap(({ resources }) => resources)
      last = { configurations, model: modelOf(documents, parse) }
    }
    return onHost(name, last.model)
  }
}

export function modelDocuments<Reader, Writer>(
  host: string,
  documents: readonly ResourceDocument[],
  parse: DocumentParser<Reader, Writer>,
): HostModel<Reader, Writer> {
  return onHost(host, modelOf(documents, parse))
}

/** What is the same on all hosts that have these documents. */
interface DocumentsModel<Reader, Writer> {
  readonly nodes: readonly Omit<HostNode<Reader, Writer>, 'address'>[]
  readonly graph: Graph
  readonly problems: readonly GraphProblem[]
}

function modelOf<Reader, Writer>(
  documents: readonly ResourceDocument[],
  parse: DocumentParser<Reader, Writer>,
): DocumentsModel<Reader, Writer> {
  const bodies = documents.map(parse)
  const conflicts = conflictErrors(findConflicts(documents, bodies))
  const nodes = documents.map((document, index) => {
    const body = bodies[index] ?? { error: new InternalError('A document was not read') }
    const conflict = conflicts.get(index)
    return {
      index,
      document,
      identity: 'error' in body ? `${document.kind} ${document.name}` : body.identity,
      body: conflict === undefined ? body : { error: conflict },
    }
  })
  const { graph, problems } = buildGraph(
    documents.map(({ configuration, name, dependsOn, onChanged }, index) => {
      const body = bodies[index]
      return { configuration, name, dependsOn, onChanged, absent: body !== undefined && 'absent' in body && body.absent }
    }),
  )
  return { nodes, graph, problems }
}

function onHost<Reader, Writer>(
  host: string,
  { nodes: common, graph, problems }: DocumentsModel<Reader, Writer>,
): HostModel<Reader, Writer> {
  const nodes = common.map(({ index, document, identity, body }): HostNode<Reader, Writer> => {
    const address = { host, configuration: document.configuration, resource: document.name }
    return { index, address, document, identity, body }
  })
  return { host, nodes, graph, problems: problems.map((problem) => diagnosticOf(problem, nodes)) }
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
        detail: `Two resources are called ${placeOf(nodes[problem.first])}. Give each resource of a configuration a name of its own.`,
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

function placeOf(node: HostNode<unknown, never> | undefined): string {
  return node === undefined ? '' : describePlace(node.document)
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

function subjectOf(node: HostNode<unknown, never> | undefined): Pick<Diagnostic, 'address' | 'range'> {
  if (node === undefined) return {}
  const { configuration, resource, host } = node.address
  const { range } = node.document
  return { address: `${host}/${configuration}/${resource}`, ...(range === undefined ? {} : { range }) }
}
