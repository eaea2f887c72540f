import { normalizeNamespace } from '../cim/names.js'
import { formatWql } from '../cim/wql/format.js'
import { selectOf } from './class-query.js'
import { explainedRead } from './explained-read.js'
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
    const query = where === undefined && columns === undefined ? undefined : selectOf({ className, where, properties: columns })
    const { classes } = loadFacts()
    const namespace = normalizeNamespace(options.namespace)
    return printInstances(options, { classes, terminal, signal }, (session) =>
      explainedRead(
        query === undefined
          ? session.enumerate(namespace, className, { signal })
          : session.query(namespace, formatWql(query), { signal }),
        { classes, namespace, asked: query ?? className },
      ),
    )
  })
}
