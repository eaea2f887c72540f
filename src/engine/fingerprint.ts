import type { Digest } from '../base/ports.js'
import type { TypedValue } from '../cim/value.js'
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
  return digest.sha256(textOf(type.relevant(desired, observation.value)))
}

/** Their canonical JSON, written out because so much of it is written. */
function textOf(relevant: readonly (readonly [name: string, value: TypedValue])[]): string {
  let text = ''
  for (const [name, { array, type, value }] of relevant) {
    text += `${text === '' ? '[' : ','}[${JSON.stringify(name)},{"array":${array},"type":"${type}","value":${canonicalJson(value)}}]`
  }
  return text === '' ? '[]' : `${text}]`
}
