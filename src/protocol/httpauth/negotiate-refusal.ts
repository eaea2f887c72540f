import { AuthError } from '../../base/errors.js'
import type { PassedOver } from '../gss/security-context.js'
import { offeredSchemes } from './challenge.js'
import type { AuthAnswer } from './http-authenticator.js'
import type { NegotiateScheme } from './negotiate-scheme.js'

export interface RefusalFacts {
  readonly peer: string
  readonly username: string
  readonly scheme: NegotiateScheme
  readonly mechanism?: string
  /** Over HTTPS a logon is bound to the channel. */
  readonly tls: boolean
  /** The handshake was complete. */
  readonly accepted: boolean
  /** The message went over plain HTTP unsealed. */
  readonly inClear: boolean
  /** The answer came on another connection than the one the authentication was on. */
  readonly moved: boolean
  readonly passedOver: readonly PassedOver[]
  /** The KDC had accepted the user before. */
  readonly vouched?: boolean
}

/** The host refused a ticket without saying why. */
export class TicketRefusedError extends AuthError {}

/** What a 401 that ends the authentication means. */
export function explainRefusal(answer: AuthAnswer, facts: RefusalFacts): AuthError {
  const { peer, username, scheme } = facts
  const { mechanism = scheme.toLowerCase() } = facts
  if (facts.moved) {
    return new AuthError(
      peer,
      mechanism,
      'unsupported',
      'the connection does not stay open, which the authentication belongs to',
      {
        hint: 'A proxy or load balancer on the way may spread requests over connections; go around it.',
      },
    )
  }
  if (facts.accepted && facts.inClear) {
    return new AuthError(
      peer,
      mechanism,
      'insecure',
      'the host requires encryption: it knows the user, but refused a message in clear',
      {
        hint: 'Remove `allowUnencrypted` from the connection of this host, so that messages are encrypted, or use HTTPS (port 5986).',
      },
    )
  }
  const offered = offeredSchemes(answer.headers)
  if (offered.length > 0 && !offered.some((each) => each.toLowerCase() === scheme.toLowerCase())) {
    return new AuthError(peer, mechanism, 'unsupported', `the host accepts ${offered.join(', ')}, not ${scheme}`, {
      hint: 'Choose one of these with `auth`.',
    })
  }
  if (facts.vouched === true) {
    return new TicketRefusedError(peer, mechanism, 'rejected', `the host refused the Kerberos ticket of ${username}`, {
      hint: 'The KDC accepted the user, so the password is right: the SPN may belong to another account than that of the host (`setspn -Q`), the clocks may differ, or the user may lack the right to log on to the host over the network.',
    })
  }
  const passedOver = facts.passedOver.map(({ mechanism: name, reason }) => `${name} was not used: ${reason}.`)
  const caution = 'It was tried once and is not tried again, so that the account is not locked.'
  const between = facts.tls
    ? ['If the password is right: the host refuses logons through a proxy that ends TLS (CbtHardeningLevel of its service).']
    : []
  return new AuthError(peer, mechanism, 'rejected', `the host refused the logon of ${username}`, {
    hint: [...passedOver, caution, ...between].join(' '),
  })
}
