import { suggest } from '../base/suggest.js'
import type { ClassSource } from '../cim/class.js'
import { normalizeNamespace } from '../cim/names.js'
import { CimError } from '../cim/status.js'
import type { CimInstance } from '../cim/value.js'
import { classQuery } from './class-query.js'
import { loadFacts } from './facts.js'
import { type PrintOptions, printInstances } from './print-instances.js'
import { guardRun } from './run-guard.js'
import type { Terminal } from './terminal.js'

export interface GetOptions extends PrintOptions {
  readonly className: string
  readonly namespace: string
  readonly where: string | undefined
}

/** `get`: the instances of a class on every host. Returns the exit code. */
export function getInstances(options: GetOptions, terminal: Terminal): Promise<number> {
  return guardRun(options.timeout, terminal, (signal) => {
    const { className, where, columns } = options
    const wql = where === undefined && columns === undefined ? undefined : classQuery({ className, where, properties: columns })
    const { classes } = loadFacts()
    const namespace = normalizeNamespace(options.namespace)
    return printInstances(options, { classes, terminal, signal }, (session) =>
      explained(
        wql === undefined ? session.enumerate(namespace, className, { signal }) : session.query(namespace, wql, { signal }),
        { namespace, className, classes },
      ),
    )
  })
}

/** A host knows what it does not have; the catalogue knows what was meant. */
async function* explained(
  instances: AsyncIterable<CimInstance>,
  { namespace, className, classes }: { readonly namespace: string; readonly className: string; readonly classes: ClassSource },
): AsyncGenerator<CimInstance, void, undefined> {
  try {
    yield* instances
  } catch (error) {
    if (!(error instanceof CimError) || error.status !== 'invalidClass') throw error
    const meant = suggest(className, classes.classNames(namespace))
    if (meant === undefined) throw error
    throw new CimError('invalidClass', `There is no class ${className} in ${namespace}`, { hint: `Did you mean ${meant}?` })
  }
}
