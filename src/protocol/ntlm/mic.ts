import { hmac } from '../../crypto/digest.js'

export interface Exchange {
  readonly negotiate: Uint8Array
  readonly challenge: Uint8Array
  /** With zeros in place of the MIC. */
  readonly authenticate: Uint8Array
}

/** The MIC of an AUTHENTICATE message: a code over all three messages ([MS-NLMP] 3.1.5.1.2). */
export function computeMic(exportedSessionKey: Uint8Array, { negotiate, challenge, authenticate }: Exchange): Uint8Array {
  return hmac('md5', exportedSessionKey, negotiate, challenge, authenticate)
}
