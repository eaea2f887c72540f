import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/base/secret.js'
import { mechanismOid } from '../../../src/protocol/gss/mechanism-oid.js'
import type { ChannelBindings, SecurityContext } from '../../../src/protocol/gss/security-context.js'
import { acquireServiceTicket, acquireTicketGrantingTicket } from '../../../src/protocol/kerberos/client/acquire-ticket.js'
import type { ClientSecret } from '../../../src/protocol/kerberos/client/client-secret.js'
import { serviceName, winrmServiceNames } from '../../../src/protocol/kerberos/client/service-names.js'
import { forwardedTicket } from '../../../src/protocol/kerberos/client/service-ticket.js'
import { KerberosAcceptor, type KerberosAcceptorOptions } from '../../../src/protocol/kerberos/context/kerberos-acceptor.js'
import { KerberosInitiator, type KerberosInitiatorOptions } from '../../../src/protocol/kerberos/context/kerberos-initiator.js'
import { ReplayCache } from '../../../src/protocol/kerberos/context/replay-cache.js'
import { readCredentialCache, writeCredentialCache } from '../../../src/protocol/kerberos/files/credential-cache.js'
import { readKeytab, writeKeytab } from '../../../src/protocol/kerberos/files/keytab.js'
import { principalText } from '../../../src/protocol/kerberos/messages/principal.js'
import { TicketCache } from '../../../src/protocol/kerberos/ticket-cache.js'
import { defined } from '../../harness/defined.js'
import { GssPeer, type GssPeerSettings, hasGssMechanism } from '../../harness/gss-peer.js'
import { utf8 } from '../../harness/hex.js'
import { converseWith, serveKdc } from '../../harness/kdc-transport.js'
import { fakeRealm, principal, password as userPassword } from '../../harness/kerberos-realm.js'
import { clientEnvironment, hasMitKdc, type MitRealm, runProgram, startMitRealm } from '../../harness/mit-kdc.js'
import { makeFolder, removeFolder, temporaryFolder } from '../../harness/temporary-folder.js'

const realmName = 'MIT.EXAMPLE'
const clock = { now: () => Date.now() }
const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) }
const client = principal(`user@${realmName}`)
const secret: ClientSecret = { kind: 'password', password: new Secret('Tr0ub4dor&3 ü') }
const tls: ChannelBindings = { applicationData: utf8('tls-server-end-point:certificate') }
const text = utf8('configuration as code')
const everyFlag = ['mutual_authentication', 'confidentiality', 'integrity', 'out_of_sequence_detection', 'replay_detection']

const peers: GssPeer[] = []
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
})

describe.skipIf(!hasMitKdc)('a KDC of MIT krb5 [needs krb5-kdc, krb5-admin-server and krb5-user]', () => {
  const folder = makeFolder()
  const keytab = join(folder, 'service.keytab')
  let realm: MitRealm
  const acquiring = (
    changed: { secret?: ClientSecret | undefined; cache?: TicketCache; encryptionTypes?: readonly number[] } = {},
  ) => ({
    peer: 'localhost',
    clock,
    random,
    client,
    secret,
    cache: new TicketCache(),
    ...changed,
  })

  beforeAll(async () => {
    realm = await startMitRealm(folder, realmName)
    await realm.administrate(
      'addprinc -pw "Tr0ub4dor&3 ü" user',
      'addprinc -pw x expired',
      'modprinc -pwexpire yesterday expired',
      'addprinc -pw x locked',
      'modprinc -allow_tix locked',
      'addprinc -randkey HTTP/localhost',
      `ktadd -k ${keytab} HTTP/localhost`,
      `ktadd -norandkey -k ${join(folder, 'user.keytab')} user`,
    )
  })
  afterAll(async () => {
    await realm.close()
    removeFolder(folder)
  })

  const ticket = (options = acquiring()) =>
    converseWith(acquireServiceTicket([serviceName('HTTP/localhost')], options), realm.port)

  test.each([18, 17, 20, 19, 23])('gives tickets for a password, of type %i', async (type) => {
    const credential = await ticket(acquiring({ encryptionTypes: [type] }))
    expect(principalText(credential.server)).toBe(`HTTP/localhost@${realmName}`)
    expect(credential.key.type.number).toBe(type)
  })

  test('gives tickets for a keytab that kadmin wrote, and one that we wrote', async () => {
    const keys = readKeytab(readFileSync(join(folder, 'user.keytab')))
    expect(keys).toHaveLength(5)
    await ticket(acquiring({ secret: { kind: 'keys', keys } }))
    const file = join(temporaryFolder(), 'ours.keytab')
    writeFileSync(file, writeKeytab(keys))
    const environment = { ...realm.environment, KRB5CCNAME: `${file}.cc` }
    await runProgram('kinit', ['-k', '-t', file, 'user'], environment)
    expect(await runProgram('klist', ['-ket', file], environment)).toContain('aes256-cts-hmac-sha384-192')
  })

  test('gives tickets for what kinit left, and kvno uses what we leave', async () => {
    const file = join(temporaryFolder(), 'cc')
    const environment = { ...realm.environment, KRB5CCNAME: `FILE:${file}` }
    await runProgram('kinit', ['-f', 'user'], environment, 'Tr0ub4dor&3 ü\n')
    const theirs = readCredentialCache(readFileSync(file))
    expect(principalText(theirs.client)).toBe(principalText(client))
    const cache = TicketCache.of(theirs.credentials)
    const credential = await ticket(acquiring({ secret: undefined, cache }))
    writeFileSync(file, writeCredentialCache({ client, credentials: cache.values(), clockOffset: 0 }))
    const listed = await runProgram('klist', [], environment)
    expect(listed).toContain(principalText(credential.server))
    expect(await runProgram('kvno', ['HTTP/localhost'], environment)).toContain('kvno = 2')
  })

  test.each([
    ['a wrong password', { secret: { kind: 'password', password: new Secret('wrong') } as const }, 'KDC_ERR_PREAUTH_FAILED'],
    ['an account that is not there', { client: principal(`nobody@${realmName}`) }, 'KDC_ERR_C_PRINCIPAL_UNKNOWN'],
    ['an expired password', { client: principal(`expired@${realmName}`) }, 'KDC_ERR_KEY_EXPIRED'],
    ['a locked account', { client: principal(`locked@${realmName}`) }, 'KDC_ERR_CLIENT_REVOKED'],
  ])('refuses %s', async (_, changed, errorName) => {
    const conversation = acquireTicketGrantingTicket({ ...acquiring(), ...changed })
    await expect(converseWith(conversation, realm.port)).rejects.toMatchObject({ errorName, step: 'AS exchange' })
  })

  test('knows no other service', async () => {
    const conversation = acquireServiceTicket(winrmServiceNames('elsewhere'), acquiring())
    await expect(converseWith(conversation, realm.port)).rejects.toMatchObject({ errorName: 'KDC_ERR_S_PRINCIPAL_UNKNOWN' })
  })

  test('tells its time to a clock that is wrong by a day', async () => {
    const wrong = { now: () => Date.now() - 86_400_000 }
    const options = { ...acquiring(), clock: wrong }
    await converseWith(acquireServiceTicket([serviceName('HTTP/localhost')], options), realm.port)
    expect(Math.round(options.cache.clockOffset(realmName) / 86_400_000)).toBe(1)
  })

  describe.skipIf(!hasGssMechanism(mechanismOid.kerberos))('and its GSS-API [needs python3-gssapi]', () => {
    const acceptingPeer = (settings: Partial<GssPeerSettings> = {}) => {
      const peer = new GssPeer({ mech: mechanismOid.kerberos, role: 'acceptor', environment: realm.environment, ...settings })
      peers.push(peer)
      return peer
    }
    const initiatingPeer = async (settings: Partial<GssPeerSettings> = {}) => {
      await runProgram('kinit', ['-f', 'user'], realm.environment, 'Tr0ub4dor&3 ü\n')
      const common = { mech: mechanismOid.kerberos, role: 'initiator', target: 'HTTP@localhost', flags: everyFlag } as const
      const peer = new GssPeer({ ...common, environment: realm.environment, ...settings })
      peers.push(peer)
      return peer
    }
    const initiator = async (options: Partial<KerberosInitiatorOptions> = {}, encryptionTypes?: readonly number[]) => {
      const credential = await ticket(acquiring(encryptionTypes === undefined ? {} : { encryptionTypes }))
      return new KerberosInitiator({ peer: 'localhost', credential, clock, random, ...options })
    }
    const acceptor = (options: Partial<KerberosAcceptorOptions> = {}) =>
      new KerberosAcceptor({
        peer: 'localhost',
        keys: readKeytab(readFileSync(keytab)),
        clock,
        random,
        replays: new ReplayCache(),
        ...options,
      })

    test.each([18, 17, 20, 19, 23])('as the server accepts us and our messages, type %i', async (type) => {
      const [ours, peer] = [await initiator({}, [type]), acceptingPeer()]
      ours.step(await peer.step(ours.step()))
      expect([ours.complete, await peer.complete()]).toEqual([true, true])
      expect(await peer.initiatorName()).toBe(principalText(client))
      expect(ours.sessionKey).toEqual(await peer.sessionKey())
      await exchangeMessages(ours, peer)
    })

    test('as the server takes our channel bindings and no others', async () => {
      const ours = await initiator({ channelBindings: tls })
      ours.step(await acceptingPeer({ bindings: tls.applicationData }).step(ours.step()))
      expect(ours.complete).toBe(true)
      const other = await initiator({ channelBindings: { applicationData: utf8('tls-server-end-point:another') } })
      const refusal = await acceptingPeer({ bindings: tls.applicationData }).step(other.step())
      expect(() => other.step(refusal)).toThrow('in the AP exchange')
    })

    test('as the server gets our forwarded ticket', async () => {
      const options = acquiring()
      const tgt = await converseWith(acquireTicketGrantingTicket(options), realm.port)
      const delegation = await converseWith(forwardedTicket(tgt, options), realm.port)
      const [ours, peer] = [await initiator({ delegation }), acceptingPeer()]
      ours.step(await peer.step(ours.step()))
      expect(ours.complete).toBe(true)
      expect(await peer.delegated()).toBe(principalText(client))
    })

    test.each([18, 17])('as the server in DCE style, type %i', async (type) => {
      const [ours, peer] = [await initiator({ dceStyle: true }, [type]), acceptingPeer()]
      const third = defined(ours.step(await peer.step(ours.step())))
      await peer.step(third)
      expect([ours.complete, await peer.complete()]).toEqual([true, true])
      await sealBothWays(ours, peer)
    })

    test('as the client is accepted, and so are its messages', async () => {
      const [ours, peer] = [acceptor(), await initiatingPeer()]
      await peer.step(ours.step(await peer.step()))
      expect([ours.complete, await peer.complete()]).toEqual([true, true])
      expect(ours.initiatorName).toBe(principalText(client))
      expect(ours.sessionKey).toEqual(await peer.sessionKey())
      await exchangeMessages(ours, peer)
    })

    test('as the client is held to its channel bindings', async () => {
      const strict = { channelBindings: tls, channelBindingPolicy: 'strict' } as const
      const bound = await initiatingPeer({ bindings: tls.applicationData })
      acceptor(strict).step(await bound.step())
      const unbound = await initiatingPeer()
      const token = await unbound.step()
      expect(() => acceptor(strict).step(token)).toThrow('does not bind')
      acceptor({ channelBindings: tls }).step(token)
      const other = await (await initiatingPeer({ bindings: utf8('tls-server-end-point:another') })).step()
      expect(() => acceptor({ channelBindings: tls }).step(other)).toThrow('bound to another channel')
    })

    test('as the client hands on a ticket', async () => {
      const peer = await initiatingPeer({ flags: [...everyFlag, 'delegate_to_peer'] })
      const ours = acceptor()
      ours.step(await peer.step())
      expect(principalText(defined(ours.delegation).client)).toBe(principalText(client))
    })

    test('as the client in DCE style', async () => {
      const [ours, peer] = [acceptor(), await initiatingPeer({ flags: [...everyFlag, 'dce_style'] })]
      const third = await peer.step(ours.step(await peer.step()))
      expect(ours.complete).toBe(false)
      ours.step(third)
      expect([ours.complete, await peer.complete()]).toEqual([true, true])
      await sealBothWays(ours, peer)
    })
  })
})

describe.skipIf(!hasMitKdc)('our KDC and the programs of MIT krb5 [needs krb5-kdc and krb5-user]', () => {
  test('kinit, kvno and the GSS-API work with it', async () => {
    const folder = temporaryFolder()
    const realm = fakeRealm('OURS.EXAMPLE', { clock })
    const served = await serveKdc(realm.kdc)
    try {
      const environment = clientEnvironment({ folder, realm: 'OURS.EXAMPLE', port: served.port })
      await expect(runProgram('kinit', ['user'], environment, 'wrong\n')).rejects.toThrow('Password incorrect')
      await expect(runProgram('kinit', ['nobody'], environment, 'x\n')).rejects.toThrow('not found in Kerberos database')
      await runProgram('kinit', ['-f', 'user'], environment, `${userPassword.reveal()}\n`)
      expect(await runProgram('kvno', ['HTTP/web01'], environment)).toContain('HTTP/web01@OURS.EXAMPLE: kvno = 3')
      await expect(runProgram('kvno', ['HTTP/web99'], environment)).rejects.toThrow('not found in Kerberos database')
      writeFileSync(join(folder, 'service.keytab'), writeKeytab(realm.keytab('HTTP/web01@OURS.EXAMPLE')))
      // It decrypts the ticket with the keytab.
      expect(await runProgram('kvno', ['-k', join(folder, 'service.keytab'), 'HTTP/web01'], environment)).toContain(
        'keytab entry valid',
      )
    } finally {
      await served.close()
    }
  })
})

async function exchangeMessages(ours: SecurityContext, peer: GssPeer): Promise<void> {
  expect(await peer.unwrap(ours.wrap(text))).toEqual(text)
  expect(await peer.unwrap(ours.wrap(text, { confidential: false }))).toEqual(text)
  expect(ours.unwrap(await peer.wrap(text))).toEqual(text)
  await peer.verify(text, ours.sign(text))
  ours.verify(text, await peer.sign(text))
  await sealBothWays(ours, peer)
}

async function sealBothWays(ours: SecurityContext, peer: GssPeer): Promise<void> {
  const header = utf8('header')
  for (const data of [text, new Uint8Array(5000).fill(7)]) {
    const sealed = ours.seal([
      { kind: 'sign-only', bytes: header },
      { kind: 'data', bytes: data },
    ])
    // The byte of padding that RC4 has stays where it was.
    const opened = await peer.unseal(header, sealed.token, defined(sealed.data[0]))
    expect(opened.subarray(0, data.length)).toEqual(data)
    const theirs = await peer.seal(header, data)
    const received = [
      { kind: 'sign-only', bytes: header },
      { kind: 'data', bytes: theirs.data },
    ] as const
    expect(ours.unseal(theirs.token, received)).toEqual([data])
  }
}
