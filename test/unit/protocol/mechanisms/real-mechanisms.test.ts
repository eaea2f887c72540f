import { describe, expect, test } from 'vitest'
import { AuthError } from '../../../../src/base/errors.js'
import { CredsspAcceptor } from '../../../../src/protocol/credssp/acceptor.js'
import { CredsspInitiator } from '../../../../src/protocol/credssp/initiator.js'
import type { SecurityContext } from '../../../../src/protocol/gss/security-context.js'
import { NegotiateAcceptor } from '../../../../src/protocol/httpauth/negotiate-acceptor.js'
import { NegotiateAuthenticator } from '../../../../src/protocol/httpauth/negotiate-authenticator.js'
import { acquireServiceTicket } from '../../../../src/protocol/kerberos/client/acquire-ticket.js'
import { serviceName } from '../../../../src/protocol/kerberos/client/service-names.js'
import { KerberosAcceptor } from '../../../../src/protocol/kerberos/context/kerberos-acceptor.js'
import { KerberosInitiator } from '../../../../src/protocol/kerberos/context/kerberos-initiator.js'
import { ReplayCache } from '../../../../src/protocol/kerberos/context/replay-cache.js'
import { TicketCache } from '../../../../src/protocol/kerberos/ticket-cache.js'
import { acceptorFactory, type ContextSources, initiatorFactory } from '../../../../src/protocol/mechanisms/registry.js'
import { defined } from '../../../harness/defined.js'
import { fakeClock } from '../../../harness/fake-clock.js'
import { utf8 } from '../../../harness/hex.js'
import { converse, fakeRandom, fakeRealm, password, principal } from '../../../harness/kerberos-realm.js'
import { ntlmAcceptor, ntlmInitiator } from '../../../harness/ntlm-pair.js'

const clock = fakeClock()
const realm = fakeRealm('CORP.EXAMPLE', { clock })
const random = fakeRandom('contexts')
const peer = 'web01'
const replays = new ReplayCache()

function ticket() {
  const secret = { kind: 'password', password } as const
  const options = { peer, client: principal('user@CORP.EXAMPLE'), clock, random, secret, cache: new TicketCache() }
  return converse(acquireServiceTicket([serviceName('HTTP/web01')], options), ['CORP.EXAMPLE', realm.kdc]).result
}

const credential = ticket()
const client: Required<ContextSources> = {
  kerberos: () => new KerberosInitiator({ peer, credential, clock, random }),
  ntlm: ntlmInitiator,
}
const server: Required<ContextSources> = {
  kerberos: () => new KerberosAcceptor({ peer, keys: realm.keytab('HTTP/web01@CORP.EXAMPLE'), clock, random, replays }),
  ntlm: ntlmAcceptor,
}
const noTicket = (): never => {
  throw new AuthError(peer, 'kerberos', 'no-credential', 'no ticket')
}

/** What a client has, what a server has, and what they come to. */
const cases: readonly [string, ContextSources, ContextSources, string][] = [
  ['Kerberos and NTLM on both sides', client, server, 'Kerberos'],
  ['a client without a ticket', { ...client, kerberos: noTicket }, server, 'NTLM'],
  ['a server without a key', client, { ntlm: server.ntlm }, 'NTLM'],
  ['a client that has only NTLM', { ntlm: client.ntlm }, server, 'NTLM'],
]

function ends(has: ContextSources, takes: ContextSources): readonly [SecurityContext, SecurityContext] {
  return [initiatorFactory('negotiate', { peer, sources: has, framing: 'spnego' })(), acceptorFactory(takes)()]
}

describe.each(cases)('%s', (_, has, takes, mechanism) => {
  test('in SPNEGO', () => {
    const [ours, theirs] = ends(has, takes)
    let token = ours.step()
    for (let hop = 0; token !== undefined; hop++) token = (hop % 2 === 0 ? theirs : ours).step(token)
    expect([ours.complete, theirs.complete, ours.mechanism]).toEqual([true, true, mechanism])
    expect(ours.sessionKey).toEqual(theirs.sessionKey)
    for (const [from, to] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      const { token: header, data } = from.seal([{ kind: 'data', bytes: utf8('sealed') }])
      expect(to.unseal(header, [{ kind: 'data', bytes: defined(data[0]) }])).toEqual([utf8('sealed')])
      expect(to.unwrap(from.wrap(utf8('wrapped')))).toEqual(utf8('wrapped'))
      to.verify(utf8('signed'), from.sign(utf8('signed')))
    }
  })

  test('over plain HTTP, sealed', () => {
    const createContext = (): SecurityContext => ends(has, takes)[0]
    const common = { scheme: 'Negotiate', tls: false, allowUnencrypted: false } as const
    const ours = new NegotiateAuthenticator({ ...common, peer, username: 'user', createContext })
    const theirs = new NegotiateAcceptor({ ...common, createContext: acceptorFactory(takes) })
    const question = { headers: { 'content-type': 'application/soap+xml;charset=UTF-8' }, body: utf8('question') }
    const bodies: string[] = []
    for (let leg = 0, left = 2; left > 0 && leg < 12; leg++) {
      const request = ours.authorize(question)
      const step = theirs.accept(request)
      const accepted = step.state === 'accepted'
      if (accepted && step.body.length > 0) bodies.push(new TextDecoder().decode(step.body))
      const body = utf8(accepted && step.body.length > 0 ? 'answer' : '')
      const answer = accepted ? theirs.answer({ headers: {}, body }) : { headers: step.headers, body: new Uint8Array() }
      const received = ours.receive({ status: accepted ? 200 : 401, ...answer, connectionId: 1 })
      if (received.state !== 'done') continue
      expect(received.body).toEqual(utf8('answer'))
      expect(new TextDecoder('latin1').decode(answer.body)).not.toContain('answer')
      left--
    }
    expect(bodies).toEqual(['question', 'question'])
  })

  test('inside CredSSP', () => {
    const [context, acceptor] = ends(has, takes)
    const subjectPublicKey = utf8('public key')
    const credentials = { kind: 'password', domainName: 'CORP', userName: 'user', password } as const
    const nonce = new Uint8Array(32)
    const ours = new CredsspInitiator({ peer, context, credentials, subjectPublicKey, nonce, minimumVersion: 5 })
    const theirs = new CredsspAcceptor({ context: acceptor, subjectPublicKey, minimumVersion: 2 })
    let message: Uint8Array | undefined = ours.step()
    for (let hop = 0; message !== undefined; hop++) message = hop % 2 === 0 ? theirs.step(message) : ours.step(message)
    expect([ours.complete, theirs.complete]).toEqual([true, true])
    const handed = theirs.credentials
    expect(handed.kind === 'password' && handed.password.reveal()).toBe(password.reveal())
  })
})
