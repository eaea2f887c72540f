import type { Digest } from '../base/ports.js'
import { canonicalJson } from './canonical-json.js'
import type { Readable, ResourceType } from './resource-type.js'

/**
 * Identifies what was read of an object as far as it matters to the desired state: `absent`, or the SHA-256 of the relevant
 * values. Two equal fingerprints mean that a plan made on the one observation holds for the other.
 */
export function fingerprintOf<Reader, Writer>(
  type: ResourceType<Reader, Writer>,
  desired: unknown,
  observation: Readable,
  digest: Digest,
): string {
  if (observation.state === 'absent') return 'absent'
  return digest.sha256(canonicalJson(type.relevant(desired, observation.value)))
}
