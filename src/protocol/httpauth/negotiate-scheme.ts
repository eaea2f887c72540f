import { formatBase64, parseBase64 } from '../../base/base64.js'
import { type Challenge, isScheme, parseChallenges } from './challenge.js'
import type { HeaderValues } from './header-values.js'
import type { SealProtocol } from './sealed-body.js'

/** Schemes that carry tokens of a security context ([RFC 4559], [MS-NTHT], [MS-WSMV] 2.2.9.1.2.1). */
export type NegotiateScheme = 'Negotiate' | 'Kerberos' | 'NTLM'

/** CredSSP carries its TLS the same way ([MS-WSMV] 3.1.4.1.28). */
export type TokenScheme = NegotiateScheme | 'CredSSP'

export function formatToken(scheme: TokenScheme, token: Uint8Array): string {
  return `${scheme} ${formatBase64(token)}`
}

/** The token of a challenge or of credentials, undefined when the scheme comes alone. Raises DecodeError. */
export function tokenOf({ token68 }: Challenge): Uint8Array | undefined {
  return token68 === undefined ? undefined : parseBase64(token68)
}

/** The token an answer carries for a scheme. Raises DecodeError. */
export function answeredToken(headers: HeaderValues, scheme: TokenScheme): Uint8Array | undefined {
  const challenge = parseChallenges(headers).find((each) => isScheme(each, scheme) && each.token68 !== undefined)
  return challenge === undefined ? undefined : tokenOf(challenge)
}

/** NTLM has no name of its own: Windows seals it as Negotiate. */
export function sealProtocolOf(scheme: NegotiateScheme): SealProtocol {
  return scheme === 'Kerberos' ? 'Kerberos' : 'SPNEGO'
}
