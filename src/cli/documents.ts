import process from 'node:process'
import type { Diagnostic } from '../base/diagnostic.js'
import { UsageError } from '../base/errors.js'
import { type Compiled, compile } from '../config/compile.js'
import { ConfigError } from '../config/config-error.js'
import { type Documents, readDocuments } from '../config/documents.js'
import { hasErrors } from '../config/problem.js'
import type { SourceText } from '../config/source.js'
import { readOutsideVariables } from '../config/variables.js'
import { checkConflicts } from '../engine/conflicts.js'
import type { ResourceDocument, SecretReference } from '../engine/document.js'
import { documentParser } from '../engine/document-parser.js'
import type { ResourceKinds } from '../engine/resource-kinds.js'
import { findDocumentFiles } from '../io/document-files.js'
import { readStreamText, readTextFile } from '../io/read-text.js'
import type { CimReader, CimSession } from '../session/cim-session.js'

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

/** Reads, compiles and checks everything that can be checked without a host. Throws ConfigError when anything is wrong. */
export async function loadFleet(options: DocumentOptions, kinds: ResourceKinds<CimReader, CimSession>): Promise<Fleet> {
  if (options.files.length === 0) {
    throw new UsageError('No documents were named', {
      hint: 'Name files or a directory with -f, for example: wmctl plan -f site.yaml -i inventory.yaml',
    })
  }
  const fileSources = await readSources(options.files)
  const inventorySources = options.inventory === undefined ? [] : await readSources([options.inventory])
  const documents = mergeInventory(readDocuments(fileSources, [...kinds.values()]), inventorySources, kinds)
  const variables = readOutsideVariables(options.variables, await readSources(options.variableFiles))
  const { inventories, configurations } = documents
  const compiled = compile({
    inventories,
    configurations,
    diagnostics: [...documents.diagnostics, ...variables.diagnostics],
    variables: variables.variables,
    limit: options.limit,
    targets: options.targets,
  })
  const resources = checkResources(compiled, kinds)
  const found = [...documents.diagnostics, ...variables.diagnostics, ...compiled.diagnostics, ...resources.diagnostics]
  if (hasErrors(found)) throw new ConfigError(found)
  const diagnostics = [...found, ...checkConflicts(compiled.hosts, documentParser(kinds))]
  if (hasErrors(diagnostics)) throw new ConfigError(diagnostics)
  return { ...compiled, diagnostics, documents, secrets: resources.secrets, sources: [...fileSources, ...inventorySources] }
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

interface ResourceFindings {
  readonly diagnostics: readonly Diagnostic[]
  readonly secrets: readonly SecretReference[]
}

/** What the resource types find: classes, properties, values, secrets. A document that many hosts share is checked once. */
function checkResources(compiled: Compiled, kinds: ResourceKinds<CimReader, CimSession>): ResourceFindings {
  const found = new Map<string, Diagnostic>()
  const secrets: SecretReference[] = []
  const checked = new WeakSet<ResourceDocument>()
  for (const host of compiled.hosts) {
    for (const { resources } of host.configurations) {
      for (const document of resources) {
        if (checked.has(document)) continue
        checked.add(document)
        const type = kinds.get(document.kind)
        const parsed = type?.parse(document, compiled.locate(document))
        if (parsed?.desired !== undefined) secrets.push(...(type?.secrets(parsed.desired) ?? []))
        for (const diagnostic of parsed?.diagnostics ?? []) {
          found.set(
            JSON.stringify([diagnostic.range?.file, diagnostic.range?.start, diagnostic.summary, diagnostic.detail]),
            diagnostic,
          )
        }
      }
    }
  }
  return { diagnostics: [...found.values()], secrets }
}
