import type { ConnectionSettings } from '../config/connection-settings.js'
import { readTextFile } from '../io/read-text.js'

/** The authority that vouches for a host, when the inventory names its file. Raises UsageError. */
export async function readAuthority({ tls }: Pick<ConnectionSettings, 'tls'>, read = readTextFile): Promise<string | undefined> {
  return typeof tls === 'object' && tls.caFile !== undefined ? read(tls.caFile) : undefined
}
