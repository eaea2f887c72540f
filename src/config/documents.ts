import type { Diagnostic } from '../base/diagnostic.js'
import { type ConfigurationDocument, configurationReader } from './configuration.js'
import { type InventoryDocument, inventoryReader } from './inventory.js'
import { errorAt, unknownName, warningAt } from './problem.js'
import { readText } from './read-text.js'
import { apiVersion } from './schema/common.js'
import type { KindSchema } from './schema/configuration.js'
import { indexLines, rangeBetween, type SourceText } from './source.js'
import { child, headOf, type MapNode, rangeOf, type SourceNode, textOf } from './source-node.js'

/** What the files of a run hold, each document by itself; `compile` puts them together. */
export interface Documents {
  readonly inventories: readonly InventoryDocument[]
  readonly configurations: readonly ConfigurationDocument[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads any number of files with any number of documents each. `kinds` are the registered resource types. */
export function readDocuments(sources: readonly SourceText[], kinds: readonly KindSchema[]): Documents {
  const inventories: InventoryDocument[] = []
  const configurations: ConfigurationDocument[] = []
  const diagnostics: Diagnostic[] = []
  const readInventory = inventoryReader()
  const readConfiguration = configurationReader(kinds)
  for (const source of sources) {
    const texts = readText(source)
    diagnostics.push(...texts.diagnostics)
    if (texts.documents.length === 0 && texts.diagnostics.length === 0) {
      const place = rangeBetween(indexLines(source), 0, 0)
      diagnostics.push(warningAt(place, 'Empty file', 'The file holds no document.'))
    }
    for (const node of texts.documents) {
      const kind = documentKind(node)
      if (typeof kind !== 'string') diagnostics.push(kind)
      else if (kind === 'Inventory') {
        const read = readInventory(node as MapNode)
        diagnostics.push(...read.diagnostics)
        if (read.inventory !== undefined) inventories.push(read.inventory)
      } else {
        const read = readConfiguration(node as MapNode)
        diagnostics.push(...read.diagnostics)
        if (read.configuration !== undefined) configurations.push(read.configuration)
      }
    }
  }
  return { inventories, configurations, diagnostics }
}

const documentKinds = ['Inventory', 'Configuration'] as const

function documentKind(node: SourceNode): (typeof documentKinds)[number] | Diagnostic {
  if (node.kind !== 'map') {
    return errorAt(
      headOf(node),
      'Not a document',
      `A document is a mapping that starts with 'apiVersion: ${apiVersion}' and 'kind:'.`,
    )
  }
  const version = child(node, 'apiVersion')
  const kind = child(node, 'kind')
  if (version === undefined) {
    return errorAt(
      headOf(node),
      'Missing field',
      `The document needs the field 'apiVersion'. Write 'apiVersion: ${apiVersion}' as its first line.`,
    )
  }
  if (textOf(version) !== apiVersion) {
    const detail = `This version of wmctl reads documents of '${apiVersion}' only. Write 'apiVersion: ${apiVersion}'.`
    return errorAt(rangeOf(version), 'Unknown version', detail, apiVersion)
  }
  if (kind === undefined) {
    return errorAt(headOf(node), 'Missing field', `The document needs the field 'kind': ${documentKinds.join(' or ')}.`)
  }
  const name = textOf(kind)
  const known = documentKinds.find((one) => one === name)
  return (
    known ??
    unknownName(rangeOf(kind), 'Unknown kind', `There is no kind of document '${name ?? ''}'.`, name ?? '', documentKinds)
  )
}
