import process from 'node:process'
import type { Diagnostic } from '../base/diagnostic.js'
import { UsageError } from '../base/errors.js'
import { type Compiled, type CompiledAlone, compile, compileAlone } from '../config/compile.js'
import { ConfigError } from '../config/config-error.js'
import { type Documents, readDocuments } from '../config/documents.js'
import { hasErrors } from '../config/problem.js'
import type { SourceText } from '../config/source.js'
import { type OutsideVariables, readOutsideVariables } from '../config/variables.js'
import { checkConflicts } from '../engine/conflicts.js'
import type { SecretReference } from '../engine/document.js'
import { documentParser } from '../engine/document-parser.js'
import type { HostConfiguration } from '../engine/plan.js'
import { checkScopes } from '../engine/purge.js'
import type { ResourceKinds } from '../engine/resource-kinds.js'
import { findDocumentFiles } from '../io/document-files.js'
import { readStreamText, readTextFile } from '../io/read-text.js'
import type { CimReader, CimSession } from '../session/cim-session.js'
import { checkResources } from './check-resources.js'

/** What the document flags of a command say. */
export interface DocumentOptions {
  readonly files: readonly string[]
  readonly inventory: string | undefined
  readonly variables: readonly string[]
  readonly variableFiles: readonly string[]
  readonly limit: readonly string[]
  readonly targets: readonly string[]
}

export interface Fleet extends Compiled {
  readonly documents: Documents
  /** Secrets in properties and arguments, as often as they are named. */
  readonly secrets: readonly SecretReference[]
  /** Hash input: all texts that were read, in order. */
  readonly sources: readonly SourceText[]
}

/** Configurations without hosts: those of their resources that say the same on every host. */
export interface LoneDocuments extends CompiledAlone {
  readonly documents: Documents
}

/** Reads, compiles and checks everything that can be checked without a host. Throws ConfigError when anything is wrong. */
export async function loadFleet(options: DocumentOptions, kinds: ResourceKinds<CimReader, CimSession>): Promise<Fleet> {
  return compileFleet(await readInput(options, kinds), options, kinds)
}

/** What there is to say of documents: with an inventory as loadFleet does, else of the Configurations alone. */
export async function checkDocuments(
  options: DocumentOptions,
  kinds: ResourceKinds<CimReader, CimSession>,
): Promise<Fleet | LoneDocuments> {
  const input = await readInput(options, kinds)
  const needsHosts = options.inventory !== undefined || options.limit.length > 0 || options.targets.length > 0
  if (needsHosts || input.documents.inventories.length > 0) return compileFleet(input, options, kinds)
  const compiled = compileAlone({ ...input, configurations: input.documents.configurations })
  const resources = checkResources([compiled.configurations], (document) => compiled.locate(document), kinds)
  const diagnostics = [...input.diagnostics, ...compiled.diagnostics, ...resources.diagnostics]
  if (hasErrors(diagnostics)) throw new ConfigError(diagnostics)
  return { ...compiled, diagnostics, documents: input.documents }
}

interface Input {
  readonly documents: Documents
  readonly variables: OutsideVariables
  /** What was found while reading. */
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: readonly SourceText[]
}

async function readInput(options: DocumentOptions, kinds: ResourceKinds<CimReader, CimSession>): Promise<Input> {
  if (options.files.length === 0) {
    throw new UsageError('No documents were named', {
      hint: 'Name files or a directory with -f, for example: wmctl plan -f site.yaml -i inventory.yaml',
    })
  }
  const files = await readSources(options.files)
  const inventory = options.inventory === undefined ? [] : await readSources([options.inventory])
  const documents = mergeInventory(readDocuments(files, [...kinds.values()]), inventory, kinds)
  const { variables, diagnostics } = readOutsideVariables(options.variables, await readSources(options.variableFiles))
  return {
    documents,
    variables,
    diagnostics: [...documents.diagnostics, ...diagnostics],
    sources: [...files, ...inventory],
  }
}

function compileFleet(input: Input, { limit, targets }: DocumentOptions, kinds: ResourceKinds<CimReader, CimSession>): Fleet {
  const { documents, variables, sources } = input
  const { inventories, configurations } = documents
  const compiled = compile({ inventories, configurations, diagnostics: input.diagnostics, variables, limit, targets })
  const resources = checkResources(configurationsOf(compiled), (document) => compiled.locate(document), kinds)
  const found = [...input.diagnostics, ...compiled.diagnostics, ...resources.diagnostics]
  if (hasErrors(found)) throw new ConfigError(found)
  const parse = documentParser(kinds)
  // With --target resources are left out on purpose, and nothing is deleted for it.
  const scopes = targets.length > 0 ? [] : checkScopes(compiled.hosts, parse)
  const diagnostics = [...found, ...checkConflicts(compiled.hosts, parse), ...scopes]
  if (hasErrors(diagnostics)) throw new ConfigError(diagnostics)
  return { ...compiled, diagnostics, documents, secrets: resources.secrets, sources }
}

/** Host by host: those of a host are filled in when they are read, and need not be kept. */
function* configurationsOf({ hosts }: Compiled): Generator<readonly HostConfiguration[]> {
  for (const host of hosts) yield host.configurations
}

/** With `-i` the inventory is that one, whatever inventories lie among the files. */
function mergeInventory(
  documents: Documents,
  inventorySources: readonly SourceText[],
  kinds: ResourceKinds<CimReader, CimSession>,
): Documents {
  if (inventorySources.length === 0) return documents
  const { inventories, diagnostics } = readDocuments(inventorySources, [...kinds.values()])
  return { ...documents, inventories, diagnostics: [...documents.diagnostics, ...diagnostics] }
}

/** Text of files, of the documents below directories, and of standard input for `-`. */
export async function readSources(paths: readonly string[]): Promise<readonly SourceText[]> {
  const sources: SourceText[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    if (path === '-') {
      sources.push({ file: '<stdin>', text: await readStreamText(process.stdin, 'standard input') })
      continue
    }
    const files = await findDocumentFiles(path)
    if (files.length === 0)
      throw new UsageError(`${path} holds no documents`, { hint: 'Documents are files named *.yaml, *.yml or *.json.' })
    for (const file of files) {
      if (seen.has(file)) continue
      seen.add(file)
      sources.push({ file, text: await readTextFile(file) })
    }
  }
  return sources
}
