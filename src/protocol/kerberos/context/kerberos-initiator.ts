import { DecodeError, MisuseError, PeerError } from '../../../base/errors.js'
import type { Clock, RandomSource } from '../../../base/ports.js'
import { hashChannelBindings } from '../../gss/channel-bindings.js'
import type { ChannelBindings } from '../../gss/security-context.js'
import { rc4EncryptionType } from '../crypto/encryption-types.js'
import { KerberosKey } from '../crypto/kerberos-key.js'
import { keyUsage } from '../crypto/key-usage.js'
import { errorCode } from '../error-codes.table.js'
import { KerberosError, peerRefusal } from '../kerberos-error.js'
import { encryptionKey, makeKey, makeNumber, splitTime } from '../make-key.js'
import {
  apOption,
  decodeApReply,
  decodeEncApReplyPart,
  type EncApReplyPart,
  encodeApReply,
  encodeApRequest,
  encodeEncApReplyPart,
} from '../messages/ap-exchange.js'
import { encodeAuthenticator } from '../messages/authenticator.js'
import { decryptData, encryptData } from '../messages/encrypted-data.js'
import { decodeKrbError } from '../messages/krb-error.js'
import { principalText } from '../messages/principal.js'
import type { TicketCredential } from '../ticket-credential.js'
import { channelBindingsOption } from './ap-options.js'
import { encodeDelegation } from './delegation.js'
import { contextFlag, writeGssChecksum } from './gss-checksum.js'
import { readContextToken, writeContextToken } from './gss-token.js'
import { KerberosContext } from './kerberos-context.js'

export interface KerberosInitiatorOptions {
  /** Name of the host in messages. */
  readonly peer: string
  /** The ticket of the service. */
  readonly credential: TicketCredential
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  /** Milliseconds the KDC's clock is ahead of ours. */
  readonly clockOffset?: number
  /** The TLS channel around the exchange, when there is one. */
  readonly channelBindings?: ChannelBindings | undefined
  /** A forwarded ticket-granting ticket to hand on to the service. */
  readonly delegation?: TicketCredential | undefined
  /** Three legs without GSS framing, as RPC uses it ([MS-KILE] 3.4.5.1). */
  readonly dceStyle?: boolean
}

/**
 * Kerberos in the client role ([RFC 4121] 4.1, [MS-KILE] 3.4): AP-REQ out, AP-REP in, in DCE style another AP-REP out. The
 * service always proves itself (mutual authentication).
 */
export class KerberosInitiator extends KerberosContext {
  readonly role = 'initiator'
  readonly initiatorName: string
  readonly delegated: boolean
  readonly #options: KerberosInitiatorOptions
  #sent: Sent | undefined

  constructor(options: KerberosInitiatorOptions) {
    super()
    this.#options = options
    this.initiatorName = principalText(options.credential.client)
    this.delegated = options.delegation !== undefined
  }

  protected advance(token: Uint8Array | undefined): Uint8Array | undefined {
    if (this.#sent === undefined) {
      if (token !== undefined) throw new MisuseError('Kerberos: the initiator begins')
      return this.#request()
    }
    if (token === undefined) throw this.#unproven('the service sent no AP-REP, so it has not proven who it is')
    return this.#finish(token, this.#sent)
  }

  #request(): Uint8Array {
    const { credential, random, channelBindings, dceStyle = false } = this.#options
    const { key, client, ticket } = credential
    const { time, usec } = splitTime(this.#now())
    const subkey = makeKey(key.type, random)
    const sequenceNumber = makeNumber(random)
    const authenticator = encodeAuthenticator({
      crealm: client.realm,
      cname: client.name,
      checksum: writeGssChecksum({
        flags: this.#flags(),
        bindings: hashChannelBindings(channelBindings),
        delegation: this.#delegation(),
      }),
      ctime: time,
      cusec: usec,
      subkey: encryptionKey(subkey),
      sequenceNumber,
      authorizationData: channelBindings === undefined ? undefined : [channelBindingsOption()],
    })
    const confounder = random.bytes(key.type.confounderLength)
    const request = encodeApRequest({
      options: apOption.mutualRequired,
      ticket,
      authenticator: encryptData(authenticator, { key, usage: keyUsage.apReqAuthenticator, confounder }),
    })
    this.#sent = { subkey, sequenceNumber, time, usec }
    return dceStyle ? request : writeContextToken('AP-REQ', request)
  }

  #finish(token: Uint8Array, sent: Sent): Uint8Array | undefined {
    const { peer, credential, random, dceStyle = false } = this.#options
    const { kind, message } = readContextToken(token)
    if (kind === 'KRB-ERROR') {
      throw peerRefusal(decodeKrbError(message), { peer, step: 'AP exchange', subject: principalText(credential.server) })
    }
    if (kind !== 'AP-REP') throw new PeerError(`Kerberos: the service sent an ${kind} where an AP-REP was expected`)
    const plain = decryptData(decodeApReply(message).encPart, credential.key, keyUsage.apRepPart)
    if (plain === undefined) throw this.#unproven('the AP-REP was not made with the key of the ticket; it is not the service')
    const part = decodeEncApReplyPart(plain)
    if (part.ctime !== sent.time || part.cusec !== sent.usec) {
      throw this.#unproven('the AP-REP answers another request')
    }
    const { key, acceptorSubkey } = chooseKey(part, sent.subkey, dceStyle)
    const receiveSequence = part.sequenceNumber ?? sent.sequenceNumber
    this.establish({
      key,
      acceptorSubkey,
      dceStyle,
      random,
      sendSequence: sent.sequenceNumber,
      receiveSequence: receiveSequence >>> 0,
    })
    this.finished()
    return dceStyle ? this.#confirm(receiveSequence) : undefined
  }

  /** Mutual authentication failed ([RFC 4120] 3.2.5). */
  #unproven(detail: string): KerberosError {
    const { peer, credential } = this.#options
    return new KerberosError({
      peer,
      step: 'AP exchange',
      subject: principalText(credential.server),
      errorCode: errorCode.mutualFailed,
      detail,
      reason: 'downgrade',
      hint: 'Something between may pose as the host, or change what it says: find out what answers at this address before you log on again.',
    })
  }

  /** The third leg of DCE style: the service's sequence number back to it. */
  #confirm(sequenceNumber: number): Uint8Array {
    const { key } = this.#options.credential
    const { time, usec } = splitTime(this.#now())
    const part = encodeEncApReplyPart({ ctime: time, cusec: usec, sequenceNumber })
    const confounder = this.#options.random.bytes(key.type.confounderLength)
    return encodeApReply({ encPart: encryptData(part, { key, usage: keyUsage.apRepPart, confounder }) })
  }

  #flags(): number {
    const { mutual, replay, sequence, confidentiality, integrity, delegation, dceStyle } = contextFlag
    return (
      mutual |
      replay |
      sequence |
      confidentiality |
      integrity |
      (this.delegated ? delegation : 0) |
      (this.#options.dceStyle === true ? dceStyle : 0)
    )
  }

  #delegation(): Uint8Array | undefined {
    const { delegation, credential, random } = this.#options
    if (delegation === undefined) return undefined
    return encodeDelegation(delegation, { key: credential.key, random, now: this.#now() })
  }

  #now(): number {
    return this.#options.clock.now() + (this.#options.clockOffset ?? 0)
  }
}

/** What the reply must fit to. */
interface Sent {
  readonly subkey: KerberosKey
  readonly sequenceNumber: number
  readonly time: number
  readonly usec: number
}

/**
 * The acceptor's subkey, where it sent one that counts: with RC4 outside of DCE style only one of another type does, which is
 * how a service moves to AES ([RFC 4121] 2, [RFC 4537]).
 */
function chooseKey(
  { subkey }: EncApReplyPart,
  own: KerberosKey,
  dceStyle: boolean,
): { readonly key: KerberosKey; readonly acceptorSubkey: boolean } {
  if (subkey === undefined) return { key: own, acceptorSubkey: false }
  const { type } = own
  if (type.number === rc4EncryptionType && subkey.type === type.number && !dceStyle) return { key: own, acceptorSubkey: false }
  const key = KerberosKey.from(subkey.type, subkey.bytes)
  if (key === undefined) throw new DecodeError('EncAPRepPart', `a subkey of type ${subkey.type} that cannot be used`)
  return { key, acceptorSubkey: true }
}
