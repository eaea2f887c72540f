import { expect, test } from 'vitest'
import { buildGraph, type GraphNode } from '../../../src/engine/graph.js'

function node(name: string, dependsOn: readonly string[] = [], part: Partial<GraphNode> = {}): GraphNode {
  return { configuration: 'base', name, dependsOn, onChanged: undefined, absent: false, ...part }
}

function layerNames(nodes: readonly GraphNode[]): readonly (readonly string[])[] {
  return buildGraph(nodes).graph.layers.map((layer) => layer.map((index) => nodes[index]?.name ?? ''))
}

test('resources without dependencies are one layer in document order', () => {
  expect(layerNames([node('c'), node('a'), node('b')])).toEqual([['c', 'a', 'b']])
})

test('a resource comes after all that it depends on', () => {
  const nodes = [node('d', ['b', 'c']), node('b', ['a']), node('c', ['a']), node('a')]
  expect(layerNames(nodes)).toEqual([['a'], ['b', 'c'], ['d']])
})

test('between two absent resources the dependency is reversed', () => {
  const absent = { absent: true }
  expect(layerNames([node('share', ['folder'], absent), node('folder', ['disk'], absent), node('disk')])).toEqual([
    ['share', 'disk'],
    ['folder'],
  ])
})

test('reversing resolves what would be a cycle', () => {
  const nodes = [node('a', ['b'], { absent: true }), node('b', [], { absent: true }), node('c', ['a'])]
  expect(buildGraph(nodes).problems).toEqual([])
})

test('a triggered resource comes after what triggers it', () => {
  const nodes = [node('restart', [], { onChanged: ['file'] }), node('file')]
  const { graph } = buildGraph(nodes)
  expect(graph.layers).toEqual([[1], [0]])
  expect(graph.triggeredBy).toEqual([[1], undefined])
})

test('references reach other configurations of the host when they say so', () => {
  const nodes = [node('a', ['other/b']), node('b', [], { configuration: 'other' }), node('b')]
  expect(buildGraph(nodes).graph.waitsFor[0]).toEqual([1])
})

test('an own resource wins over a configuration of the same name', () => {
  const nodes = [node('a', ['other/b']), node('b', [], { configuration: 'other' }), node('other/b')]
  expect(buildGraph(nodes).graph.waitsFor[0]).toEqual([2])
})

test('an unknown reference is reported with the nearest name', () => {
  const { problems } = buildGraph([node('web'), node('a', ['wbe'])])
  expect(problems).toEqual([{ kind: 'unknown-reference', node: 1, reference: 'wbe', suggestion: 'web' }])
})

test('a name given twice is reported', () => {
  expect(buildGraph([node('a'), node('a')]).problems).toEqual([{ kind: 'duplicate-name', node: 1, first: 0 }])
})

test('a cycle is named in full, without what only leads to it', () => {
  const nodes = [node('before', ['a']), node('a', ['b']), node('b', ['c']), node('c', ['a'])]
  expect(buildGraph(nodes).problems).toEqual([{ kind: 'cycle', nodes: [1, 2, 3] }])
})

test('a resource that depends on itself is a cycle of one', () => {
  expect(buildGraph([node('a', ['a'])]).problems).toEqual([{ kind: 'cycle', nodes: [0] }])
})

test('two cycles are both named', () => {
  const nodes = [node('a', ['b']), node('b', ['a']), node('c', ['d']), node('d', ['c'])]
  expect(buildGraph(nodes).problems).toEqual([
    { kind: 'cycle', nodes: [0, 1] },
    { kind: 'cycle', nodes: [2, 3] },
  ])
})

test('a dependency named twice is one edge', () => {
  expect(layerNames([node('a', ['b', 'b']), node('b')])).toEqual([['b'], ['a']])
})

test('ten thousand resources in a chain are layered', () => {
  const nodes = Array.from({ length: 10_000 }, (_, index) => node(`n${index}`, index === 0 ? [] : [`n${index - 1}`]))
  expect(buildGraph(nodes).graph.layers).toHaveLength(10_000)
})
