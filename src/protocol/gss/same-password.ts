import type { Secret } from '../../base/secret.js'
import { equalInConstantTime } from '../../crypto/constant-time.js'
import { digest } from '../../crypto/digest.js'

/**
 * Whether a password is the one of an account, in a time that tells nothing about it. A user that does not exist has no `known`
 * password, and takes as long as one with another.
 */
export function isSamePassword(given: Secret, known: Secret | undefined): boolean {
  const equal = equalInConstantTime(fingerprint(given), fingerprint(known))
  return known !== undefined && equal
}

/** Of one length for all passwords. */
function fingerprint(password: Secret | undefined): Uint8Array {
  return digest('sha256', new TextEncoder().encode(password?.reveal() ?? ''))
}
