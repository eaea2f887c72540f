import { exitCodes } from '../engine/exit-code.js'
import { counted } from '../views/text/words.js'
import { type DocumentOptions, loadFleet } from './documents.js'
import { loadFacts } from './facts.js'
import { renderDiagnostics } from './print-diagnostics.js'
import { builtinKinds } from './resource-kinds.js'
import type { Terminal } from './terminal.js'

/** `validate`: everything that can be said about documents without a host. */
export async function validate(documents: DocumentOptions, terminal: Terminal): Promise<number> {
  const fleet = await loadFleet(documents, builtinKinds(loadFacts()))
  terminal.err(renderDiagnostics(fleet.diagnostics, terminal))
  const { configurations } = fleet.documents
  const resources = configurations.reduce((sum, configuration) => sum + configuration.resources.length, 0)
  terminal.out(
    `Valid: ${counted(configurations.length, 'configuration')}, ${counted(resources, 'resource')}, ${counted(fleet.hosts.length, 'host')}.\n`,
  )
  return exitCodes.ok
}
