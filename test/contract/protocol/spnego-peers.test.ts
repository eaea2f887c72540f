import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { fileTimeOf } from '../../../src/base/file-time.js'
import { Secret } from '../../../src/base/secret.js'
import { mechanismOid } from '../../../src/protocol/gss/mechanism-oid.js'
import type { SecurityContext } from '../../../src/protocol/gss/security-context.js'
import { NtlmAcceptor } from '../../../src/protocol/ntlm/acceptor.js'
import { NtlmInitiator } from '../../../src/protocol/ntlm/initiator.js'
import { ntHash } from '../../../src/protocol/ntlm/ntlmv2.js'
import { SpnegoAcceptor } from '../../../src/protocol/spnego/acceptor.js'
import { SpnegoInitiator } from '../../../src/protocol/spnego/initiator.js'
import { ntlmOids, type SpnegoMechanism } from '../../../src/protocol/spnego/mechanism.js'
import { readNegToken } from '../../../src/protocol/spnego/neg-token-reader.js'
import { fakeMechanism } from '../../harness/fake-mechanism.js'
import { GssPeer, type GssPeerSettings, hasGssMechanism } from '../../harness/gss-peer.js'
import { utf8 } from '../../harness/hex.js'
import { temporaryFolder } from '../../harness/temporary-folder.js'

const password = new Secret('Pässw0rd')
/** Those of the test that runs. */
const peers: GssPeer[] = []
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
})

describe.skipIf(!hasGssMechanism(mechanismOid.ntlm))(
  'SPNEGO and the GSS-API of MIT [needs gss-ntlmssp and python3-gssapi]',
  () => {
    it('as the server takes NTLM, our list signed, and our messages after that', async () => {
      const [ours, peer] = [initiator([ntlmInitiator()]), acceptingPeer()]
      const log = await exchange(ours, peer, { first: 'ours' })
      expect(log.slice(-2)).toEqual(['ours accept-incomplete token MIC', 'theirs accept-completed MIC'])
      expect(await peer.initiatorName()).toBe('CORP\\üser')
      await expectMessagesToPass(ours, peer)
    })

    it('as the server asks for a MIC when our first wish is not its own', async () => {
      const [ours, peer] = [
        initiator([fakeMechanism('initiator', { name: 'Kerberos', legs: 2 }), ntlmInitiator()]),
        acceptingPeer(),
      ]
      const log = await exchange(ours, peer, { first: 'ours' })
      expect(log.slice(0, 2)).toEqual(['ours init token', 'theirs request-mic'])
      expect(ours.passedOver.map(({ mechanism }) => mechanism)).toEqual(['Kerberos'])
      await expectMessagesToPass(ours, peer)
    })

    it('as the client is served, with its list signed', async () => {
      const [ours, peer] = [new SpnegoAcceptor({ mechanisms: [ntlmAcceptor()] }), initiatingPeer()]
      const log = await exchange(ours, peer, { first: 'theirs' })
      expect(log.slice(-2)).toEqual(['theirs accept-incomplete token MIC', 'ours accept-completed MIC'])
      expect(ours.initiatorName).toBe('CORP\\üser')
      await expectMessagesToPass(ours, peer)
    })
  },
)

/** Runs the exchange and says what each message was. */
async function exchange(
  ours: SecurityContext,
  peer: GssPeer,
  { first }: { readonly first: 'ours' | 'theirs' },
): Promise<string[]> {
  const log: string[] = []
  let mine = first === 'ours'
  let token: Uint8Array | undefined
  for (let hop = 0; hop < 10; hop++) {
    const received: Uint8Array | undefined = token
    token = mine ? ours.step(received) : await peer.step(received)
    if (token === undefined || token.length === 0) break
    log.push(`${mine ? 'ours' : 'theirs'} ${shape(token)}`)
    mine = !mine
  }
  expect([ours.complete, await peer.complete()]).toEqual([true, true])
  return log
}

function shape(bytes: Uint8Array): string {
  const { token } = readNegToken(bytes)
  const inner = token.kind === 'init' ? token.mechToken : token.responseToken
  const kind = token.kind === 'init' ? 'init' : (token.negState ?? 'no state')
  return [kind, ...(inner === undefined ? [] : ['token']), ...(token.mechListMic === undefined ? [] : ['MIC'])].join(' ')
}

async function expectMessagesToPass(ours: SecurityContext, peer: GssPeer): Promise<void> {
  for (const text of ['one', 'zwei: ü', 'x'.repeat(20_000)]) {
    expect(await peer.unwrap(ours.wrap(utf8(text)))).toEqual(utf8(text))
    expect(ours.unwrap(await peer.wrap(utf8(text)))).toEqual(utf8(text))
    await peer.verify(utf8(text), ours.sign(utf8(text)))
    ours.verify(utf8(text), await peer.sign(utf8(text)))
  }
}

function initiator(mechanisms: readonly SpnegoMechanism[]): SpnegoInitiator {
  return new SpnegoInitiator({ peer: 'web01', mechanisms, fallback: 'allow', missingMic: 'refuse' })
}

function ntlmInitiator(): SpnegoMechanism {
  const create = (): SecurityContext =>
    new NtlmInitiator({
      credential: { kind: 'password', username: 'CORP\\üser', password },
      now: fileTimeOf(Date.now()),
      clientChallenge: crypto.getRandomValues(new Uint8Array(8)),
      exportedSessionKey: crypto.getRandomValues(new Uint8Array(16)),
    })
  return { name: 'NTLM', oids: ntlmOids, create }
}

function ntlmAcceptor(): SpnegoMechanism {
  const create = (): SecurityContext =>
    new NtlmAcceptor({
      target: { netbiosComputerName: 'WEB01', netbiosDomainName: 'CORP', dnsComputerName: 'web01.corp.example' },
      clock: { now: () => Date.now() },
      serverChallenge: crypto.getRandomValues(new Uint8Array(8)),
      lookup: ({ userName }) => (userName === 'üser' ? { name: 'CORP\\üser', ntHash: ntHash(password) } : undefined),
    })
  return { name: 'NTLM', oids: ntlmOids, create }
}

function acceptingPeer(): GssPeer {
  const accounts = join(temporaryFolder(), 'accounts')
  writeFileSync(accounts, `CORP:üser:${password.reveal()}\n`)
  const environment = { NTLM_USER_FILE: accounts, NETBIOS_COMPUTER_NAME: 'WEB01', NETBIOS_DOMAIN_NAME: 'CORP' }
  return closed(new GssPeer({ mech: mechanismOid.spnego, role: 'acceptor', environment: { ...noKerberos, ...environment } }))
}

function initiatingPeer(settings: Partial<GssPeerSettings> = {}): GssPeer {
  const flags = ['mutual_authentication', 'confidentiality', 'integrity', 'out_of_sequence_detection', 'replay_detection']
  const account = { username: 'CORP\\üser', password: password.reveal() }
  const common = { mech: mechanismOid.spnego, role: 'initiator', target: 'HTTP@web01', environment: noKerberos } as const
  return closed(new GssPeer({ ...common, flags, ...account, ...settings }))
}

/** Nothing of this machine's Kerberos: no configuration, so no realm and no KDC. */
const noKerberos = { KRB5_CONFIG: '/dev/null', KRB5_KTNAME: '/dev/null', KRB5CCNAME: 'MEMORY:none' }

function closed(peer: GssPeer): GssPeer {
  peers.push(peer)
  return peer
}
