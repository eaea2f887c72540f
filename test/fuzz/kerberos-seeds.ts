import { acquireServiceTicket, acquireTicketGrantingTicket } from '../../src/protocol/kerberos/client/acquire-ticket.js'
import type { KdcConversation } from '../../src/protocol/kerberos/client/kdc-conversation.js'
import { serviceName } from '../../src/protocol/kerberos/client/service-names.js'
import { forwardedTicket } from '../../src/protocol/kerberos/client/service-ticket.js'
import { encodeDelegation } from '../../src/protocol/kerberos/context/delegation.js'
import { contextFlag, writeGssChecksum } from '../../src/protocol/kerberos/context/gss-checksum.js'
import { readContextToken } from '../../src/protocol/kerberos/context/gss-token.js'
import { KerberosAcceptor } from '../../src/protocol/kerberos/context/kerberos-acceptor.js'
import { KerberosInitiator } from '../../src/protocol/kerberos/context/kerberos-initiator.js'
import type { MessageProtection } from '../../src/protocol/kerberos/context/message-protection.js'
import { protectMessages } from '../../src/protocol/kerberos/context/protect-messages.js'
import { ReplayCache } from '../../src/protocol/kerberos/context/replay-cache.js'
import { KerberosKey } from '../../src/protocol/kerberos/crypto/kerberos-key.js'
import { keyUsage } from '../../src/protocol/kerberos/crypto/key-usage.js'
import { writeCredentialCache } from '../../src/protocol/kerberos/files/credential-cache.js'
import { writeKeytab } from '../../src/protocol/kerberos/files/keytab.js'
import { decodeApRequest, encodeEncApReplyPart } from '../../src/protocol/kerberos/messages/ap-exchange.js'
import { decryptData } from '../../src/protocol/kerberos/messages/encrypted-data.js'
import { decodeKdcReply } from '../../src/protocol/kerberos/messages/kdc-reply.js'
import { encodeEncKrbCredPart } from '../../src/protocol/kerberos/messages/krb-cred.js'
import {
  encodeEtypeInfo2,
  encodeMethodData,
  encodeServerReferral,
  encodeTimestamp,
} from '../../src/protocol/kerberos/messages/pa-data.js'
import { writeTicket } from '../../src/protocol/kerberos/messages/ticket.js'
import { TicketCache } from '../../src/protocol/kerberos/ticket-cache.js'
import { defined } from '../harness/defined.js'
import { fakeClock } from '../harness/fake-clock.js'
import { utf8 } from '../harness/hex.js'
import { fakeRandom, fakeRealm, password, principal, serviceKeys } from '../harness/kerberos-realm.js'

const clock = fakeClock()
const realm = fakeRealm('CORP.EXAMPLE', { clock, pac: () => utf8('a pac') })
const keys = realm.keytab('HTTP/web01@CORP.EXAMPLE')
const client = principal('user@CORP.EXAMPLE')

const requests: Uint8Array[] = []
const replies: Uint8Array[] = []

function converse<T>(conversation: KdcConversation<T>): T {
  let step = conversation.next()
  while (step.done !== true) {
    requests.push(step.value.bytes)
    replies.push(realm.kdc.answer(step.value.bytes, { transport: 'tcp' }))
    step = conversation.next(defined(replies.at(-1)))
  }
  return step.value
}

const random = fakeRandom('fuzz')
const common = { peer: 'web01', clock, random }
const cache = new TicketCache()
const options = { ...common, client, secret: { kind: 'password', password } as const, cache }
const credential = converse(acquireServiceTicket([serviceName('HTTP/web01')], options))
const tgt = converse(acquireTicketGrantingTicket(options))
const forwarded = converse(forwardedTicket(tgt, common))

/** A context in the client role; like the one that began the exchange below. */
export function kerberosInitiator(): KerberosInitiator {
  return new KerberosInitiator({ peer: 'web01', credential, clock, random: fakeRandom('initiator') })
}

export function kerberosAcceptor(): KerberosAcceptor {
  return new KerberosAcceptor({ peer: 'web01', keys, clock, random: fakeRandom('acceptor'), replays: new ReplayCache() })
}

const messageKeys = new Map(serviceKeys('messages', [18, 23]).map((key) => [key.type.number, key]))

/** What protects the messages of a context with keys of a type. */
export function kerberosProtection(type: 18 | 23, role: 'initiator' | 'acceptor'): MessageProtection {
  const key = defined(messageKeys.get(type))
  const sequence = { sendSequence: 7, receiveSequence: 7 }
  return protectMessages({ key, role, acceptorSubkey: true, dceStyle: false, random: fakeRandom('messages'), ...sequence })
}

function protectedMessages(type: 18 | 23): readonly Uint8Array[] {
  const message = utf8('a message')
  return [true, false].map((confidential) => kerberosProtection(type, 'initiator').wrap(message, { confidential }))
}

export const kdc = realm.kdc

const apRequestToken = defined(kerberosInitiator().step())
const apReplyToken = defined(kerberosAcceptor().step(apRequestToken))
const apRequest = readContextToken(apRequestToken).message
const { ticket, authenticator } = decodeApRequest(apRequest)
const serviceKey = defined(keys.find(({ key }) => key.type.number === ticket.encPart.etype)).key
const userKey = KerberosKey.ofPassword(18, password.reveal(), utf8('CORP.EXAMPLEuser'))
const asReply = decodeKdcReply(defined(replies.find((reply) => reply[0] === 0x6b)))
const subkey = { type: 18, bytes: new Uint8Array(32).fill(7) }

const delegation = encodeDelegation(forwarded, { key: credential.key, random, now: clock.now() })

/** Real tokens and messages of Kerberos, by what reads them. */
export const kerberosSeeds = {
  requests,
  replies,
  apRequest: [apRequest],
  apReply: [readContextToken(apReplyToken).message],
  tokens: [apRequestToken, apReplyToken, apRequest],
  wrapped: { aes: protectedMessages(18), rc4: protectedMessages(23) },
  ticket: [writeTicket(ticket), writeTicket(tgt.ticket)],
  encTicketPart: [defined(decryptData(ticket.encPart, serviceKey, keyUsage.ticket))],
  authenticator: [defined(decryptData(authenticator, credential.key, keyUsage.apReqAuthenticator))],
  encKdcReplyPart: [defined(decryptData(asReply.encPart, userKey, keyUsage.asRepPart))],
  encApReplyPart: [encodeEncApReplyPart({ ctime: clock.now(), cusec: 5, subkey, sequenceNumber: 1234 })],
  krbCred: [delegation],
  encKrbCredPart: [
    encodeEncKrbCredPart({ infos: [{ key: subkey, realm: 'CORP.EXAMPLE', name: client.name, endTime: clock.now() }], nonce: 1 }),
  ],
  gssChecksum: [
    writeGssChecksum({ flags: 0x3e, bindings: new Uint8Array(16) }).bytes,
    writeGssChecksum({ flags: contextFlag.delegation | 0x3e, bindings: new Uint8Array(16), delegation }).bytes,
  ],
  etypeInfo2: [
    encodeEtypeInfo2([{ etype: 18, salt: utf8('CORP.EXAMPLEuser'), parameters: Uint8Array.of(0, 0, 16, 0) }, { etype: 23 }]),
  ],
  methodData: [
    encodeMethodData([
      { type: 2, bytes: new Uint8Array() },
      { type: 19, bytes: encodeEtypeInfo2([{ etype: 18 }]) },
    ]),
  ],
  timestamp: [encodeTimestamp({ time: clock.now(), usec: 77 })],
  serverReferral: [encodeServerReferral({ realm: 'SUB.CORP.EXAMPLE', name: client.name })],
  keytab: [writeKeytab(keys)],
  credentialCache: [writeCredentialCache({ client, credentials: [tgt, credential], clockOffset: 0 })],
}
