import { DecodeError } from '../../../base/errors.js'
import type { Clock, RandomSource } from '../../../base/ports.js'
import { defaultEncryptionTypes } from '../crypto/encryption-types.js'
import { makeNumber } from '../make-key.js'
import { encodeKdcRequest, encodeKdcRequestBody, kdcOption } from '../messages/kdc-request.js'
import { decodeKrbError, isKrbError, type KrbError } from '../messages/krb-error.js'
import { decodeEtypeInfo2, decodeMethodData, paType } from '../messages/pa-data.js'
import type { Principal } from '../messages/principal.js'
import { ticketGrantingService } from '../messages/principal-name.js'
import { askKdc, type KdcConversation } from './kdc-conversation.js'

export interface ProbeKdcOptions {
  readonly client: Principal
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

export interface KdcProbe {
  /** Milliseconds the KDC's clock is ahead of ours; undefined for an account that needs no pre-authentication. */
  readonly clockOffset: number | undefined
  /** Types of the account's keys. */
  readonly encryptionTypes: readonly number[]
}

/**
 * One AS-REQ without pre-authentication ([RFC 4120] 3.1.1): the KDC answers with its time and the types of the account's keys, and
 * no password is tried. What it says against the account is found out when a ticket is got.
 */
export function* probeKdc({ client, clock, random }: ProbeKdcOptions): KdcConversation<KdcProbe> {
  const body = {
    options: kdcOption.canonicalize,
    cname: client.name,
    realm: client.realm,
    sname: ticketGrantingService(client.realm),
    till: clock.now() + 3600_000,
    nonce: makeNumber(random),
    etypes: defaultEncryptionTypes,
  }
  const answer = yield* askKdc(
    client.realm,
    encodeKdcRequest({ kind: 'AS', padata: [], encodedBody: encodeKdcRequestBody(body) }),
  )
  if (!isKrbError(answer)) return { clockOffset: undefined, encryptionTypes: [] }
  const error = decodeKrbError(answer)
  return { clockOffset: error.stime - clock.now(), encryptionTypes: typesOf(error) }
}

function typesOf({ data }: KrbError): readonly number[] {
  if (data === undefined) return []
  try {
    const info = decodeMethodData(data).find(({ type }) => type === paType.etypeInfo2)
    return info === undefined ? [] : decodeEtypeInfo2(info.bytes).map(({ etype }) => etype)
  } catch (error) {
    if (error instanceof DecodeError) return []
    throw error
  }
}
