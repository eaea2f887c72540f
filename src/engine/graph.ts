import { suggest } from '../base/suggest.js'

/** What the graph needs to know of a resource. */
export interface GraphNode {
  readonly configuration: string
  readonly name: string
  readonly dependsOn: readonly string[]
  readonly onChanged: readonly string[] | undefined
  /** The object is wanted not to exist. */
  readonly absent: boolean
}

/** Resources are numbers: their positions in the list the graph was built from. */
export interface Graph {
  /** For each resource, those that must be done before it, sorted. */
  readonly waitsFor: readonly (readonly number[])[]
  /** For each resource, those it is triggered by (`on.changed`); undefined when it is not a triggered one. */
  readonly triggeredBy: readonly (readonly number[] | undefined)[]
  /** Resources whose predecessors are all in earlier layers. Within a layer the order of the documents is kept. */
  readonly layers: readonly (readonly number[])[]
}

export type GraphProblem =
  | {
      readonly kind: 'unknown-reference'
      readonly node: number
      readonly reference: string
      readonly suggestion: string | undefined
    }
  | { readonly kind: 'duplicate-name'; readonly node: number; readonly first: number }
  /** Each waits for the next, the last for the first. */
  | { readonly kind: 'cycle'; readonly nodes: readonly number[] }

/** Builds graphs one after another; one whose resources are as those of the one before is that same graph. */
export function graphBuilder(): (nodes: readonly GraphNode[]) => BuiltGraph {
  let last: { readonly nodes: readonly GraphNode[]; readonly built: BuiltGraph } | undefined
  return (nodes) => {
    if (last === undefined || !sameNodes(last.nodes, nodes)) last = { nodes, built: buildGraph(nodes) }
    return last.built
  }
}

interface BuiltGraph {
  readonly graph: Graph
  readonly problems: readonly GraphProblem[]
}

/** Documents of one template share its lists, so it is enough to look whether these are the same. */
function sameNodes(a: readonly GraphNode[], b: readonly GraphNode[]): boolean {
  return a.length === b.length && a.every((node, index) => sameNode(node, b[index]))
}

function sameNode(a: GraphNode, b: GraphNode | undefined): boolean {
  return (
    a.name === b?.name &&
    a.configuration === b.configuration &&
    a.dependsOn === b.dependsOn &&
    a.onChanged === b.onChanged &&
    a.absent === b.absent
  )
}

/**
 * The dependency graph of one host. A reference is the name of a resource of the same configuration, or
 * `configuration/resource` for one of another configuration of the host. Between two resources that are wanted absent the
 * dependency is reversed: what depends on an object is deleted before it. The layers are complete only without problems.
 */
export function buildGraph(nodes: readonly GraphNode[]): BuiltGraph {
  const problems: GraphProblem[] = []
  const byName = indexNames(nodes, problems)
  // Most resources wait for nothing, and a graph is built for every host: only what is there is made.
  const waiting = new Map<number, Set<number>>()
  const triggeredBy = nodes.map((node, index) => {
    for (const target of resolveAll(node.dependsOn, index)) {
      if (node.absent && nodes[target]?.absent === true) wait(target, index)
      else wait(index, target)
    }
    if (node.onChanged === undefined) return undefined
    const triggers = resolveAll(node.onChanged, index)
    for (const target of triggers) wait(index, target)
    return triggers
  })

  function wait(index: number, target: number): void {
    const targets = waiting.get(index)
    if (targets === undefined) waiting.set(index, new Set([target]))
    else targets.add(target)
  }

  function resolveAll(references: readonly string[], index: number): readonly number[] {
    if (references.length === 0) return none
    return references.flatMap((reference) => {
      const target = resolve(nodes[index], reference, byName)
      if (target !== undefined) return [target]
      const names = [...byName.keys()].map((name) => localName(name, nodes[index]))
      problems.push({ kind: 'unknown-reference', node: index, reference, suggestion: suggest(reference, names) })
      return []
    })
  }

  const waitsFor = nodes.map((_, index) => {
    const targets = waiting.get(index)
    return targets === undefined ? none : [...targets].sort((a, b) => a - b)
  })
  const layers = waiting.size === 0 ? onlyLayer(nodes) : layersOf(waitsFor, problems)
  return { graph: { waitsFor, triggeredBy, layers }, problems }
}

const none: readonly number[] = []

function onlyLayer(nodes: readonly GraphNode[]): readonly (readonly number[])[] {
  return nodes.length === 0 ? [] : [[...nodes.keys()]]
}

function indexNames(nodes: readonly GraphNode[], problems: GraphProblem[]): ReadonlyMap<string, number> {
  const byName = new Map<string, number>()
  for (const [index, node] of nodes.entries()) {
    const name = `${node.configuration}/${node.name}`
    const first = byName.get(name)
    if (first === undefined) byName.set(name, index)
    else problems.push({ kind: 'duplicate-name', node: index, first })
  }
  return byName
}

function resolve(from: GraphNode | undefined, reference: string, byName: ReadonlyMap<string, number>): number | undefined {
  return byName.get(`${from?.configuration}/${reference}`) ?? byName.get(reference)
}

function localName(name: string, node: GraphNode | undefined): string {
  const prefix = `${node?.configuration}/`
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}

/** Kahn's algorithm by layers; what remains contains cycles, each of which is reported and then cut to find the next. */
function layersOf(edges: readonly (readonly number[])[], problems: GraphProblem[]): readonly (readonly number[])[] {
  const dependents: number[][] = edges.map(() => [])
  const missing = edges.map((targets) => targets.length)
  for (const [index, targets] of edges.entries()) for (const target of targets) dependents[target]?.push(index)
  const layers: number[][] = []
  const done = new Set<number>()
  let layer = [...edges.keys()].filter((index) => missing[index] === 0)
  while (done.size < edges.length) {
    if (layer.length === 0) {
      const cycle = findCycle(edges, done)
      problems.push({ kind: 'cycle', nodes: cycle })
      layer = [...cycle]
    }
    layers.push(layer)
    for (const index of layer) done.add(index)
    const ready = new Set<number>()
    for (const index of layer) {
      for (const dependent of dependents[index] ?? []) {
        const left = (missing[dependent] ?? 0) - 1
        missing[dependent] = left
        if (left === 0 && !done.has(dependent)) ready.add(dependent)
      }
    }
    layer = [...ready].sort((a, b) => a - b)
  }
  return layers
}

/** Every resource that is left waits for another that is left, so following any of them comes round. */
function findCycle(edges: readonly (readonly number[])[], done: ReadonlySet<number>): readonly number[] {
  const path: number[] = []
  const position = new Map<number, number>()
  let at = [...edges.keys()].find((index) => !done.has(index)) ?? 0
  while (!position.has(at)) {
    position.set(at, path.length)
    path.push(at)
    at = edges[at]?.find((target) => !done.has(target)) ?? at
  }
  return path.slice(position.get(at))
}
