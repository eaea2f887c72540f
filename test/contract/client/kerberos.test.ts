import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuthError, CancelledError, WmctlError } from '../../../src/base/errors.js'
import { Secret, SecretBytes } from '../../../src/base/secret.js'
import { CredentialGate } from '../../../src/client/credential-gate.js'
import { KdcUnreachableError } from '../../../src/client/kerberos/kdc-errors.js'
import type { WsmanSession } from '../../../src/client/wsman-session.js'
import { systemRandom } from '../../../src/io/system-random.js'
import type { SecurityContext } from '../../../src/protocol/gss/security-context.js'
import { winrmServiceNames } from '../../../src/protocol/kerberos/client/service-names.js'
import { KerberosKey } from '../../../src/protocol/kerberos/crypto/kerberos-key.js'
import { writeCredentialCache } from '../../../src/protocol/kerberos/files/credential-cache.js'
import { writeKeytab } from '../../../src/protocol/kerberos/files/keytab.js'
import { parseKrb5Conf } from '../../../src/protocol/kerberos/files/krb5-conf.js'
import { issueTicket } from '../../../src/protocol/kerberos/kdc/issue-ticket.js'
import type { Kdc } from '../../../src/protocol/kerberos/kdc/kdc.js'
import type { KdcOptions } from '../../../src/protocol/kerberos/kdc/kdc-options.js'
import type { Credential, CredentialCacheCredential, KerberosSettings } from '../../../src/session/connection.js'
import { defined } from '../../harness/defined.js'
import { freePort, serveKdc } from '../../harness/kdc-transport.js'
import {
  type KerberosClientChoice,
  type KerberosHost,
  type KerberosHostOptions,
  type KerberosSessionChoice,
  kerberosClient,
  kerberosSession,
  passwordOf,
  startKerberosHost,
} from '../../harness/kerberos-host.js'
import { type FakeRealm, fakeRealm, password, principal, serviceKeys } from '../../harness/kerberos-realm.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'

const realmName = 'CORP.EXAMPLE'

let before: number
let closing: (() => Promise<unknown>)[]
beforeEach(() => {
  before = openSockets()
  closing = []
})
afterEach(async () => {
  for (const close of closing.reverse()) await close()
  await expectNoMoreSocketsThan(before)
})

interface Site {
  readonly realm: FakeRealm
  readonly host: KerberosHost
  readonly settings: KerberosSettings
  /** `AS`, `TGS`, one for each request the KDC answered. */
  readonly asked: readonly string[]
}

interface SiteOptions {
  readonly kdc?: Partial<Omit<KdcOptions, 'realm' | 'lookup' | 'random'>>
  readonly host?: KerberosHostOptions
  /** Milliseconds the KDC's clock is ahead. */
  readonly ahead?: number
}

async function site({ kdc = {}, host = {}, ahead = 0 }: SiteOptions = {}): Promise<Site> {
  const realm = fakeRealm(realmName, { clock: { now: () => Date.now() + ahead }, ...kdc })
  const asked: string[] = []
  const served = await serveKdc(watching(realm.kdc, asked))
  closing.push(() => served.close())
  const keys = realm.keytab(`HTTP/web01@${realmName}`)
  const started = await startKerberosHost({ keys, ahead, ...host })
  closing.push(() => started.close())
  const settings = { realms: { [realmName]: { kdcs: [`127.0.0.1:${served.port}`], domains: ['corp.example'] } } }
  return { realm, host: started, settings, asked }
}

function watching(kdc: Kdc, asked: string[]): Pick<Kdc, 'answer'> {
  return {
    answer: (request, options) => {
      asked.push(request[0] === 0x6a ? 'AS' : 'TGS')
      return kdc.answer(request, options)
    },
  }
}

const user = passwordOf(`user@${realmName}`, password)

function open(at: Site, choice: Partial<KerberosSessionChoice> = {}, client: KerberosClientChoice = {}): WsmanSession {
  const session = kerberosSession({
    port: at.host.port,
    credential: user,
    kerberos: kerberosClient({ settings: at.settings, ...client }),
    ...choice,
  })
  closing.push(() => session.close())
  return session
}

async function failure(session: WsmanSession): Promise<WmctlError> {
  const error: unknown = await session.identify().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof WmctlError)) throw new Error(`no error of ours: ${String(error)}`)
  return error
}

describe('logging on', () => {
  test('with a password: sealed over HTTP, with three requests to the KDC', async () => {
    const at = await site()
    expect((await open(at).identify()).protocolVersion).toContain('wsman')
    expect(at.host.logons).toEqual([`Kerberos user@${realmName}`])
    expect(at.asked).toEqual(['AS', 'AS', 'TGS'])
    expect(at.host.contexts[0]?.delegated).toBe(false)
  })

  test('with a keytab, whose realm need not be written', async () => {
    const at = await site()
    const entries = at.realm.keytab(`user@${realmName}`)
    const keytab = new SecretBytes(writeKeytab(entries))
    for (const username of ['user', `USER@corp.example`, 'CORP\\user']) {
      await open(at, { credential: { kind: 'keytab', username, file: 'u.keytab', keytab } }).identify()
    }
    expect(at.host.logons).toHaveLength(3)
    const stranger: Credential = { kind: 'keytab', username: 'other', file: 'u.keytab', keytab }
    expect(await failure(open(at, { credential: stranger }))).toMatchObject({
      reason: 'no-credential',
      message: `web01: u.keytab has no key of other, but of user@${realmName}`,
    })
  })

  test('with a credential cache: its ticket of the service needs no KDC, its ticket-granting ticket gets others', async () => {
    const at = await site()
    const kerberos = kerberosClient({ settings: at.settings })
    const account = await kerberos.account(user, { peer: 'web01', host: 'web01' })
    const tgt = await kerberos.ticketGrantingTicket(account, { peer: 'web01' })
    const asked = at.asked.length
    const ccache = (credentials: readonly (typeof tgt)[]): CredentialCacheCredential => ({
      kind: 'ccache',
      file: 'cc',
      ccache: new SecretBytes(writeCredentialCache({ client: tgt.client, credentials, clockOffset: 0 })),
    })
    await open(at, { credential: ccache([tgt]) }).identify()
    expect(at.asked.slice(asked)).toEqual(['TGS'])
    const service = await kerberos.serviceTicket(
      account,
      { names: [{ type: 2, components: ['HTTP', 'web01'] }] },
      { peer: 'web01' },
    )
    const before = at.asked.length
    await open(at, { credential: ccache([service]) }, { settings: {} }).identify()
    expect(at.asked).toHaveLength(before)
    const wrong: Credential = { ...ccache([tgt]), username: 'somebody' }
    expect((await failure(open(at, { credential: wrong }))).message).toBe(
      `web01: cc has the tickets of user@${realmName}, not of somebody`,
    )
    const expired = ccache([{ ...tgt, endTime: Date.now() - 1000 }])
    expect(await failure(open(at, { credential: expired }))).toMatchObject({
      reason: 'no-credential',
      step: 'AS exchange',
      hint: 'Run `kinit` again.',
    })
  })

  test('forwards a ticket-granting ticket where the inventory says so', async () => {
    const at = await site()
    await open(at, { endpoint: { delegate: true } }).identify()
    expect(at.host.contexts[0]?.delegated).toBe(true)
    expect(at.asked).toEqual(['AS', 'AS', 'TGS', 'TGS'])
  })

  test.each(['HTTP', 'host', 'WSMAN'])('asks for HTTP, then host, then WSMAN: a domain that knows only %s', async (service) => {
    const at = await site({ host: { keys: [] } })
    const keys = serviceKeys('only')
    const owner = principal(`${service}/web02.corp.example@${realmName}`)
    at.realm.add({ principal: owner, kvno: 1, keys })
    const host = await startKerberosHost({ keys: keys.map((key) => ({ principal: owner, kvno: 1, key })) })
    closing.push(() => host.close())
    const kerberos = kerberosClient({ settings: at.settings })
    const session = open(at, { port: host.port, kerberos, endpoint: { spn: `${service}/web02.corp.example@${realmName}` } })
    await session.identify()
    const account = await kerberos.account(user, { peer: 'web02', host: 'web02.corp.example' })
    const ticket = await kerberos.serviceTicket(account, { names: winrmServiceNames('web02.corp.example') }, { peer: 'web02' })
    expect(ticket.server.name.components.join('/')).toBe(`${service}/web02.corp.example`)
  })

  test('a fleet that starts together gets one ticket-granting ticket, and one ticket for each service', async () => {
    const at = await site()
    const gate = new CredentialGate()
    const kerberos = kerberosClient({ settings: at.settings })
    const sessions = Array.from({ length: 40 }, (_none, index) =>
      open(at, { kerberos, gate, endpoint: { host: `web${index}` }, credential: user }),
    )
    await Promise.all(sessions.map((session) => session.identify()))
    expect(at.asked).toEqual(['AS', 'AS', 'TGS'])
    expect(kerberos.messages).toBe(3)
    expect(at.host.logons).toHaveLength(40)
  })

  test('a clock that is wrong is corrected by what the KDC says', async () => {
    const at = await site({ ahead: 3600_000 })
    await open(at).identify()
    expect(at.host.logons).toEqual([`Kerberos user@${realmName}`])
  })

  test('a kept ticket for a key that the host has changed since is replaced once', async () => {
    const at = await site()
    const kerberos = kerberosClient({ settings: at.settings })
    await open(at, { kerberos }).identify()
    const owner = principal(`HTTP/web01@${realmName}`)
    const keys = serviceKeys('renewed')
    at.realm.add({ principal: owner, kvno: 4, keys })
    const renewed = await startKerberosHost({ keys: keys.map((key) => ({ principal: owner, kvno: 4, key })) })
    closing.push(() => renewed.close())
    await open(at, { kerberos, port: renewed.port }).identify()
    expect(renewed.logons).toEqual([`Kerberos user@${realmName}`])
  })

  test('a kept ticket that the host finds expired is replaced once', async () => {
    const at = await site()
    const kerberos = kerberosClient({ settings: at.settings })
    const account = await kerberos.account(user, { peer: 'web01', host: 'web01' })
    const tgt = await kerberos.ticketGrantingTicket(account, { peer: 'web01' })
    const now = Date.now()
    const service = defined(at.realm.accounts.get(`http/web01@${realmName}`.toLowerCase()))
    const { ticket, part } = issueTicket({
      client: tgt.client,
      service,
      server: service.principal,
      body: { options: 0, realm: realmName, till: 0, nonce: 1, etypes: [18] },
      flags: 0,
      authTime: now - 7_200_000,
      now: now - 7_200_000,
      endTime: now - 3_600_000,
      pac: () => undefined,
      random: systemRandom,
    })
    const key = defined(KerberosKey.from(part.key.type, part.key.bytes))
    // The cache says that it lasts longer than it does.
    const old = { ...tgt, server: service.principal, key, ticket, endTime: now + 3_600_000 }
    const ccache = new SecretBytes(writeCredentialCache({ client: tgt.client, credentials: [tgt, old], clockOffset: 0 }))
    const before = at.asked.length
    await open(at, { credential: { kind: 'ccache', file: 'cc', ccache } }).identify()
    expect(at.asked.slice(before)).toEqual(['TGS'])
    expect(at.host.logons).toEqual([`Kerberos user@${realmName}`])
    const alone = new SecretBytes(writeCredentialCache({ client: tgt.client, credentials: [old], clockOffset: 0 }))
    const error = await failure(open(at, { credential: { kind: 'ccache', file: 'cc', ccache: alone } }))
    expect(error).toMatchObject({ errorName: 'KRB_AP_ERR_TKT_EXPIRED', hint: 'Run `kinit` again.' })
  })

  test('the realm is found by DNS where nothing is configured', async () => {
    const at = await site()
    const port = Number(at.settings.realms?.[realmName]?.kdcs?.[0]?.split(':')[1])
    const services = { '_kerberos._udp.corp.example': [{ host: 'dc1.corp.example', port, priority: 0, weight: 100 }] }
    const client = { settings: {}, services, names: { 'dc1.corp.example': '127.0.0.1' } }
    await open(at, {}, client).identify()
    const conf = parseKrb5Conf(`[realms]\n${realmName} = {\n kdc = 127.0.0.1:${port}\n}\n`)
    await open(at, {}, { settings: {}, conf }).identify()
    expect(at.host.logons).toHaveLength(2)
  })
})

describe('negotiate', () => {
  test('takes Kerberos where it can', async () => {
    const at = await site({ host: { password } })
    await open(at, { auth: 'negotiate' }).identify()
    await open(at, { auth: 'auto' }).identify()
    expect(at.host.logons).toEqual([`Kerberos user@${realmName}`, `Kerberos user@${realmName}`])
  })

  const why: readonly (readonly [string, Partial<KerberosSessionChoice>, KerberosClientChoice, RegExp])[] = [
    [
      'an unknown realm',
      {},
      { settings: {} },
      /no KDC of the realm CORP\.EXAMPLE answered.*corp\.example: the name was not found/,
    ],
    ['an unknown SPN', { endpoint: { spn: 'HTTP/other' } }, {}, /HTTP\/other.*KDC_ERR_S_PRINCIPAL_UNKNOWN in the TGS exchange/],
    ['an address', { endpoint: { spn: undefined as never } }, {}, /127\.0\.0\.1 is an address/],
    ['an account of the host', { credential: passwordOf('.\\user', password) }, {}, /\.\\user is an account of the host itself/],
    ['a host with its own accounts', { credential: passwordOf('WEB01\\user', password) }, {}, /account of the host itself/],
  ]

  test.each(why)('falls back to NTLM and keeps the reason: %s', async (_what, choice, client, reason) => {
    const at = await site({ host: { password } })
    const told: string[] = []
    const { endpoint = {}, ...rest } = choice
    const fellBack = (list: readonly { readonly mechanism: string; readonly reason: string }[]): void => {
      for (const each of list) told.push(`${each.mechanism}: ${each.reason}`)
    }
    for (const auth of ['negotiate', 'auto'] as const) await open(at, { auth, fellBack, endpoint, ...rest }, client).identify()
    expect(at.host.logons).toEqual(['NTLM CORP\\user', 'NTLM CORP\\user'])
    expect(told).toHaveLength(2)
    for (const each of told) {
      expect(each).toMatch(reason)
      expect(each).toMatch(/^Kerberos: (?!web01:)/)
    }
    const kerberosOnly = open(at, { auth: 'kerberos', endpoint, ...rest }, client)
    expect((await failure(kerberosOnly)).message).toMatch(reason)
  })

  test('a host without Kerberos is logged on to with NTLM, but not with `auth: kerberos`', async () => {
    const at = await site()
    const host = await startKerberosHost({ password })
    closing.push(() => host.close())
    await open(at, { auth: 'negotiate', port: host.port }).identify()
    expect(host.logons).toEqual(['NTLM CORP\\user'])
    expect(await failure(open(at, { auth: 'kerberos', port: host.port }))).toBeInstanceOf(AuthError)
    expect(host.logons).toHaveLength(1)
  })

  test('a refusal of NTLM says why it was not Kerberos', async () => {
    const at = await site({ host: { password: new Secret('other') } })
    const error = await failure(open(at, { auth: 'negotiate' }, { settings: {} }))
    expect(error.hint).toMatch(/Kerberos was not used: no KDC of the realm CORP\.EXAMPLE answered/)
  })

  test('a password that the KDC refused is not tried with NTLM', async () => {
    const at = await site({ host: { password } })
    const error = await failure(open(at, { auth: 'negotiate', credential: passwordOf(`user@${realmName}`, 'wrong') }))
    expect(error).toMatchObject({ reason: 'rejected', errorName: 'KDC_ERR_PREAUTH_FAILED', step: 'AS exchange' })
    expect(at.host.contexts).toEqual([])
  })
})

describe('what goes wrong is told with its step and what to do', () => {
  test('a wrong password counts as one attempt for all hosts', async () => {
    const at = await site()
    const gate = new CredentialGate()
    const kerberos = kerberosClient({ settings: at.settings })
    const credential = passwordOf(`user@${realmName}`, 'wrong')
    const errors = await Promise.all(
      ['a', 'b', 'c'].map((host) => failure(open(at, { kerberos, gate, credential, endpoint: { host } }))),
    )
    expect(at.asked).toEqual(['AS', 'AS'])
    expect(errors.map((error) => (error as AuthError).reason)).toEqual(['rejected', 'not-tried', 'not-tried'])
    expect(errors[1]?.message).toBe(`b: the password of user@${realmName} was not tried: the KDC refused it`)
    // Also without the gate.
    const again = await failure(open(at, { kerberos, credential, endpoint: { host: 'd' } }))
    expect(again.message).toMatch(/^d: user@CORP\.EXAMPLE: the password .* is wrong/)
    expect(at.asked).toEqual(['AS', 'AS'])
  })

  test('a key of the keytab that is not the one of the account', async () => {
    const at = await site()
    const keytab = new SecretBytes(
      writeKeytab(serviceKeys('old').map((key) => ({ principal: principal(`user@${realmName}`), kvno: 7, key }))),
    )
    const error = await failure(open(at, { credential: { kind: 'keytab', username: 'user', file: 'u.keytab', keytab } }))
    expect(error).toMatchObject({ reason: 'rejected', step: 'AS exchange' })
    expect(error.message).toContain('the key of the keytab (version 7) is not the one of the account')
  })

  test('KDCs that do not answer, each named; and the next host is not kept waiting', async () => {
    const at = await site()
    const [closed, other] = [await freePort(), await freePort()]
    const kdcs = [`127.0.0.1:${closed}`, `127.0.0.1:${other}`, 'nowhere.corp.example']
    const kerberos = kerberosClient({ settings: { realms: { [realmName]: { kdcs } } } })
    const error = await failure(open(at, { kerberos }))
    expect(error).toBeInstanceOf(KdcUnreachableError)
    expect(error).toMatchObject({ reason: 'kdc-unreachable', realm: realmName, step: 'AS exchange' })
    for (const address of [`127.0.0.1 port ${closed} over UDP`, `127.0.0.1 port ${other} over TCP`])
      expect(error.message).toContain(`${address}: nothing listens there`)
    expect(error.message).toContain('nowhere.corp.example: the name was not found')
    const messages = kerberos.messages
    expect((await failure(open(at, { kerberos, endpoint: { host: 'web02' } }))).message).toMatch(/^web02: no KDC/)
    expect(kerberos.messages).toBe(messages)
  })

  test('a realm that nobody knows', async () => {
    const at = await site()
    const error = await failure(open(at, { credential: passwordOf('user@NOWHERE', password) }, { settings: {} }))
    expect(error).toMatchObject({ reason: 'unsupported', realm: 'NOWHERE', step: 'AS exchange' })
    expect(error.message).toContain('the inventory names none; there is no krb5.conf; the realm is no DNS name')
    const bare = await failure(open(at, { credential: passwordOf('user', password) }, { settings: {} }))
    expect(bare.message).toBe('web01: nothing says which realm user belongs to')
  })

  test('an account that is not there', async () => {
    const at = await site()
    const error = await failure(open(at, { credential: passwordOf(`stranger@${realmName}`, password) }))
    expect(error).toMatchObject({ reason: 'rejected', step: 'AS exchange', errorName: 'KDC_ERR_C_PRINCIPAL_UNKNOWN' })
    expect(error.message).toMatch(/^web01: stranger@CORP\.EXAMPLE: /)
  })

  test('a KDC whose clock is beyond correction', async () => {
    const at = await site({ host: { ahead: 3600_000 } })
    const error = await failure(open(at))
    expect(error).toMatchObject({ reason: 'clock-skew', step: 'AP exchange', errorName: 'KRB_AP_ERR_SKEW' })
    expect(error.hint).toContain('clocks')
  })

  test.each([
    ['locked', 'the account is locked after too many wrong passwords'],
    ['disabled', 'the account is disabled'],
    ['expired', 'the account has expired'],
    ['password-expired', 'the password has expired'],
  ] as const)('an account that is %s', async (state, meaning) => {
    const at = await site()
    at.realm.add({ ...defined(at.realm.accounts.get(`user@${realmName}`.toLowerCase())), state })
    const error = await failure(open(at, { auth: 'negotiate' }))
    expect(error).toMatchObject({ reason: 'rejected', step: 'AS exchange' })
    expect(error.message).toContain(meaning)
  })

  test('a service whose key is another one', async () => {
    const at = await site({
      host: { keys: serviceKeys('other').map((key) => ({ principal: principal(`HTTP/web01@${realmName}`), kvno: 3, key })) },
    })
    const error = await failure(open(at))
    expect(error).toMatchObject({ reason: 'rejected', step: 'AP exchange' })
    expect(error.hint).toMatch(/setspn|password of the service/)
  })

  test('a keytab of the service of another version', async () => {
    const at = await site({
      host: { keys: serviceKeys('other').map((key) => ({ principal: principal(`HTTP/web01@${realmName}`), kvno: 9, key })) },
    })
    expect(await failure(open(at))).toMatchObject({ step: 'AP exchange', errorName: 'KRB_AP_ERR_BADKEYVER' })
  })

  test('a host that does not prove who it is', async () => {
    const at = await site({ host: { twist: falseReply } })
    const error = await failure(open(at))
    expect(error).toMatchObject({ reason: 'downgrade', step: 'AP exchange', errorName: 'KRB_AP_ERR_MUT_FAIL' })
  })

  test('a run that is cancelled while a KDC is silent', async () => {
    const at = await site()
    const silent = await silentPort()
    const kerberos = kerberosClient({ settings: { realms: { [realmName]: { kdcs: [`127.0.0.1:${silent}`] } } } })
    const stop = new AbortController()
    const waiting = open(at, { kerberos }).identify({ signal: stop.signal })
    stop.abort(new CancelledError('The operation was cancelled'))
    await expect(waiting).rejects.toBeInstanceOf(CancelledError)
  })
})

/** A port whose UDP and TCP are open, and where nobody says a word. */
async function silentPort(): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => void sockets.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const datagrams = createSocket('udp4').bind(port, '127.0.0.1')
  await once(datagrams, 'listening')
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    datagrams.close()
    await Promise.all([once(server, 'close'), once(datagrams, 'close')])
  })
  return port
}

/** Answers with an AP-REP that was changed on its way. */
function falseReply(context: SecurityContext): SecurityContext {
  return new Proxy(context, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name === 'step') {
        return (token?: Uint8Array) => {
          const reply = target.step(token)
          if (reply !== undefined) reply[reply.length - 1] = (reply.at(-1) ?? 0) ^ 1
          return reply
        }
      }
      return typeof value === 'function' ? (value as (...args: never[]) => unknown).bind(target) : value
    },
  })
}
