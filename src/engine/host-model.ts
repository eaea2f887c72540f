import type { Diagnostic } from '../base/diagnostic.js'
import { InternalError } from '../base/errors.js'
import type { Address } from './address.js'
import { conflictErrors, describePlace, findConflicts } from './conflicts.js'
import type { ResourceDocument } from './document.js'
import type { DocumentParser, ParsedBody } from './document-parser.js'
import { type Graph, type GraphProblem, graphBuilder } from './graph.js'
import type { HostTarget } from './host-target.js'

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

/** Everything wmctl knows of a host before it is asked; `settled` is what it has said since. */
export type HostModeler<Reader, Writer> = (
  host: string,
  documents: readonly ResourceDocument[],
  settled?: ReadonlyMap<ResourceDocument, ParsedBody<Reader, Writer>>,
) => HostModel<Reader, Writer>

/** Models hosts one after another: what they have in common is worked out once. */
export function hostModeler<Reader, Writer>(parse: DocumentParser<Reader, Writer>): HostModeler<Reader, Writer> {
  const graphOf = graphBuilder()
  return (host, documents, settled) => {
    const bodies = documents.map((document) => settled?.get(document) ?? parse(document))
    const conflicts = conflictErrors(findConflicts(documents, bodies))
    const nodes = documents.map((document, index): HostNode<Reader, Writer> => {
      const body = bodies[index] ?? { error: new InternalError('A document was not read') }
      const conflict = conflicts.get(index)
      return {
        index,
        address: { host, configuration: document.configuration, resource: document.name },
        document,
        identity: 'error' in body ? `${document.kind} ${document.name}` : body.identity,
        body: conflict === undefined ? body : { error: conflict },
      }
    })
    const { graph, problems } = graphOf(
      documents.map(({ configuration, name, dependsOn, onChanged }, index) => {
        const body = bodies[index]
        return { configuration, name, dependsOn, onChanged, absent: body?.absent === true }
      }),
    )
    return { host, nodes, graph, problems: problems.map((problem) => diagnosticOf(problem, nodes)) }
  }
}

/** The documents that apply to a host, in their order. */
export function documentsOf({ configurations }: HostTarget): readonly ResourceDocument[] {
  return configurations.flatMap(({ resources }) => resources)
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
    return body?.absent === true
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
