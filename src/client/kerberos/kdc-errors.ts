import { AuthError } from '../../base/errors.js'
import type { KdcFailure } from '../../io/kdc-client.js'
import type { KerberosStep } from '../../protocol/kerberos/kerberos-error.js'

export interface KdcPlace {
  /** Name of the host in messages. */
  readonly peer: string
  readonly realm: string
  readonly step: KerberosStep
}

/** None of the KDCs of a realm answered. */
export class KdcUnreachableError extends AuthError {
  readonly realm: string
  readonly step: KerberosStep
  /** What became of each address that was tried. */
  readonly attempts: readonly KdcFailure[]

  constructor({ peer, realm, step }: KdcPlace, attempts: readonly KdcFailure[]) {
    const tried = attempts.map(({ address, detail }) => `${address}: ${detail}`).join('; ')
    super(peer, 'Kerberos', 'kdc-unreachable', `no KDC of the realm ${realm} answered in the ${step} (${tried})`, {
      hint: `Check that port 88, UDP and TCP, of a domain controller can be reached from here, or name another one in the inventory: \`kerberos: { realms: { ${realm}: { kdcs: [NAME] } } }\`.`,
    })
    this.realm = realm
    this.step = step
    this.attempts = attempts
  }

  with({ peer }: { readonly peer: string }): KdcUnreachableError {
    return new KdcUnreachableError({ peer, realm: this.realm, step: this.step }, this.attempts)
  }
}

/** Nothing says where the KDCs of a realm are. */
export class UnknownRealmError extends AuthError {
  readonly realm: string
  readonly step: KerberosStep
  /** What was looked at, in words. */
  readonly passedOver: readonly string[]

  constructor({ peer, realm, step }: KdcPlace, passedOver: readonly string[]) {
    super(peer, 'Kerberos', 'unsupported', `no KDC of the realm ${realm} is known for the ${step} (${passedOver.join('; ')})`, {
      hint: `Check the realm of the user name, which is the DNS name of the domain (user@corp.example), or write into the inventory: \`kerberos: { realms: { ${realm}: { kdcs: [NAME] } } }\`.`,
    })
    this.realm = realm
    this.step = step
    this.passedOver = passedOver
  }

  with({ peer }: { readonly peer: string }): UnknownRealmError {
    return new UnknownRealmError({ peer, realm: this.realm, step: this.step }, this.passedOver)
  }
}
