import { normalizeNamespace } from '../cim/names.js'
import { formatWql } from '../cim/wql/format.js'
import { parseQuery } from './class-query.js'
import { explainedRead } from './explained-read.js'
import { loadFacts } from './facts.js'
import { type PrintOptions, printInstances } from './print-instances.js'
import { guardRun } from './run-guard.js'
import type { Terminal } from './terminal.js'

export interface QueryOptions extends PrintOptions {
  readonly wql: string
  readonly namespace: string
}

/** `query`: what every host answers to a WQL query. Returns the exit code. */
export function queryInstances(options: QueryOptions, terminal: Terminal): Promise<number> {
  return guardRun(options.timeout, terminal, (signal) => {
    const query = parseQuery(options.wql)
    const selected = query.kind === 'select' ? query.properties : undefined
    const namespace = normalizeNamespace(options.namespace)
    const wql = formatWql(query)
    const { classes } = loadFacts()
    const columns = options.columns ?? selected
    return printInstances({ ...options, columns }, { classes, terminal, signal }, (session) =>
      explainedRead(session.query(namespace, wql, { signal }), { classes, namespace, asked: query }),
    )
  })
}
