import type { Diagnostic } from '../base/diagnostic.js'
import { buildGraph, type GraphNode, type GraphProblem } from '../engine/graph.js'
import type { ConfigurationDocument } from './configuration.js'
import { errorAt, placeOf } from './problem.js'
import type { ResourceTemplate } from './resource-template.js'
import { child, itemsOf, rangeOf, textOf } from './source-node.js'

/** Names given twice, references to nothing, and cycles, over all Configurations of a run. */
export function checkDependencies(configurations: readonly ConfigurationDocument[]): readonly Diagnostic[] {
  const resources = configurations.flatMap(({ name, resources: own }) =>
    own.map((resource) => ({ configuration: name, resource })),
  )
  const nodes = resources.map(({ configuration, resource }): GraphNode => {
    const { name, dependsOn, onChanged } = resource
    return { configuration, name, dependsOn, onChanged, absent: isAbsent(resource) }
  })
  return buildGraph(nodes).problems.map((problem) => explain(problem, resources))
}

type Entry = { readonly configuration: string; readonly resource: ResourceTemplate }

function explain(problem: GraphProblem, resources: readonly Entry[]): Diagnostic {
  const at = (index: number): ResourceTemplate => (resources[index] as Entry).resource
  switch (problem.kind) {
    case 'duplicate-name': {
      const { name, range } = at(problem.node)
      const detail = `The name '${name}' is already given at ${placeOf(at(problem.first).range)}. Names are unique within a Configuration.`
      return errorAt(range, 'Duplicate resource', detail)
    }
    case 'unknown-reference': {
      const meant = problem.suggestion === undefined ? '' : ` Did you mean '${problem.suggestion}'?`
      const detail = `'${problem.reference}' is no resource of this Configuration.${meant}`
      return errorAt(referenceRange(at(problem.node), problem.reference), 'Unknown resource', detail, problem.suggestion)
    }
    case 'cycle': {
      const [first] = problem.nodes
      const start = at(first ?? 0)
      const names = [...problem.nodes, first ?? 0].map((index) => at(index).name)
      const detail = `Each of these resources waits for the next: ${names.join(' → ')}. Leave out one of these dependencies.`
      return errorAt(referenceRange(start, names[1] ?? ''), 'Dependency cycle', detail)
    }
  }
}

/** Where a resource refers to another one; the resource itself when that is not found. */
function referenceRange({ node, range }: ResourceTemplate, reference: string) {
  const references = [...itemsOf(child(node, 'dependsOn')), ...itemsOf(child(child(node, 'on'), 'changed'))]
  const found = references.find((item) => textOf(item) === reference || textOf(item)?.endsWith(`/${reference}`) === true)
  return found === undefined ? range : rangeOf(found)
}

function isAbsent({ node }: ResourceTemplate): boolean {
  return textOf(child(node, 'ensure')) === 'absent'
}
