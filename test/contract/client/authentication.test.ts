import { type Lab, type LabOptions, type LabSecurity, profileNames, startLab } from '@wmctl/lab'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuthError } from '../../../src/base/errors.js'
import { Secret } from '../../../src/base/secret.js'
import type { ObjectPath } from '../../../src/cim/value.js'
import { chooseAuthentication } from '../../../src/client/authentication.js'
import { connectionTo } from '../../../src/client/connect.js'
import { CredentialGate } from '../../../src/client/credential-gate.js'
import type { KerberosClient } from '../../../src/client/kerberos/kerberos-client.js'
import type { WsmanSession } from '../../../src/client/wsman-session.js'
import { openHttpConnection } from '../../../src/io/http-client.js'
import type { HttpConnection } from '../../../src/io/http-connection.js'
import type { PeerCertificate } from '../../../src/io/peer-certificate.js'
import { systemClock } from '../../../src/io/system-clock.js'
import { systemRandom } from '../../../src/io/system-random.js'
import type { Endpoint } from '../../../src/session/connection.js'
import { kerberosClient } from '../../harness/kerberos-host.js'
import { type LabSessionChoice, openLabSession } from '../../harness/lab-session.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { type RecordingProxy, recordingProxy } from '../../harness/recording-proxy.js'

const password = new Secret('Pässw0rd!')
const spooler: ObjectPath = {
  kind: 'path',
  namespace: 'root/cimv2',
  className: 'Win32_Service',
  keys: [{ name: 'Name', value: 'Spooler' }],
}

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

async function lab(options: Partial<LabOptions> = {}): Promise<Lab> {
  const started = await startLab({ hosts: 1, seed: 'auth', password, ...options })
  closing.push(() => started.close())
  return started
}

function open(at: Lab, choice: LabSessionChoice): WsmanSession {
  const session = openLabSession(at, { spn, ...choice })
  closing.push(() => session.close())
  return session
}

const spn = 'HTTP/web01.corp.example'

/** What asks the KDC of a lab. */
function tickets(at: Lab): KerberosClient {
  return kerberosClient({ settings: { realms: { [at.kdc.realm]: { kdcs: [at.kdc.address] } } } })
}

async function startMode(session: WsmanSession): Promise<unknown> {
  return (await session.getInstance(spooler))?.properties.get('startmode')?.value
}

/** The refusal of a session's first request. */
async function refusal(session: WsmanSession): Promise<AuthError> {
  const error: unknown = await session.getInstance(spooler).catch((reason: unknown) => reason)
  if (!(error instanceof AuthError)) throw new Error(`no AuthError: ${String(error)}`)
  return error
}

async function wiretap(at: Lab): Promise<RecordingProxy> {
  const proxy = await recordingProxy(Number(new URL(at.hosts[0]?.url ?? '').port))
  closing.push(() => proxy.close())
  return proxy
}

const everyScheme: LabSecurity = { schemes: ['negotiate', 'digest', 'credssp', 'basic'] }

describe.each(profileNames.filter((name) => name !== '2003r2'))('a host of %s', (profile) => {
  test.each(['http', 'https'] as const)('lets every mechanism in over %s', async (protocol) => {
    const at = await lab({ profiles: [profile], tls: protocol === 'https', security: everyScheme })
    for (const auth of ['ntlm', 'negotiate', 'auto', 'basic', 'digest', 'credssp'] as const) {
      const clear = protocol === 'http' && (auth === 'basic' || auth === 'digest')
      const session = open(at, { auth, allowUnencrypted: clear })
      expect(await startMode(session), auth).toBe('Auto')
      // The second one needs no logon of its own.
      const { requests } = session
      expect(await startMode(session), auth).toBe('Auto')
      expect(session.requests - requests, auth).toBe(1)
    }
    expect(at.hosts[0]?.logons.wrong).toBe(0)
  })
})

describe('auth: auto', () => {
  test('takes Basic where there is no Negotiate, and the host wants no more than the password', async () => {
    const at = await lab({ tls: true, security: { schemes: ['basic'] } })
    expect(await startMode(open(at, { auth: 'auto' }))).toBe('Auto')
  })

  test('does not send the password in clear, nor encrypts less than it can', async () => {
    const basic = await lab({ security: { schemes: ['basic'] } })
    expect(await refusal(open(basic, { auth: 'auto' }))).toMatchObject({ reason: 'insecure', mechanism: 'basic' })
    expect(await startMode(open(basic, { auth: 'auto', allowUnencrypted: true }))).toBe('Auto')
    const modern = await lab()
    expect(await startMode(open(modern, { auth: 'auto', allowUnencrypted: true }))).toBe('Auto')
  })

  test('says what the host offers when none of it is known', async () => {
    const at = await lab({ tls: true, security: { schemes: ['digest'] } })
    const error = await refusal(open(at, { auth: 'auto' }))
    expect(error).toMatchObject({ reason: 'unsupported' })
    expect(error.message).toContain('offers Digest')
  })
})

test.each([
  ['kerberos', 'unsupported'],
  ['certificate', 'no-credential'],
] as const)('auth: %s cannot do with a password alone', async (auth, reason) => {
  const at = await lab()
  expect(() => open(at, { auth })).toThrow(expect.objectContaining({ reason, mechanism: auth }))
})

describe('a wrong password', () => {
  test.each(['ntlm', 'negotiate', 'auto', 'basic', 'digest', 'credssp'] as const)('is tried once by %s', async (auth) => {
    const at = await lab({ tls: true, security: everyScheme })
    const session = open(at, { auth, password: new Secret('wrong') })
    const answers = await Promise.all([refusal(session), refusal(session), refusal(session)])
    expect(answers.map(({ reason }) => reason)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(at.hosts[0]?.logons).toEqual({ right: 0, wrong: 1 })
    for (const { message, hint } of answers) expect(`${message} ${hint ?? ''}`).not.toMatch(/wrong/)
  })

  test('of a domain is tried on one host of many, that of a host on each', async () => {
    const at = await lab({ hosts: 6, username: 'CORP\\svc-wmctl' })
    const wrong = new Secret('wrong')
    const gate = new CredentialGate()
    const ofDomain = await Promise.all(
      at.hosts.map((_, host) => refusal(open(at, { auth: 'negotiate', host, gate, password: wrong }))),
    )
    expect(ofDomain.map(({ reason }) => reason).sort()).toEqual([...Array.from({ length: 5 }, () => 'not-tried'), 'rejected'])
    expect(at.hosts.reduce((sum, { logons }) => sum + logons.wrong, 0)).toBe(1)

    const local = await lab({ hosts: 2 })
    for (const host of [0, 1]) {
      const error = await refusal(open(local, { auth: 'ntlm', host, gate, username: '.\\labadmin', password: wrong }))
      expect(error.reason).toBe('rejected')
    }
    expect(local.hosts.map(({ logons }) => logons.wrong)).toEqual([1, 1])
  })

  test('locks the account after as many as the host allows', async () => {
    const at = await lab({ security: { lockoutAfter: 2 } })
    for (const _ of [1, 2]) await refusal(open(at, { auth: 'ntlm', password: new Secret('wrong') }))
    expect(await refusal(open(at, { auth: 'ntlm' }))).toMatchObject({ reason: 'rejected' })
    const other = await lab({ security: { lockoutAfter: 2 } })
    await refusal(open(other, { auth: 'ntlm', password: new Secret('wrong') }))
    expect(await startMode(open(other, { auth: 'ntlm' }))).toBe('Auto')
  })
})

describe('lock-out', () => {
  const wrong = new Secret('wrong')
  const mechanisms = ['ntlm', 'negotiate', 'credssp', 'basic', 'digest'] as const

  test.each(mechanisms)('%s: a local account is locked on the host that counted, and on no other', async (auth) => {
    const at = await lab({ hosts: 2, tls: true, security: { ...everyScheme, lockoutAfter: 2 } })
    for (const _ of [1, 2]) expect(await refusal(open(at, { auth, password: wrong }))).toMatchObject({ reason: 'rejected' })
    // The right password is of no use now, with any mechanism.
    for (const with_ of mechanisms) expect(await refusal(open(at, { auth: with_ }))).toMatchObject({ reason: 'rejected' })
    expect(await startMode(open(at, { auth, host: 1 }))).toBe('Auto')
    expect(at.hosts[1]?.logons.wrong).toBe(0)
  })

  test.each(['ntlm', 'negotiate', 'credssp'] as const)(
    '%s: an account of the domain is locked on all of its hosts',
    async (auth) => {
      const username = 'CORP\\svc-wmctl'
      const at = await lab({ hosts: 12, username, security: { ...everyScheme, lockoutAfter: 2 } })
      const [first, second, third] = at.hosts.flatMap(({ facts }, index) => (facts.domain === undefined ? [] : [index]))
      expect(third).toBeDefined()
      for (const host of [first ?? 0, second ?? 0]) await refusal(open(at, { auth, host, password: wrong }))
      expect(await refusal(open(at, { auth, host: third ?? 0 }))).toMatchObject({ reason: 'rejected' })
      expect(at.hosts.reduce((sum, { logons }) => sum + logons.right, 0)).toBe(0)
    },
  )

  test('the right password in between starts the count anew', async () => {
    const at = await lab({ security: { lockoutAfter: 2 } })
    for (const _ of [1, 2, 3]) {
      await refusal(open(at, { auth: 'ntlm', password: wrong }))
      expect(await startMode(open(at, { auth: 'ntlm' }))).toBe('Auto')
    }
  })

  test('one run costs an account one try, however many hosts and sessions ask', async () => {
    const at = await lab({ hosts: 12, username: 'CORP\\svc-wmctl', security: { lockoutAfter: 2 } })
    const gate = new CredentialGate()
    await Promise.all(at.hosts.map((_, host) => refusal(open(at, { auth: 'negotiate', host, gate, password: wrong }))))
    const joined = at.hosts.findIndex(({ facts }) => facts.domain !== undefined)
    expect(await startMode(open(at, { auth: 'negotiate', host: joined }))).toBe('Auto')
  })

  test('Basic does not know accounts of the domain', async () => {
    const at = await lab({ hosts: 12, tls: true, username: 'CORP\\svc-wmctl' })
    const host = at.hosts.findIndex(({ facts }) => facts.domain !== undefined)
    expect(await refusal(open(at, { auth: 'basic', host }))).toMatchObject({
      reason: 'rejected',
      hint: expect.stringContaining('Basic knows only accounts of the host itself') as string,
    })
    expect(await startMode(open(at, { auth: 'negotiate', host }))).toBe('Auto')
  })
})

test.each(['CORP\\svc-wmctl', 'corp\\SVC-WMCTL', 'svc-wmctl@corp.example'])(
  'an account of the domain as %s',
  async (username) => {
    const at = await lab({ hosts: 3, username: 'CORP\\svc-wmctl' })
    const host = at.hosts.findIndex(({ facts }) => facts.domain !== undefined)
    expect(await startMode(open(at, { auth: 'negotiate', host, username }))).toBe('Auto')
  },
)

describe('over plain HTTP', () => {
  test.each(['ntlm', 'negotiate'] as const)('%s lets nobody on the way read a message', async (auth) => {
    const at = await lab()
    const tap = await wiretap(at)
    expect(await startMode(open(at, { auth, port: tap.port }))).toBe('Auto')
    const seen = tap.sent() + tap.received()
    expect(seen).toContain('multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted"')
    for (const text of [seen, seen.replaceAll('\0', '')]) expect(text).not.toMatch(/Envelope|Win32_Service|Spooler|StartMode/)
    // What the same tap sees of Basic.
    expect(await startMode(open(at, { auth: 'basic', allowUnencrypted: true, port: tap.port }))).toBe('Auto')
    expect(tap.sent() + tap.received()).toMatch(/Envelope/)
  })

  test('a host that requires encryption refuses who does not encrypt, and says so; one that does not serves', async () => {
    const strict = await lab()
    for (const auth of ['negotiate', 'ntlm'] as const) {
      const error = await refusal(open(strict, { auth, allowUnencrypted: true }))
      expect(error).toMatchObject({ reason: 'insecure', mechanism: auth })
      expect(error.message).toContain('requires encryption')
    }
    expect(strict.hosts[0]?.logons.wrong).toBe(0)
    const lax = await lab({ security: { allowUnencrypted: true } })
    expect(await startMode(open(lax, { auth: 'negotiate', allowUnencrypted: true }))).toBe('Auto')
  })

  test.each(['ntlm', 'negotiate'] as const)(
    '%s: what the host says in clear ends the connection, and the next one is fresh',
    async (auth) => {
      const at = await lab()
      const [host] = at.hosts
      const session = open(at, { auth })
      expect(await startMode(session)).toBe('Auto')
      // HTTP.sys turns requests away without asking anybody for a context.
      host?.faults.add({ operations: ['get'], times: 1, fault: { kind: 'http', status: 503 } })
      expect(await startMode(session)).toBe('Auto')
      expect(await startMode(session)).toBe('Auto')
      expect(host?.logons).toEqual({ right: 2, wrong: 0 })
      host?.faults.add({ operations: ['get'], times: 1, fault: { kind: 'http', status: 500 } })
      await expect(session.getInstance(spooler)).rejects.toThrow(/answered 500 with an empty body/)
      expect(await startMode(session)).toBe('Auto')
      expect(host?.logons).toEqual({ right: 3, wrong: 0 })
    },
  )

  test('a changed answer is no answer', async () => {
    const at = await lab()
    const tap = await wiretap(at)
    const session = open(at, { auth: 'negotiate', port: tap.port })
    expect(await startMode(session)).toBe('Auto')
    tap.spoilNextAnswer()
    await expect(session.getInstance(spooler)).rejects.toThrow(/signature/)
  })

  test('a changed request is refused by the host, and goes out anew under another context', async () => {
    const at = await lab()
    const tap = await wiretap(at)
    const session = open(at, { auth: 'negotiate', port: tap.port })
    expect(await startMode(session)).toBe('Auto')
    tap.spoilNextRequest()
    expect(await startMode(session)).toBe('Auto')
    expect(at.hosts[0]?.logons).toEqual({ right: 2, wrong: 0 })
  })
})

test.each(['http', 'https'] as const)('a connection that is cut over %s gets a context of its own', async (protocol) => {
  const at = await lab({ tls: protocol === 'https' })
  const tap = await wiretap(at)
  const session = open(at, { auth: 'negotiate', port: tap.port })
  expect(await startMode(session)).toBe('Auto')
  await tap.cut()
  expect(await startMode(session)).toBe('Auto')
  expect(at.hosts[0]?.logons).toEqual({ right: 2, wrong: 0 })
})

test.each(['http', 'https'] as const)(
  'a connection that is cut over %s gets another context with the same ticket',
  async (protocol) => {
    const at = await lab({ tls: protocol === 'https', auth: 'kerberos' })
    const tap = await wiretap(at)
    const session = open(at, { auth: 'kerberos', port: tap.port, kerberos: tickets(at) })
    expect(await startMode(session)).toBe('Auto')
    await tap.cut()
    expect(await startMode(session)).toBe('Auto')
    expect(at.hosts[0]?.accepted.map(({ mechanism }) => mechanism)).toEqual(['Kerberos', 'Kerberos'])
    expect(at.kdc.requests().total).toBe(3)
    // Nothing that says what was asked for, or answered, went by in clear.
    expect(tap.sent() + tap.received()).not.toMatch(/Win32_Service|Spooler/)
  },
)

describe.each(['ntlm', 'kerberos'] as const)('channel binding over HTTPS: %s', (auth) => {
  test.each(['none', 'relaxed', 'strict'] as const)('%s: a client that binds is let in', async (channelBindings) => {
    const at = await domainLab({ channelBindings })
    const kerberos = tickets(at)
    for (const name of [auth, 'negotiate'] as const) expect(await startMode(open(at, { auth: name, kerberos }))).toBe('Auto')
  })

  /** How a logon ends that is bound to another certificate than the host's, or to none. */
  async function logon(at: Lab, certificate: PeerCertificate | undefined): Promise<'done' | 'refused'> {
    const url = new URL(at.hosts[0]?.url ?? '')
    const endpoint: Endpoint = {
      host: 'web01',
      address: url.hostname,
      port: Number(url.port),
      path: '/wsman',
      tls: { ca: at.ca ?? '' },
      connectTimeout: 10_000,
      operationTimeout: 20_000,
      allowUnencrypted: false,
      spn,
    }
    const credential = { kind: 'password', username: at.username, password } as const
    const kerberos = tickets(at)
    const shared = { clock: systemClock, random: systemRandom, kerberos }
    const authentication = chooseAuthentication({ endpoint, auth, credential, ...shared })
    const authenticator = authentication.create({ certificate })
    const connection = connectionTo(endpoint, undefined)
    closing.push(() => connection.close())
    for (;;) {
      const message = await authenticator.authorize({ headers: {}, body: new Uint8Array(0) })
      const answer = await connection.send({ method: 'POST', path: '/wsman', ...message })
      const { state } = await authenticator.receive(answer)
      if (state !== 'again') return state
    }
  }

  test.each([
    ['none', 'done', 'done'],
    ['relaxed', 'done', 'refused'],
    ['strict', 'refused', 'refused'],
  ] as const)('%s: without a binding %s, with that of another channel %s', async (channelBindings, absent, wrong) => {
    const other = connectionToHost(await lab({ tls: true }))
    await other.connect()
    const at = await domainLab({ channelBindings })
    expect(await logon(at, undefined)).toBe(absent)
    expect(other.certificate).toBeDefined()
    expect(await logon(at, other.certificate)).toBe(wrong)
  })

  /** Whose account is one of the domain for Kerberos, and of the host for NTLM. */
  function domainLab(security: LabSecurity): Promise<Lab> {
    return lab({ tls: true, security, ...(auth === 'kerberos' ? { auth } : {}) })
  }

  function connectionToHost(at: Lab): HttpConnection {
    const url = new URL(at.hosts[0]?.url ?? '')
    const limits = { connectTimeout: 10_000, answerTimeout: 20_000, maxBodyBytes: 1_000_000 }
    const connection = openHttpConnection({
      host: 'web01',
      address: url.hostname,
      port: Number(url.port),
      tls: { ca: at.ca ?? '' },
      ...limits,
    })
    closing.push(() => connection.close())
    return connection
  }
})
