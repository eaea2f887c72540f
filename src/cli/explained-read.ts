import type { ClassSource } from '../cim/class.js'
import { CimError } from '../cim/status.js'
import type { CimInstance } from '../cim/value.js'
import { findWqlMismatch } from '../cim/wql/check.js'
import type { WqlQuery } from '../cim/wql/query.js'
import { hintForClass } from './known-class.js'

export interface ExplainedRead {
  readonly classes: ClassSource
  readonly namespace: string
  /** What is asked, or the class of which all is asked. */
  readonly asked: WqlQuery | string
}

/** What a host answers. It knows what it does not have; the catalogue knows what was meant. */
export async function* explainedRead(
  instances: AsyncIterable<CimInstance>,
  read: ExplainedRead,
): AsyncGenerator<CimInstance, void, undefined> {
  try {
    yield* instances
  } catch (error) {
    const better = error instanceof CimError ? explain(error, read) : undefined
    throw better ?? error
  }
}

function explain(error: CimError, { classes, namespace, asked }: ExplainedRead): CimError | undefined {
  const query = typeof asked === 'string' || asked.kind !== 'select' ? undefined : asked
  const className = typeof asked === 'string' ? asked : query?.className
  if (className === undefined) return undefined
  if (error.status === 'invalidClass' || error.status === 'invalidNamespace') {
    const hint = hintForClass(classes, namespace, className)
    return hint === undefined
      ? undefined
      : new CimError(error.status, `There is no class ${className} in ${namespace}`, { cause: error, hint })
  }
  const cimClass = classes.find(namespace, className)
  if (error.status !== 'invalidQuery' || query === undefined || cimClass === undefined) return undefined
  const mismatch = findWqlMismatch(query, cimClass)
  return mismatch === undefined || error.message.includes(mismatch)
    ? undefined
    : new CimError(error.status, mismatch, { cause: error })
}
