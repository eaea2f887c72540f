import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { fileTimeOf } from '../../../src/base/file-time.js'
import { Secret } from '../../../src/base/secret.js'
import type { SecurityContext } from '../../../src/protocol/gss/security-context.js'
import { NtlmAcceptor, type NtlmAcceptorOptions } from '../../../src/protocol/ntlm/acceptor.js'
import { defaultOffer, NtlmInitiator, type NtlmInitiatorOptions } from '../../../src/protocol/ntlm/initiator.js'
import { joinFlags } from '../../../src/protocol/ntlm/negotiate-flags.js'
import { NegotiateFlag } from '../../../src/protocol/ntlm/negotiate-flags.table.js'
import { ntHash } from '../../../src/protocol/ntlm/ntlmv2.js'
import { GssPeer, type GssPeerSettings, hasGssMechanism } from '../../harness/gss-peer.js'
import { utf8 } from '../../harness/hex.js'
import { temporaryFolder } from '../../harness/temporary-folder.js'

const ntlm = '1.3.6.1.4.1.311.2.2.10'
const password = new Secret('Pässw0rd')
const tls = { applicationData: utf8('tls-server-end-point:certificate') }
/** Those of the test that runs. */
const peers: GssPeer[] = []
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
})

const flags = ['mutual_authentication', 'confidentiality', 'integrity', 'out_of_sequence_detection', 'replay_detection']

describe.skipIf(!hasGssMechanism(ntlm))('NTLM and gss-ntlmssp [needs gss-ntlmssp and python3-gssapi]', () => {
  describe('as the server', () => {
    it.each([['CORP\\üser'], ['CORP\\ÜSER']])('accepts our logon as %s and our messages', async (username) => {
      const [ours, peer] = [initiator({ credential: { kind: 'password', username, password } }), acceptingPeer()]
      await logOnTo(peer, ours)
      expect(await peer.complete()).toBe(true)
      expect(await peer.initiatorName()).toBe(username)
      await expectMessagesToPass(ours, peer)
    })

    it('accepts an account of its own', async () => {
      const credential = { kind: 'password', username: '.\\lokal', password } as const
      const [ours, peer] = [initiator({ credential }), acceptingPeer()]
      await logOnTo(peer, ours)
      expect(await peer.initiatorName()).toBe('WEB01\\lokal')
    })

    it.each([
      ['without key exchange', NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH],
      ['with keys of 56 bits', NegotiateFlag.NTLMSSP_NEGOTIATE_128],
      ['with keys of 40 bits', joinFlags(NegotiateFlag.NTLMSSP_NEGOTIATE_128, NegotiateFlag.NTLMSSP_NEGOTIATE_56)],
    ])('understands our messages %s', async (_, withheld) => {
      const [ours, peer] = [initiator({ offer: (defaultOffer & ~withheld) >>> 0, require: 0 }), acceptingPeer()]
      await logOnTo(peer, ours)
      await expectMessagesToPass(ours, peer)
    })

    it('accepts our channel bindings, and no others', async () => {
      const bound = { bindings: tls.applicationData }
      await logOnTo(acceptingPeer(bound), initiator({ channelBindings: tls, targetName: 'HTTP/web01' }))
      const other = { applicationData: utf8('tls-server-end-point:another') }
      await expect(logOnTo(acceptingPeer(bound), initiator({ channelBindings: other }))).rejects.toThrow('the peer')
    })

    it('refuses our wrong password', async () => {
      const credential = { kind: 'password', username: 'CORP\\üser', password: new Secret('wrong') } as const
      await expect(logOnTo(acceptingPeer(), initiator({ credential }))).rejects.toThrow('the peer')
    })
  })

  describe('as the client', () => {
    it('is accepted, and so are its messages', async () => {
      const [ours, peer] = [acceptor(), initiatingPeer()]
      await logOnFrom(peer, ours)
      expect([ours.complete, await peer.complete()]).toEqual([true, true])
      expect(ours.initiatorName).toBe('CORP\\üser')
      await expectMessagesToPass(ours, peer)
    })

    it('is held to its channel bindings', async () => {
      const strict = { channelBindingPolicy: 'strict', channelBindings: tls } as const
      await logOnFrom(initiatingPeer({ bindings: tls.applicationData }), acceptor(strict))
      const other = initiatingPeer({ bindings: utf8('tls-server-end-point:another') })
      await expect(logOnFrom(other, acceptor(strict))).rejects.toThrow('bound to another channel')
      await expect(logOnFrom(initiatingPeer(), acceptor(strict))).rejects.toThrow('does not bind')
    })

    it('is refused with a wrong password', async () => {
      await expect(logOnFrom(initiatingPeer({ password: 'wrong' }), acceptor())).rejects.toThrow('the password is wrong')
    })
  })
})

async function logOnTo(peer: GssPeer, ours: NtlmInitiator): Promise<void> {
  const challenge = await peer.step(ours.step())
  await peer.step(ours.step(challenge))
}

async function logOnFrom(peer: GssPeer, ours: NtlmAcceptor): Promise<void> {
  const authenticate = await peer.step(ours.step(await peer.step()))
  expect(ours.step(authenticate)).toBeUndefined()
}

async function expectMessagesToPass(ours: SecurityContext, peer: GssPeer): Promise<void> {
  expect(await peer.sessionKey()).toEqual(ours.sessionKey)
  for (const text of ['one', 'zwei: ü', 'x'.repeat(20_000)]) {
    expect(await peer.unwrap(ours.wrap(utf8(text)))).toEqual(utf8(text))
    expect(ours.unwrap(await peer.wrap(utf8(text)))).toEqual(utf8(text))
    await peer.verify(utf8(text), ours.sign(utf8(text)))
    ours.verify(utf8(text), await peer.sign(utf8(text)))
  }
  await expect(peer.unwrap(ours.wrap(utf8('changed')).fill(0, 16))).rejects.toThrow('the peer')
}

function initiator(options: Partial<NtlmInitiatorOptions> = {}): NtlmInitiator {
  return new NtlmInitiator({
    credential: { kind: 'password', username: 'CORP\\üser', password },
    now: fileTimeOf(Date.now()),
    clientChallenge: crypto.getRandomValues(new Uint8Array(8)),
    exportedSessionKey: crypto.getRandomValues(new Uint8Array(16)),
    workstation: 'ADMIN',
    ...options,
  })
}

function acceptor(options: Partial<NtlmAcceptorOptions> = {}): NtlmAcceptor {
  return new NtlmAcceptor({
    target: { netbiosComputerName: 'WEB01', netbiosDomainName: 'CORP', dnsComputerName: 'web01.corp.example' },
    clock: { now: () => Date.now() },
    serverChallenge: crypto.getRandomValues(new Uint8Array(8)),
    // Outside SPNEGO gss-ntlmssp gives no MIC.
    mic: 'announced',
    lookup: ({ userName }) => (userName === 'üser' ? { name: 'CORP\\üser', ntHash: ntHash(password) } : undefined),
    ...options,
  })
}

/** The accounts of gss-ntlmssp are in a file that the environment names. */
function acceptingPeer(settings: Partial<GssPeerSettings> = {}): GssPeer {
  const accounts = join(temporaryFolder(), 'accounts')
  writeFileSync(accounts, `CORP:üser:${password.reveal()}\nWEB01:lokal:${password.reveal()}\n`)
  const environment = { NTLM_USER_FILE: accounts, NETBIOS_COMPUTER_NAME: 'WEB01', NETBIOS_DOMAIN_NAME: 'CORP' }
  return closed(new GssPeer({ mech: ntlm, role: 'acceptor', environment, ...settings }))
}

function initiatingPeer(settings: Partial<GssPeerSettings> = {}): GssPeer {
  const account = { username: 'CORP\\üser', password: password.reveal() }
  return closed(new GssPeer({ mech: ntlm, role: 'initiator', target: 'HTTP@web01', flags, ...account, ...settings }))
}

function closed(peer: GssPeer): GssPeer {
  peers.push(peer)
  return peer
}
