import { encodeExtendedStatus } from '../kerberos-error.js'
import { splitTime } from '../make-key.js'
import { encodeKrbError } from '../messages/krb-error.js'
import type { PrincipalName } from '../messages/principal-name.js'

export interface RefusalDetails {
  readonly data?: Uint8Array
  /** NTSTATUS for Windows clients. */
  readonly status?: number
  /** The realm a client belongs to. */
  readonly crealm?: string
}

/** A KDC's no, on its way to becoming a KRB-ERROR. */
export class KdcRefusal extends Error {
  readonly errorCode: number
  readonly details: RefusalDetails

  constructor(errorCode: number, details: RefusalDetails = {}) {
    super(`KRB-ERROR ${errorCode}`)
    this.errorCode = errorCode
    this.details = details
  }
}

export interface RefusalPlace {
  readonly now: number
  readonly realm: string
  readonly sname: PrincipalName
  readonly cname: PrincipalName | undefined
}

/** KRB-ERROR with the KDC's time, by which a client can set its own right. */
export function encodeRefusal({ errorCode, details }: KdcRefusal, { now, realm, sname, cname }: RefusalPlace): Uint8Array {
  const { time, usec } = splitTime(now)
  const { status, crealm, data = status === undefined ? undefined : encodeExtendedStatus(status) } = details
  return encodeKrbError({ stime: time, susec: usec, errorCode, crealm, cname, realm, sname, data })
}
