import { DecodeError, messageOf, UsageError } from '../base/errors.js'
import { normalizeNamespace } from '../cim/names.js'
import { formatWql } from '../cim/wql/format.js'
import { parseWql } from '../cim/wql/parse.js'
import { defaultConcurrency } from '../engine/plan-run.js'
import { createInstanceView, type InstanceFormat } from '../views/instance/instance-view.js'
import { loadFacts } from './facts.js'
import { onEachHost } from './host-run.js'
import { type InventoryOptions, loadHosts } from './inventory.js'
import { guardRun } from './run-guard.js'
import { secretResolver } from './secret-resolver.js'
import { openSessions } from './sessions.js'
import type { Terminal } from './terminal.js'

export interface GetOptions extends InventoryOptions {
  readonly className: string
  readonly namespace: string
  readonly where: string | undefined
  readonly properties: readonly string[] | undefined
  readonly format: InstanceFormat
  readonly concurrency: number | undefined
  readonly timeout: number | undefined
}

/** `get`: the instances of a class on every host, printed as they come. */
export async function getInstances(options: GetOptions, terminal: Terminal): Promise<number> {
  const guard = guardRun(options.timeout, terminal)
  try {
    const wql = queryOf(options)
    const hosts = await loadHosts(options)
    const { classes } = loadFacts()
    const byName = new Map(hosts.map((host) => [host.name, host]))
    const sessions = openSessions({
      connectionOf: (name) => byName.get(name),
      resolver: secretResolver(terminal, guard.signal),
      classes,
      warn: terminal.err,
    })
    await sessions.prepare(hosts)
    const view = createInstanceView(options.format, {
      write: terminal.out,
      style: terminal.style,
      properties: options.properties,
    })
    const namespace = normalizeNamespace(options.namespace)
    const { signal } = guard
    try {
      const outcome = await onEachHost(
        hosts,
        { sessions, concurrency: options.concurrency ?? defaultConcurrency, terminal, signal },
        async (host, session) => {
          const instances =
            wql === undefined
              ? session.enumerate(namespace, options.className, { signal })
              : session.query(namespace, wql, { signal })
          for await (const instance of instances) view.instance(host.name, instance)
        },
      )
      return guard.exitCode(outcome)
    } finally {
      view.end()
      await sessions.close()
    }
  } catch (error) {
    return guard.exitCodeOfError(error)
  } finally {
    guard.release()
  }
}

/** The condition is parsed before it becomes part of a query: what is sent is what wmctl understood. */
function queryOf({ className, where, properties }: GetOptions): string | undefined {
  if (where === undefined && properties === undefined) return undefined
  const names = properties === undefined ? '*' : properties.join(', ')
  const query = parsed(`SELECT ${names} FROM ${className}${where === undefined ? '' : ` WHERE ${where}`}`)
  if (query.kind !== 'select') throw new UsageError(`${className} is not the name of a class`)
  return formatWql(query)
}

function parsed(text: string): ReturnType<typeof parseWql> {
  try {
    return parseWql(text)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new UsageError(`${text} is no query: ${messageOf(error)}`, {
      hint: "A condition looks like --where \"State = 'Stopped' AND StartMode = 'Auto'\"; properties are names with commas between.",
    })
  }
}
