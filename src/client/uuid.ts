import { randomGuid } from '../base/guid.js'
import type { RandomSource } from '../base/ports.js'

/** A new GUID as WS-Management writes identifiers: with `uuid:` in front ([MS-WSMV] 3.1.4.1.7). */
export function newUuid(random: RandomSource): string {
  return `uuid:${randomGuid(random)}`
}
