import { parseBase64 } from '../../src/base/base64.js'
import { formatHex } from '../../src/base/hex.js'
import { Secret } from '../../src/base/secret.js'
import { describeToken } from '../../src/client/describe-token.js'
import { describeTokenBytes } from '../../src/client/token-text.js'
import { DerReader } from '../../src/protocol/asn1/der-reader.js'
import { tag } from '../../src/protocol/asn1/tag.js'
import { CredsspAcceptor } from '../../src/protocol/credssp/acceptor.js'
import { subjectPublicKey } from '../../src/protocol/credssp/subject-public-key.js'
import { readTsCredentials } from '../../src/protocol/credssp/ts-credentials.js'
import { readTsRequest } from '../../src/protocol/credssp/ts-request.js'
import { readInitialToken } from '../../src/protocol/gss/initial-token.js'
import type { SecurityContext } from '../../src/protocol/gss/security-context.js'
import { serverEndPointBindings } from '../../src/protocol/gss/server-end-point.js'
import { parseBasicCredentials } from '../../src/protocol/httpauth/basic-credentials.js'
import { parseAuthorization, parseChallenges } from '../../src/protocol/httpauth/challenge.js'
import { readCredsspMessage } from '../../src/protocol/httpauth/credssp-message.js'
import { DigestAcceptor } from '../../src/protocol/httpauth/digest-acceptor.js'
import { authenticationInfo, chooseDigestChallenge } from '../../src/protocol/httpauth/digest-challenge.js'
import { readSealedBody } from '../../src/protocol/httpauth/sealed-body-reader.js'
import { readGssChecksum } from '../../src/protocol/kerberos/context/gss-checksum.js'
import { readContextToken } from '../../src/protocol/kerberos/context/gss-token.js'
import { readCredentialCache } from '../../src/protocol/kerberos/files/credential-cache.js'
import { readKeytab } from '../../src/protocol/kerberos/files/keytab.js'
import { parseKrb5Conf } from '../../src/protocol/kerberos/files/krb5-conf.js'
import { decodeApReply, decodeApRequest, decodeEncApReplyPart } from '../../src/protocol/kerberos/messages/ap-exchange.js'
import { decodeAuthenticator } from '../../src/protocol/kerberos/messages/authenticator.js'
import { decodeEncKdcReplyPart, decodeKdcReply } from '../../src/protocol/kerberos/messages/kdc-reply.js'
import { decodeKdcRequest } from '../../src/protocol/kerberos/messages/kdc-request.js'
import { decodeEncKrbCredPart, decodeKrbCred } from '../../src/protocol/kerberos/messages/krb-cred.js'
import { decodeKrbError } from '../../src/protocol/kerberos/messages/krb-error.js'
import * as pa from '../../src/protocol/kerberos/messages/pa-data.js'
import { decodeEncTicketPart, decodeTicket } from '../../src/protocol/kerberos/messages/ticket.js'
import { acceptorFactory, initiatorFactory } from '../../src/protocol/mechanisms/registry.js'
import { readAuthenticateMessage } from '../../src/protocol/ntlm/authenticate-message.js'
import { readAvPairs } from '../../src/protocol/ntlm/av-pairs.js'
import { readChallengeMessage } from '../../src/protocol/ntlm/challenge-message.js'
import { readClientChallenge } from '../../src/protocol/ntlm/client-challenge.js'
import { readNegotiateMessage } from '../../src/protocol/ntlm/negotiate-message.js'
import { decodeClientInfo } from '../../src/protocol/pac/client-info.js'
import { decodeLogonInfo } from '../../src/protocol/pac/logon-info.js'
import { decodePac, pacType } from '../../src/protocol/pac/pac.js'
import { hasServerSignature } from '../../src/protocol/pac/signature.js'
import { decodeUpnDnsInfo } from '../../src/protocol/pac/upn-dns-info.js'
import { readNegToken } from '../../src/protocol/spnego/neg-token-reader.js'
import { defined } from '../harness/defined.js'
import { fakeClock } from '../harness/fake-clock.js'
import { utf8 } from '../harness/hex.js'
import { serviceKeys } from '../harness/kerberos-realm.js'
import { ntlmAcceptor, ntlmInitiator } from '../harness/ntlm-pair.js'
import { certificateSeed } from './certificate.js'
import type { FuzzedParser } from './fuzz-parser.js'
import { kdc, kerberosAcceptor, kerberosInitiator, kerberosProtection, kerberosSeeds as krb } from './kerberos-seeds.js'
import { pacParts, reference, tokenSeeds as seeds } from './token-seeds.js'

const ntlmTokens = [...seeds.negotiate, ...seeds.challenge, ...seeds.authenticate]
const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

const everyToken = [
  ...ntlmTokens,
  ...seeds.spnego,
  ...seeds.tsRequest,
  ...seeds.tsCredentials,
  ...seeds.tls,
  ...krb.tokens,
  ...krb.requests,
  ...krb.replies,
  ...krb.krbCred,
  ...krb.wrapped.aes,
  ...krb.wrapped.rc4,
]
const pasted = [
  ...everyToken.map((bytes) => utf8(`Authorization: Negotiate ${Buffer.from(bytes).toString('base64')}`)),
  ...ntlmTokens.map((bytes) => utf8(formatHex(bytes))),
  ...seeds.challenges.map((bytes) => utf8(`WWW-Authenticate: ${text(bytes)}`)),
]

/** Everything that reads what a peer, a KDC or a file says about who somebody is. */
export const parsers: readonly FuzzedParser[] = [
  { name: 'base64', seeds: seeds.basic, read: (bytes) => parseBase64(text(bytes)) },
  { name: 'DER', seeds: [...krb.requests, ...seeds.spnego, ...seeds.tsRequest, certificateSeed], read: walkDer },
  { name: 'InitialContextToken', seeds: [...seeds.spnego, ...krb.tokens], read: readInitialToken },
  { name: 'certificate: channel binding', seeds: [certificateSeed], read: serverEndPointBindings },
  { name: 'certificate: public key', seeds: [certificateSeed], read: subjectPublicKey },

  { name: 'NEGOTIATE_MESSAGE', seeds: seeds.negotiate, read: readNegotiateMessage },
  { name: 'CHALLENGE_MESSAGE', seeds: seeds.challenge, read: readChallengeMessage },
  { name: 'AUTHENTICATE_MESSAGE', seeds: seeds.authenticate, read: readAuthenticateMessage },
  { name: 'NTLMv2_CLIENT_CHALLENGE', seeds: clientChallenges(), read: readClientChallenge },
  {
    name: 'AV_PAIRs',
    seeds: clientChallenges().map((each) => each.subarray(28)),
    read: (bytes) => readAvPairs(bytes, 'AvPairs'),
  },
  { name: 'NTLM initiator', seeds: seeds.challenge, read: stepped(ntlmInitiator) },
  { name: 'NTLM acceptor', seeds: seeds.authenticate, read: challenged },

  { name: 'NegToken', seeds: seeds.spnego, read: readNegToken },
  { name: 'SPNEGO initiator', seeds: seeds.spnego, read: stepped(spnegoInitiator) },
  {
    name: 'SPNEGO acceptor',
    seeds: [...seeds.spnego, ...ntlmTokens, ...krb.tokens],
    read: (bytes) => spnegoAcceptor().step(bytes),
  },

  { name: 'TSRequest', seeds: seeds.tsRequest, read: readTsRequest },
  { name: 'TSCredentials', seeds: seeds.tsCredentials, read: readTsCredentials },
  { name: 'CredSSP acceptor', seeds: seeds.tsRequest, read: (bytes) => credsspAcceptor().step(bytes) },

  { name: 'KDC-REQ', seeds: [...krb.requests, ...reference('TEST_AS_REQ', 'TEST_TGS_REQ')], read: decodeKdcRequest },
  { name: 'KDC-REP', seeds: [...krb.replies, ...reference('TEST_AS_REP', 'TEST_TGS_REP')], read: decodeKdcReply },
  { name: 'AP-REQ', seeds: [...krb.apRequest, ...reference('MarshaledKRB5ap_req')], read: decodeApRequest },
  { name: 'AP-REP', seeds: [...krb.apReply, ...reference('MarshaledKRB5ap_rep')], read: decodeApReply },
  { name: 'KRB-ERROR', seeds: [...krb.replies, ...reference('MarshaledKRB5error')], read: decodeKrbError },
  { name: 'KRB-CRED', seeds: [...krb.krbCred, ...reference('MarshaledKRB5cred')], read: decodeKrbCred },
  { name: 'Ticket', seeds: [...krb.ticket, ...reference('MarshaledKRB5ticket')], read: decodeTicket },
  { name: 'EncTicketPart', seeds: [...krb.encTicketPart, ...reference('MarshaledKRB5enc_tkt_part')], read: decodeEncTicketPart },
  { name: 'Authenticator', seeds: [...krb.authenticator, ...reference('MarshaledKRB5authenticator')], read: decodeAuthenticator },
  {
    name: 'EncKDCRepPart',
    seeds: [...krb.encKdcReplyPart, ...reference('MarshaledKRB5enc_kdc_rep_part')],
    read: decodeEncKdcReplyPart,
  },
  {
    name: 'EncAPRepPart',
    seeds: [...krb.encApReplyPart, ...reference('MarshaledKRB5ap_rep_enc_part')],
    read: decodeEncApReplyPart,
  },
  {
    name: 'EncKrbCredPart',
    seeds: [...krb.encKrbCredPart, ...reference('MarshaledKRB5enc_cred_part')],
    read: decodeEncKrbCredPart,
  },
  { name: 'checksum 0x8003', seeds: krb.gssChecksum, read: readGssChecksum },
  { name: 'ETYPE-INFO2', seeds: [...krb.etypeInfo2, ...reference('MarshaledKRB5etype_info2')], read: pa.decodeEtypeInfo2 },
  { name: 'METHOD-DATA', seeds: [...krb.methodData, ...reference('MarshaledKRB5padata_sequence')], read: pa.decodeMethodData },
  { name: 'PA-ENC-TS-ENC', seeds: [...krb.timestamp, ...reference('MarshaledKRB5pa_enc_ts')], read: pa.decodeTimestamp },
  { name: 'PA-SVR-REFERRAL-DATA', seeds: krb.serverReferral, read: pa.decodeServerReferral },
  { name: 'KERB-PA-PAC-REQUEST', seeds: [pa.encodePacRequest({ includePac: true })], read: pa.decodePacRequest },
  { name: 'Kerberos context token', seeds: krb.tokens, read: readContextToken },
  { name: 'Kerberos initiator', seeds: krb.tokens, read: stepped(kerberosInitiator) },
  { name: 'Kerberos acceptor', seeds: krb.tokens, read: (bytes) => kerberosAcceptor().step(bytes) },
  { name: 'Kerberos wrap token', seeds: krb.wrapped.aes, read: (bytes) => kerberosProtection(18, 'acceptor').unwrap(bytes) },
  {
    name: 'Kerberos wrap token of RC4',
    seeds: krb.wrapped.rc4,
    read: (bytes) => kerberosProtection(23, 'acceptor').unwrap(bytes),
  },
  { name: 'KDC', seeds: krb.requests, read: (bytes) => kdc.answer(bytes, { transport: 'udp' }) },
  { name: 'keytab', seeds: [...krb.keytab, ...reference('HTTP_KEYTAB', 'TESTUSER1_KEYTAB')], read: readKeytab },
  { name: 'credential cache', seeds: [...krb.credentialCache, ...reference('CCACHE_TEST')], read: readCredentialCache },
  { name: 'krb5.conf', seeds: seeds.krb5Conf, read: (bytes) => parseKrb5Conf(text(bytes)) },

  { name: 'PACTYPE', seeds: seeds.pac, read: decodePac },
  { name: 'KERB_VALIDATION_INFO', seeds: pacParts(pacType.logonInfo), read: decodeLogonInfo },
  { name: 'PAC_CLIENT_INFO', seeds: pacParts(pacType.clientInfo), read: decodeClientInfo },
  { name: 'UPN_DNS_INFO', seeds: reference('MarshaledPAC_UPN_DNS_Info').concat(new Uint8Array(24)), read: decodeUpnDnsInfo },
  { name: 'PAC signature', seeds: seeds.pac, read: (bytes) => hasServerSignature(bytes, [defined(pacKeys[0])]) },

  { name: 'WWW-Authenticate', seeds: seeds.challenges, read: (bytes) => parseChallenges({ 'www-authenticate': text(bytes) }) },
  { name: 'Authorization', seeds: seeds.challenges, read: (bytes) => parseAuthorization({ authorization: text(bytes) }) },
  {
    name: 'Digest challenge',
    seeds: seeds.challenges,
    read: (bytes) => chooseDigestChallenge({ 'www-authenticate': text(bytes) }),
  },
  {
    name: 'Authentication-Info',
    seeds: seeds.challenges,
    read: (bytes) => authenticationInfo({ 'authentication-info': text(bytes) }),
  },
  { name: 'Digest acceptor', seeds: seeds.challenges, read: digestAccepted },
  { name: 'Basic credentials', seeds: seeds.basic, read: (bytes) => parseBasicCredentials(text(bytes)) },
  { name: 'sealed body of SPNEGO', seeds: seeds.sealed.SPNEGO, read: (bytes) => readSealedBody(sealedType('SPNEGO'), bytes) },
  {
    name: 'sealed body of Kerberos',
    seeds: seeds.sealed.Kerberos,
    read: (bytes) => readSealedBody(sealedType('Kerberos'), bytes),
  },
  { name: 'sealed body of CredSSP', seeds: seeds.sealed.CredSSP, read: credsspBody },
  {
    name: 'sealed content type',
    seeds: [utf8(sealedType('SPNEGO'))],
    read: (bytes) => readSealedBody(text(bytes), defined(seeds.sealed.SPNEGO[0])),
  },
  { name: 'describeToken', seeds: everyToken, read: describeToken },
  { name: 'token decode', seeds: [...everyToken, ...pasted], read: describeTokenBytes },
]

/** Goes into every element there is. */
function walkDer(bytes: Uint8Array): void {
  const open = [DerReader.of(bytes, 'DER')]
  for (let reader = open.pop(); reader !== undefined; reader = open.pop()) {
    while (!reader.done) {
      const next = reader.next ?? 0
      if ((next & 0x20) !== 0) open.push(reader.enter(next))
      else if (next === tag.integer) reader.integer()
      else if (next === tag.oid) reader.oid()
      else if (next === tag.bitString) reader.bitString()
      else if (next === tag.generalizedTime) reader.generalizedTime()
      else if (next === tag.generalString) reader.generalString()
      else reader.raw()
    }
  }
}

function clientChallenges(): Uint8Array[] {
  return seeds.authenticate.map((bytes) => readAuthenticateMessage(bytes).ntChallengeResponse.subarray(16))
}

/** A context that has said its first word gets an answer. */
function stepped(create: () => SecurityContext): FuzzedParser['read'] {
  return (bytes) => {
    const context = create()
    context.step()
    return context.step(bytes)
  }
}

function challenged(bytes: Uint8Array): void {
  const acceptor = ntlmAcceptor()
  acceptor.step(defined(seeds.negotiate[0]))
  acceptor.step(bytes)
}

function spnegoInitiator(): SecurityContext {
  return initiatorFactory('negotiate', { peer: 'web01', sources: { ntlm: ntlmInitiator }, framing: 'spnego' })()
}

function spnegoAcceptor(): SecurityContext {
  return acceptorFactory({ kerberos: kerberosAcceptor, ntlm: ntlmAcceptor })()
}

function credsspAcceptor(): CredsspAcceptor {
  return new CredsspAcceptor({ context: spnegoAcceptor(), subjectPublicKey: certificateSeed, minimumVersion: 2 })
}

const pacKeys = serviceKeys('pac', [18])

function digestAccepted(bytes: Uint8Array): unknown {
  const acceptor = new DigestAcceptor({
    realm: 'WSMAN',
    algorithms: ['SHA-256', 'MD5'],
    lookup: () => new Secret('a password'),
    random: { bytes: (length) => new Uint8Array(length) },
    clock: fakeClock(),
    lifetime: 1000,
  })
  return acceptor.accept({ headers: { authorization: text(bytes) }, body: new Uint8Array() })
}

function sealedType(protocol: string): string {
  return `multipart/encrypted;protocol="application/HTTP-${protocol}-session-encrypted";boundary="Encrypted Boundary"`
}

function credsspBody(bytes: Uint8Array): unknown {
  return readCredsspMessage({ headers: { 'content-type': sealedType('CredSSP') }, body: bytes })
}
