import { PeerError } from '../../../base/errors.js'
import type { Clock, RandomSource } from '../../../base/ports.js'
import { type ChannelBindingPolicy, channelBindingMismatch } from '../../gss/channel-binding-policy.js'
import type { ChannelBindings } from '../../gss/security-context.js'
import { rc4EncryptionType } from '../crypto/encryption-types.js'
import type { KerberosKey } from '../crypto/kerberos-key.js'
import { keyUsage } from '../crypto/key-usage.js'
import { errorCode } from '../error-codes.table.js'
import type { KeytabEntry } from '../files/keytab.js'
import type { KerberosError } from '../kerberos-error.js'
import { encryptionKey, makeKey, makeNumber } from '../make-key.js'
import { apOption, decodeApReply, decodeEncApReplyPart, encodeApReply, encodeEncApReplyPart } from '../messages/ap-exchange.js'
import { decryptData, encryptData } from '../messages/encrypted-data.js'
import { principalText } from '../messages/principal.js'
import type { TicketCredential } from '../ticket-credential.js'
import { type AcceptedRequest, acceptApRequest } from './accept-ap-request.js'
import { findPac, knowsChannelBindings } from './ap-options.js'
import { apRefusal } from './ap-refusal.js'
import { decodeDelegation } from './delegation.js'
import { contextFlag, type GssChecksum, gssChecksumType, readGssChecksum } from './gss-checksum.js'
import { readContextToken, writeContextToken } from './gss-token.js'
import { KerberosContext } from './kerberos-context.js'
import type { ReplayCache } from './replay-cache.js'

export interface KerberosAcceptorOptions {
  /** Name of this host in messages. */
  readonly peer: string
  /** Keys of the service, of all its names and versions. */
  readonly keys: readonly KeytabEntry[]
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  /** Shared by all contexts of a service. */
  readonly replays: ReplayCache
  /** The TLS channel around the exchange, when there is one. */
  readonly channelBindings?: ChannelBindings | undefined
  /** `relaxed` when it is not given. */
  readonly channelBindingPolicy?: ChannelBindingPolicy
  /** Milliseconds by which the initiator's clock may differ; five minutes when it is not given. */
  readonly maximumSkew?: number
}

/** Kerberos in the server role ([RFC 4121] 4.1, [MS-KILE] 3.4): AP-REQ in, AP-REP out, in DCE style another AP-REP in. */
export class KerberosAcceptor extends KerberosContext {
  readonly role = 'acceptor'
  readonly #options: KerberosAcceptorOptions
  #accepted: AcceptedRequest | undefined
  #delegation: TicketCredential | undefined
  /** In DCE style, the number the third leg must bring. */
  #expected: number | undefined

  constructor(options: KerberosAcceptorOptions) {
    super()
    this.#options = options
  }

  get initiatorName(): string | undefined {
    return this.#accepted === undefined ? undefined : principalText(this.#accepted.client)
  }

  get delegated(): boolean {
    return this.#delegation !== undefined
  }

  /** The initiator's forwarded ticket-granting ticket, when it was handed on. */
  get delegation(): TicketCredential | undefined {
    return this.#delegation
  }

  /** The PAC of the ticket. Only the KDC and the service have the key it came under; who else signed it is for its reader to check. */
  get authorization(): Uint8Array | undefined {
    return findPac(this.#accepted?.ticket.authorizationData)
  }

  /** When the ticket ends: the context should not be used much longer. */
  get endTime(): number | undefined {
    return this.#accepted?.ticket.endTime
  }

  protected advance(token: Uint8Array | undefined): Uint8Array | undefined {
    if (token === undefined) throw new PeerError('Kerberos: the initiator sent no token')
    const { kind, message, bare } = readContextToken(token)
    if (this.#expected !== undefined) {
      if (kind !== 'AP-REP') throw new PeerError(`Kerberos: the initiator sent an ${kind} where an AP-REP was expected`)
      return this.#confirm(message, this.#expected)
    }
    if (kind !== 'AP-REQ') throw new PeerError(`Kerberos: the initiator sent an ${kind} where an AP-REQ was expected`)
    return this.#accept(message, { bare })
  }

  #accept(message: Uint8Array, { bare }: { readonly bare: boolean }): Uint8Array | undefined {
    const { peer, keys, clock, replays, random, maximumSkew } = this.#options
    const now = clock.now()
    const accepted = acceptApRequest(message, { peer, keys, now, replays, maximumSkew })
    const { authenticator, subkey, sessionKey } = accepted
    const checksum = this.#checksum(accepted, now)
    const dceStyle = (checksum.flags & contextFlag.dceStyle) !== 0
    if (bare !== dceStyle)
      throw new PeerError(`Kerberos: an AP-REQ ${bare ? 'without' : 'with'} GSS framing that says the opposite`)
    if (checksum.delegation !== undefined)
      this.#delegation = decodeDelegation(checksum.delegation, [sessionKey, subkey ?? sessionKey])
    const mutual = (checksum.flags & contextFlag.mutual) !== 0 || (accepted.options & apOption.mutualRequired) !== 0
    const receiveSequence = (authenticator.sequenceNumber ?? 0) >>> 0
    this.#accepted = accepted
    if (!mutual && !dceStyle) {
      this.establish({
        key: subkey ?? sessionKey,
        acceptorSubkey: false,
        dceStyle,
        random,
        sendSequence: receiveSequence,
        receiveSequence,
      })
      this.finished()
      return undefined
    }
    // RC4 has no way to say whose subkey is used, so that there the acceptor makes none.
    const own =
      sessionKey.type.number === rc4EncryptionType && !dceStyle ? undefined : makeKey((subkey ?? sessionKey).type, random)
    const sendSequence = makeNumber(random)
    const reply = this.#reply(accepted, { own, sendSequence })
    this.establish({
      key: own ?? subkey ?? sessionKey,
      acceptorSubkey: own !== undefined,
      dceStyle,
      random,
      sendSequence,
      receiveSequence,
    })
    if (!dceStyle) {
      this.finished()
      return writeContextToken('AP-REP', reply)
    }
    this.#expected = sendSequence
    return reply
  }

  #reply(
    { authenticator, sessionKey }: AcceptedRequest,
    { own, sendSequence }: { readonly own: KerberosKey | undefined; readonly sendSequence: number },
  ): Uint8Array {
    const part = encodeEncApReplyPart({
      ctime: authenticator.ctime,
      cusec: authenticator.cusec,
      subkey: own === undefined ? undefined : encryptionKey(own),
      sequenceNumber: sendSequence,
    })
    const confounder = this.#options.random.bytes(sessionKey.type.confounderLength)
    return encodeApReply({ encPart: encryptData(part, { key: sessionKey, usage: keyUsage.apRepPart, confounder }) })
  }

  #confirm(message: Uint8Array, expected: number): undefined {
    const sessionKey = this.#accepted?.sessionKey
    const plain =
      sessionKey === undefined ? undefined : decryptData(decodeApReply(message).encPart, sessionKey, keyUsage.apRepPart)
    if (plain === undefined) throw new PeerError('Kerberos: the third leg was not made with the key of the ticket')
    const part = decodeEncApReplyPart(plain)
    // Only our own AP-REP has a subkey: without this look it could be sent back to us.
    if (part.subkey !== undefined || (part.sequenceNumber ?? 0) >>> 0 !== expected) {
      throw new PeerError('Kerberos: the third leg does not bring the sequence number it was sent')
    }
    this.finished()
  }

  /** GSS flags, after a look at the channel bindings. */
  #checksum({ authenticator, client, server }: AcceptedRequest, now: number): GssChecksum {
    const { channelBindings: channel, channelBindingPolicy: policy = 'relaxed', peer } = this.#options
    const { checksum, authorizationData } = authenticator
    const subject = principalText(client)
    const refuse = (detail: string): KerberosError =>
      apRefusal({ peer, now, server, subject, errorCode: errorCode.inappropriateChecksum, detail })
    if (checksum?.type !== gssChecksumType) throw refuse('the authenticator has no GSS checksum')
    const read = readGssChecksum(checksum.bytes)
    const clientBinds = knowsChannelBindings(authorizationData)
    const mismatch = channelBindingMismatch({ hash: read.bindings, clientBinds, channel, policy })
    if (mismatch !== undefined) throw refuse(mismatch)
    return read
  }
}
