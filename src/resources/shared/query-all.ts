import { ConnectError, FaultError } from '../../base/errors.js'
import { takeAll } from '../../base/paged-items.js'
import type { CimInstance } from '../../cim/value.js'
import type { CimReader } from '../../session/cim-session.js'

/**
 * All that a query finds. A reading that breaks off after the host has begun to answer (the connection was cut, the host gave
 * the enumeration up) is begun anew, once: to read twice changes nothing. What fails from the start would fail again.
 */
export async function queryAll(
  reader: CimReader,
  namespace: string,
  wql: string,
  options: { readonly signal: AbortSignal },
): Promise<readonly CimInstance[]> {
  const begun: CimInstance[] = []
  try {
    await takeAll(reader.query(namespace, wql, options), begun)
    return begun
  } catch (error) {
    const brokeOff = error instanceof ConnectError || error instanceof FaultError
    if (begun.length === 0 || !brokeOff || options.signal.aborted) throw error
  }
  const again: CimInstance[] = []
  await takeAll(reader.query(namespace, wql, options), again)
  return again
}
