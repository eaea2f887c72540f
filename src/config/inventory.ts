import type { Diagnostic } from '../base/diagnostic.js'
import { type ConnectionPatch, readConnection } from './connection-settings.js'
import { type CredentialDocument, readCredentials } from './credentials.js'
import { inventorySchema } from './schema/inventory.js'
import { compileSchema } from './schema-check.js'
import { child, itemsOf, type MapNode, type SourceNode, textOf } from './source-node.js'
import { parseTemplate } from './template.js'
import { noVariables, type VariableLayer, type VariableValue } from './variable-layer.js'

/** One Inventory document, its names not yet resolved. */
export interface InventoryDocument {
  readonly node: MapNode
  readonly defaults: ConnectionPatch
  readonly hosts: readonly HostDocument[]
  readonly groups: readonly GroupDocument[]
  readonly credentials: readonly CredentialDocument[]
  readonly kerberos: SourceNode | undefined
}

export interface HostDocument {
  readonly name: string
  readonly address: string
  readonly labels: Readonly<Record<string, string>>
  readonly variables: VariableLayer
  readonly groups: readonly SourceNode[]
  readonly connection: ConnectionPatch
  readonly node: SourceNode
}

export interface GroupDocument {
  readonly name: string
  /** Names or globs. */
  readonly hosts: readonly SourceNode[]
  readonly groups: readonly SourceNode[]
  readonly labels: Readonly<Record<string, string>>
  readonly variables: VariableLayer
  readonly connection: ConnectionPatch
  readonly node: SourceNode
}

export interface ReadInventory {
  readonly inventory: InventoryDocument | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** Makes the reader; its schema is compiled once for all documents. */
export function inventoryReader(): (node: MapNode) => ReadInventory {
  const schema = compileSchema(inventorySchema)
  return (node) => {
    const problems = schema.check(node, 'the Inventory')
    if (problems.length > 0) return { inventory: undefined, diagnostics: problems }
    const diagnostics: Diagnostic[] = []
    const inventory: InventoryDocument = {
      node,
      defaults: readConnection(child(child(node, 'defaults'), 'connection')),
      hosts: itemsOf(child(node, 'hosts')).map((host) => readHost(host, diagnostics)),
      groups: itemsOf(child(node, 'groups')).map((group) => readGroup(group, diagnostics)),
      credentials: readCredentials(child(node, 'credentials'), diagnostics),
      kerberos: child(node, 'kerberos'),
    }
    return { inventory, diagnostics }
  }
}

function readHost(node: SourceNode, diagnostics: Diagnostic[]): HostDocument {
  const name = textOf(child(node, 'name')) ?? ''
  return {
    name,
    address: textOf(child(node, 'address')) ?? name,
    labels: readLabels(child(node, 'labels')),
    variables: readVariables(child(node, 'vars'), diagnostics),
    groups: itemsOf(child(node, 'groups')),
    connection: readConnection(child(node, 'connection')),
    node,
  }
}

function readGroup(node: SourceNode, diagnostics: Diagnostic[]): GroupDocument {
  return {
    name: textOf(child(node, 'name')) ?? '',
    hosts: itemsOf(child(node, 'hosts')),
    groups: itemsOf(child(node, 'groups')),
    labels: readLabels(child(node, 'labels')),
    variables: readVariables(child(node, 'vars'), diagnostics),
    connection: readConnection(child(node, 'connection')),
    node,
  }
}

const noLabels: Readonly<Record<string, string>> = {}

function readLabels(node: SourceNode | undefined): Readonly<Record<string, string>> {
  if (node?.kind !== 'map') return noLabels
  return Object.fromEntries([...node.entries.values()].map(({ name, value }) => [name, labelText(value)]))
}

function labelText(node: SourceNode): string {
  return node.kind === 'scalar' ? String(node.value) : ''
}

/** The values of a `vars:` mapping as templates. */
export function readVariables(node: SourceNode | undefined, diagnostics: Diagnostic[]): VariableLayer {
  if (node?.kind !== 'map' || node.entries.size === 0) return noVariables
  const layer = new Map<string, VariableValue>()
  for (const { name, value } of node.entries.values()) {
    const parsed = parseTemplate(value)
    diagnostics.push(...parsed.diagnostics)
    layer.set(name, { template: parsed.template, node: value })
  }
  return layer
}
