import { exitCodes } from '../engine/exit-code.js'
import { counted } from '../views/text/words.js'
import { checkDocuments, type DocumentOptions } from './documents.js'
import { loadFacts } from './facts.js'
import { renderDiagnostics } from './print-diagnostics.js'
import { builtinKinds } from './resource-kinds.js'
import type { Terminal } from './terminal.js'

/** `validate`: everything that can be said about documents without a host, and without an inventory of the Configurations alone. */
export async function validate(options: DocumentOptions, terminal: Terminal): Promise<number> {
  const checked = await checkDocuments(options, builtinKinds(loadFacts()))
  terminal.err(renderDiagnostics(checked.diagnostics, terminal))
  const { configurations } = checked.documents
  const resources = countResources(configurations)
  const counts = [counted(configurations.length, 'configuration'), counted(resources, 'resource')]
  if ('hosts' in checked) counts.push(counted(checked.hosts.length, 'host'))
  terminal.out(`Valid: ${counts.join(', ')}.\n`)
  if (!('hosts' in checked)) terminal.err(withoutInventory(resources - countResources(checked.configurations)))
  return exitCodes.ok
}

function countResources(configurations: readonly { readonly resources: readonly unknown[] }[]): number {
  return configurations.reduce((sum, { resources }) => sum + resources.length, 0)
}

function withoutInventory(unchecked: number): string {
  const more = unchecked === 0 ? '' : `, nor the values of ${counted(unchecked, 'resource')} that hosts decide`
  return `Without an inventory (-i) no hosts were checked${more}.\n`
}
