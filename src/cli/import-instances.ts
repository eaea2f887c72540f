import { InternalError } from '../base/errors.js'
import type { CimClass } from '../cim/class.js'
import { normalizeNamespace } from '../cim/names.js'
import { importInstance } from '../resources/cim/import-instance.js'
import { cimResourceType } from '../resources/cim/index.js'
import type { ResourceFacts } from '../resources/shared/facts.js'
import { queryAll } from '../resources/shared/query-all.js'
import type { CimReader } from '../session/cim-session.js'
import { classQuery } from './class-query.js'
import { loadFacts } from './facts.js'
import { findHosts } from './find-hosts.js'
import { onEachSession } from './host-run.js'
import { knownClass } from './known-class.js'
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
    const [host] = await findHosts(options.inventory, [options.host])
    if (host === undefined) throw new InternalError('No host was found')
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
  const cimClass = knownClass(classes, namespace, className)
  return { namespace, cimClass, wql: classQuery({ className: cimClass.name, where, properties: undefined }) }
}

async function readCandidates(
  session: CimReader,
  { namespace, cimClass: asked, wql }: ClassQuery,
  { classes, adapters }: ResourceFacts,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const instances = await queryAll(session, namespace, wql, { signal })
  return instances.map((instance) => {
    // A query finds instances of subclasses too; each is written as what it is.
    const cimClass = classes.find(namespace, instance.className) ?? asked
    return importInstance(instance, { namespace, cimClass, adapter: adapters.find(namespace, cimClass.name) })
  })
}
