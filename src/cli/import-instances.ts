import { UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { CimClass } from '../cim/class.js'
import { normalizeNamespace } from '../cim/names.js'
import type { HostEntry } from '../config/hosts.js'
import { importInstance } from '../resources/cim/import-instance.js'
import { cimResourceType } from '../resources/cim/index.js'
import type { ResourceFacts } from '../resources/shared/facts.js'
import type { CimReader } from '../session/cim-session.js'
import { classQuery } from './class-query.js'
import { loadFacts } from './facts.js'
import { onEachSession } from './host-run.js'
import { loadHosts } from './inventory.js'
import { guardRun } from './run-guard.js'
import { type Candidate, settleImport } from './settle-import.js'
import type { Terminal } from './terminal.js'
import { writeImport } from './write-import.js'

export interface ImportOptions {
  readonly className: string
  readonly namespace: string
  readonly where: string | undefined
  readonly inventory: string | undefined
  readonly host: string
  /** Of the Configuration; undefined: made from class and host. */
  readonly name: string | undefined
  /** The file to write; undefined: stdout. */
  readonly out: string | undefined
  readonly timeout: number | undefined
}

/** `import`: live objects of a host as a Configuration that plans to no changes on that host. Returns the exit code. */
export function importInstances(options: ImportOptions, terminal: Terminal): Promise<number> {
  return guardRun(options.timeout, terminal, async (signal) => {
    const facts = loadFacts()
    const query = queryOf(options, facts)
    const host = await findHost(options)
    return onEachSession([host], { classes: facts.classes, concurrency: 1, terminal, signal }, async (_, session) => {
      const candidates = await readCandidates(session, query, facts, signal)
      const imported = await settleImport(candidates, {
        kind: cimResourceType(facts),
        properties: 'properties',
        session,
        signal,
      })
      await writeImport(imported, { ...options, className: query.cimClass.name, host: host.name }, terminal)
    })
  })
}

interface ClassQuery {
  readonly namespace: string
  readonly cimClass: CimClass
  readonly wql: string
}

function queryOf({ className, where, ...options }: ImportOptions, { classes }: ResourceFacts): ClassQuery {
  const namespace = normalizeNamespace(options.namespace)
  const cimClass = classes.find(namespace, className)
  if (cimClass === undefined) {
    const meant = suggest(className, classes.classNames(namespace))
    const hint = meant === undefined ? 'Name the namespace of the class with --namespace.' : `Did you mean ${meant}?`
    throw new UsageError(`No class ${className} is known in ${namespace}`, { hint })
  }
  return { namespace, cimClass, wql: classQuery({ className: cimClass.name, where, properties: undefined }) }
}

async function readCandidates(
  session: CimReader,
  { namespace, cimClass: asked, wql }: ClassQuery,
  { classes, adapters }: ResourceFacts,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = []
  for await (const instance of session.query(namespace, wql, { signal })) {
    // A query finds instances of subclasses too; each is written as what it is.
    const cimClass = classes.find(namespace, instance.className) ?? asked
    candidates.push(importInstance(instance, { namespace, cimClass, adapter: adapters.find(namespace, cimClass.name) }))
  }
  return candidates
}

async function findHost({ inventory, host }: ImportOptions): Promise<HostEntry> {
  const hosts = await loadHosts({ inventory, limit: [] })
  const found = hosts.find(({ name }) => name.toLowerCase() === host.toLowerCase())
  if (found !== undefined) return found
  const meant = suggest(
    host,
    hosts.map(({ name }) => name),
  )
  throw new UsageError(`There is no host ${host} in the inventory`, meant === undefined ? {} : { hint: `Did you mean ${meant}?` })
}
