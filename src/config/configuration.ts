import type { Diagnostic } from '../base/diagnostic.js'
import type { Amount, Strategy } from '../engine/document.js'
import { type ResourceTemplate, resourceReader } from './resource-template.js'
import { configurationShellSchema, type KindSchema } from './schema/configuration.js'
import { compileSchema } from './schema-check.js'
import { parseSelector, type Selector } from './selector.js'
import { child, itemsOf, type MapNode, rangeOf, type SourceNode, textOf } from './source-node.js'
import { declarationReader, type VariableDeclarations } from './variable-declaration.js'

/** One Configuration document, its variables not yet filled in. */
export interface ConfigurationDocument {
  readonly name: string
  readonly targets: Selector
  readonly variables: VariableDeclarations
  readonly strategy: Strategy
  readonly resources: readonly ResourceTemplate[]
  readonly node: MapNode
}

export interface ReadConfiguration {
  /** Undefined when the document as a whole cannot be used; resources with errors are left out. */
  readonly configuration: ConfigurationDocument | undefined
  readonly diagnostics: readonly Diagnostic[]
}

export function configurationReader(kinds: readonly KindSchema[]): (node: MapNode) => ReadConfiguration {
  const shell = compileSchema(configurationShellSchema)
  const readResource = resourceReader(kinds)
  const readDeclarations = declarationReader()
  return (node) => {
    const diagnostics: Diagnostic[] = [...shell.check(node, 'the Configuration')]
    const resources = itemsOf(child(node, 'resources')).flatMap((item) => {
      const read = readResource(item)
      diagnostics.push(...read.diagnostics)
      return read.resource === undefined ? [] : [read.resource]
    })
    const variables = readDeclarations(child(node, 'vars'), diagnostics)
    const targets = parseSelector(
      itemsOf(child(node, 'targets')).flatMap((item) => {
        const text = textOf(item)
        return text === undefined || text === '' ? [] : [{ text, range: rangeOf(item) }]
      }),
    )
    diagnostics.push(...targets.diagnostics)
    const name = textOf(child(child(node, 'metadata'), 'name'))
    if (name === undefined) return { configuration: undefined, diagnostics }
    const configuration = {
      name,
      targets: targets.selector,
      variables,
      strategy: readStrategy(child(node, 'strategy')),
      resources,
      node,
    }
    return { configuration, diagnostics }
  }
}

function readStrategy(node: SourceNode | undefined): Strategy {
  return { batch: readAmount(child(node, 'batch')), maxFailures: readAmount(child(node, 'maxFailures')) }
}

function readAmount(node: SourceNode | undefined): Amount | undefined {
  if (node?.kind !== 'scalar') return undefined
  const { value } = node
  if (typeof value === 'string') return { percent: Number.parseInt(value, 10) }
  return typeof value === 'bigint' || typeof value === 'number' ? { count: Number(value) } : undefined
}
