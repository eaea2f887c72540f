import { DecodeError, messageOf, UsageError } from '../base/errors.js'
import { suggest } from '../base/suggest.js'
import type { ClassSource } from '../cim/class.js'
import { normalizeNamespace } from '../cim/names.js'
import { CimError } from '../cim/status.js'
import { formatWql } from '../cim/wql/format.js'
import { parseWql } from '../cim/wql/parse.js'
import { createInstanceView, type InstanceFormat } from '../views/instance/instance-view.js'
import { loadFacts } from './facts.js'
import { onEachSession } from './host-run.js'
import { type InventoryOptions, loadHosts } from './inventory.js'
import { guardRun } from './run-guard.js'
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

/** `get`: the instances of a class on every host, printed as they come. Returns the exit code. */
export function getInstances(options: GetOptions, terminal: Terminal): Promise<number> {
  return guardRun(options.timeout, terminal, async (signal) => {
    const wql = queryOf(options)
    const hosts = await loadHosts(options)
    const { classes } = loadFacts()
    const namespace = normalizeNamespace(options.namespace)
    const { properties, concurrency } = options
    const view = createInstanceView(options.format, { write: terminal.out, style: terminal.style, properties })
    try {
      return await onEachSession(hosts, { classes, concurrency, terminal, signal }, async (host, session) => {
        const instances =
          wql === undefined
            ? session.enumerate(namespace, options.className, { signal })
            : session.query(namespace, wql, { signal })
        try {
          for await (const instance of instances) view.instance(host.name, instance)
        } catch (error) {
          throw withSuggestion(error, namespace, options.className, classes)
        }
      })
    } finally {
      view.end()
    }
  })
}

/** A host knows what it does not have; the catalogue knows what was meant. */
function withSuggestion(error: unknown, namespace: string, className: string, classes: ClassSource): unknown {
  if (!(error instanceof CimError) || error.status !== 'invalidClass') return error
  const meant = suggest(className, classes.classNames(namespace))
  if (meant === undefined) return error
  return new CimError('invalidClass', `There is no class ${className} in ${namespace}`, { hint: `Did you mean ${meant}?` })
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
