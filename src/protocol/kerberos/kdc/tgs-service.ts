import { equalInConstantTime } from '../../../crypto/constant-time.js'
import { digest } from '../../../crypto/digest.js'
import { type AcceptedRequest, acceptApRequest } from '../context/accept-ap-request.js'
import { findPac } from '../context/ap-options.js'
import { keyUsage } from '../crypto/key-usage.js'
import { errorCode } from '../error-codes.table.js'
import type { KeytabEntry } from '../files/keytab.js'
import { decodeApRequest } from '../messages/ap-exchange.js'
import { encryptData } from '../messages/encrypted-data.js'
import { encodeEncKdcReplyPart, encodeKdcReply } from '../messages/kdc-reply.js'
import { type KdcRequest, kdcOption } from '../messages/kdc-request.js'
import { encodeServerReferral, paType } from '../messages/pa-data.js'
import { type Principal, sameRealm } from '../messages/principal.js'
import { type PrincipalName, ticketGrantingRealm, ticketGrantingService } from '../messages/principal-name.js'
import { ticketFlag } from '../messages/ticket.js'
import { defaultLifetime } from './as-service.js'
import { issueTicket } from './issue-ticket.js'
import type { KdcPrincipal } from './kdc-database.js'
import type { KdcEnvironment } from './kdc-options.js'
import { KdcRefusal } from './kdc-refusal.js'

/** Options that ask for what is not done here: renewal, postdating, tickets under another ticket's key. */
const unsupported = kdcOption.renew | kdcOption.validate | kdcOption.encTktInSkey | kdcOption.proxy | kdcOption.postdated

/** Checksum type RSA-MD5 ([RFC 3961] 6.1.2). */
const rsaMd5 = 7

/** The answer to a TGS-REQ ([RFC 4120] 3.3.3). Throws KdcRefusal or the KerberosError of its AP-REQ. */
export function answerTgsRequest(request: KdcRequest, environment: KdcEnvironment): Uint8Array {
  const { body } = request
  const { now, random, lifetime = defaultLifetime } = environment
  const accepted = acceptTicket(request, environment)
  const { ticket: tgt, client } = accepted
  if ((body.options & unsupported) !== 0) throw new KdcRefusal(errorCode.badOption)
  if (body.sname === undefined) throw new KdcRefusal(errorCode.serverUnknown)
  const { service, server, referral } = findService(body.sname, environment)
  const forwarded = (body.options & kdcOption.forwarded) !== 0
  if (forwarded && (tgt.flags & ticketFlag.forwardable) === 0) throw new KdcRefusal(errorCode.badOption)
  const inherited = tgt.flags & (ticketFlag.forwarded | ticketFlag.preAuthent)
  const { ticket, part } = issueTicket({
    client,
    service,
    server,
    body,
    flags:
      inherited |
      (tgt.flags & body.options & ticketFlag.forwardable) |
      (forwarded ? ticketFlag.forwarded : 0) |
      (service.trustedForDelegation === true ? ticketFlag.okAsDelegate : 0),
    authTime: tgt.authTime,
    now,
    endTime: Math.min(tgt.endTime, now + lifetime),
    transited: tgt.transited.bytes,
    random,
    pac: (serviceKey) => {
      const kdcKey = ownService(environment).keys[0] ?? serviceKey
      const previous = findPac(tgt.authorizationData)
      // A ticket-granting ticket without a PAC was asked for without one.
      return previous === undefined
        ? undefined
        : environment.pac?.({ client, service: server, authTime: tgt.authTime, previous, serviceKey, kdcKey })
    },
  })
  const { sessionKey, subkey } = accepted
  const key = subkey ?? sessionKey
  const usage = subkey === undefined ? keyUsage.tgsRepPartSessionKey : keyUsage.tgsRepPartSubkey
  const encryptedPaData =
    referral === undefined
      ? undefined
      : [{ type: paType.svrReferralInfo, bytes: encodeServerReferral({ realm: referral, name: body.sname }) }]
  const plain = encodeEncKdcReplyPart('TGS', { ...part, encryptedPaData })
  const confounder = random.bytes(key.type.confounderLength)
  const encPart = encryptData(plain, { key, usage, confounder })
  return encodeKdcReply({ kind: 'TGS', crealm: client.realm, cname: client.name, ticket, encPart })
}

/** PA-TGS-REQ: the ticket-granting ticket, and a checksum over the request ([RFC 4120] 5.2.7.1). */
function acceptTicket({ padata = [], encodedBody }: KdcRequest, environment: KdcEnvironment): AcceptedRequest {
  const { realm, now, replays, maximumSkew } = environment
  const header = padata.find(({ type }) => type === paType.tgsReq)
  if (header === undefined) throw new KdcRefusal(errorCode.paDataNotSupported)
  const { ticket } = decodeApRequest(header.bytes)
  if (!sameRealm(ticketGrantingRealm(ticket.sname) ?? '', realm)) throw new KdcRefusal(errorCode.notUs)
  const issuer = environment.lookup({ name: ticket.sname, realm: ticket.realm })
  if (issuer === undefined) throw new KdcRefusal(errorCode.notUs)
  const keys: readonly KeytabEntry[] = issuer.keys.map((key) => ({ principal: issuer.principal, kvno: issuer.kvno, key }))
  const accepted = acceptApRequest(header.bytes, {
    peer: realm,
    keys,
    now,
    replays,
    maximumSkew,
    authenticatorUsage: keyUsage.tgsReqAuthenticator,
  })
  checkBody(accepted, encodedBody)
  // A realm speaks for its own accounts only.
  if (!sameRealm(ticket.realm, realm) && sameRealm(accepted.client.realm, realm)) throw new KdcRefusal(errorCode.policy)
  return accepted
}

/** Windows sends an MD5 without a key, which the encryption of the authenticator protects. */
function checkBody({ authenticator, sessionKey }: AcceptedRequest, encodedBody: Uint8Array): void {
  const { checksum } = authenticator
  if (checksum?.type !== sessionKey.type.checksumType && checksum?.type !== rsaMd5) {
    throw new KdcRefusal(errorCode.inappropriateChecksum)
  }
  const expected =
    checksum.type === rsaMd5 ? digest('md5', encodedBody) : sessionKey.checksum(keyUsage.tgsReqChecksum, encodedBody)
  if (!equalInConstantTime(expected, checksum.bytes)) throw new KdcRefusal(errorCode.modified)
}

interface FoundService {
  readonly service: KdcPrincipal
  /** As the client named it. */
  readonly server: Principal
  /** The realm the client is sent to. */
  readonly referral?: string
}

function findService(sname: PrincipalName, { realm, lookup, referral }: KdcEnvironment): FoundService {
  const server: Principal = { name: sname, realm }
  const service = lookup(server)
  if (service?.userToUserOnly === true) throw new KdcRefusal(errorCode.mustUseUser2User)
  if (service !== undefined) return { service, server: ticketGrantingRealm(sname) === undefined ? server : service.principal }
  const elsewhere = referral?.(server)
  const trusted = elsewhere === undefined ? undefined : lookup({ name: ticketGrantingService(elsewhere), realm })
  if (elsewhere === undefined || trusted === undefined) throw new KdcRefusal(errorCode.serverUnknown)
  return { service: trusted, server: trusted.principal, referral: elsewhere }
}

function ownService({ realm, lookup }: KdcEnvironment): KdcPrincipal {
  const own = lookup({ name: ticketGrantingService(realm), realm })
  if (own === undefined) throw new KdcRefusal(errorCode.generic)
  return own
}
