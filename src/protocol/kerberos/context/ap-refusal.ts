import { KerberosError } from '../kerberos-error.js'
import { splitTime } from '../make-key.js'
import { encodeKrbError } from '../messages/krb-error.js'
import type { Principal } from '../messages/principal.js'
import { writeContextToken } from './gss-token.js'

export interface ApRefusal {
  /** Name of this host in messages. */
  readonly peer: string
  readonly now: number
  /** Whom the ticket is for. */
  readonly server: Principal
  /** Whom or what it is about. */
  readonly subject: string
  readonly errorCode: number
  /** In place of what the code means in general. */
  readonly detail?: string
}

/** An acceptor's no, with the KRB-ERROR that tells the initiator ([RFC 4121] 4.1). */
export function apRefusal({ peer, now, server, subject, errorCode, detail }: ApRefusal): KerberosError {
  const { time, usec } = splitTime(now)
  const message = encodeKrbError({ stime: time, susec: usec, errorCode, realm: server.realm, sname: server.name })
  return new KerberosError(
    { peer, step: 'AP exchange', subject, errorCode, ...(detail === undefined ? {} : { detail }) },
    { token: writeContextToken('KRB-ERROR', message) },
  )
}
