import { type Lab, type LabOptions, startLab } from '@wmctl/lab'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/base/secret.js'
import type { ObjectPath } from '../../../src/cim/value.js'
import { openWsmanSession } from '../../../src/client/connect.js'
import { CredentialGate } from '../../../src/client/credential-gate.js'
import type { WsmanSession } from '../../../src/client/wsman-session.js'
import { systemClock } from '../../../src/io/system-clock.js'
import { systemRandom } from '../../../src/io/system-random.js'
import type { AuthName } from '../../../src/session/connection.js'
import { makeCertificates } from '../../harness/certificates.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { type RecordingProxy, recordingProxy } from '../../harness/recording-proxy.js'
import { tlsMiddleMan } from '../../harness/tls-middle-man.js'

const certificates = makeCertificates()
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
  const started = await startLab({ hosts: 1, seed: 'transport', password, ...options })
  closing.push(() => started.close())
  return started
}

async function tapped(at: Lab): Promise<RecordingProxy> {
  const proxy = await recordingProxy(Number(new URL(at.hosts[0]?.url ?? '').port))
  closing.push(() => proxy.close())
  return proxy
}

interface Choice {
  readonly auth: AuthName
  readonly allowUnencrypted?: boolean
  readonly port?: number
  readonly insecure?: boolean
}

function open(at: Lab, { auth, allowUnencrypted = false, port, insecure = false }: Choice): WsmanSession {
  const [host] = at.hosts
  if (host === undefined) throw new Error('there is no host')
  const url = new URL(host.url)
  const session = openWsmanSession({
    endpoint: {
      host: host.name,
      address: url.hostname,
      port: port ?? Number(url.port),
      path: '/wsman',
      tls: at.ca === undefined ? undefined : insecure ? { insecure: true } : { ca: at.ca },
      connectTimeout: 10_000,
      operationTimeout: 20_000,
      allowUnencrypted,
    },
    auth,
    credential: { kind: 'password', username: at.username, password },
    classes: host.cim.classes,
    clock: systemClock,
    random: systemRandom,
    gate: new CredentialGate(),
  })
  closing.push(() => session.close())
  return session
}

const read = async (session: WsmanSession): Promise<unknown> =>
  (await session.getInstance(spooler))?.properties.get('startmode')?.value

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

/** Scheme and length of the body of each request that went out. */
function requests(tap: RecordingProxy): readonly string[] {
  return tap
    .sent()
    .split(/(?=POST \/wsman HTTP\/1\.1\r\n)/)
    .map((text) => {
      const scheme = /^authorization: (\S+)/im.exec(text)?.[1] ?? '-'
      return `${scheme} ${/^content-length: 0\r$/im.test(text) ? 'empty' : 'body'}`
    })
}

describe('the legs of a logon go over one connection, without a body until there is something to protect it', () => {
  test.each<[AuthName, readonly string[]]>([
    ['ntlm', ['Negotiate empty', 'Negotiate body']],
    ['negotiate', ['Negotiate empty', 'Negotiate body']],
    ['auto', ['- empty', 'Negotiate empty', 'Negotiate body']],
    ['digest', ['- empty', 'Digest body']],
    ['basic', ['Basic body']],
  ])('%s', async (auth, legs) => {
    const at = await lab({ auth: auth === 'digest' ? 'digest' : 'basic' })
    const tap = await tapped(at)
    const session = open(at, { auth, port: tap.port, allowUnencrypted: auth === 'digest' || auth === 'basic' })
    expect(await read(session)).toBe('Auto')
    expect(requests(tap)).toEqual(legs)
    expect(await read(session)).toBe('Auto')
    // A context needs no more proof; Basic and Digest prove each request.
    expect(requests(tap).slice(legs.length)).toEqual([auth === 'basic' || auth === 'digest' ? legs.at(-1) : '- body'])
    expect(tap.connections()).toBe(1)
    expect(session.requests).toBe(legs.length + 1)
  })

  test('credssp', async () => {
    const at = await lab({ auth: 'credssp' })
    const tap = await tapped(at)
    expect(await read(open(at, { auth: 'credssp', port: tap.port }))).toBe('Auto')
    const sent = requests(tap)
    expect(sent.slice(0, -1).every((leg) => leg === 'CredSSP empty')).toBe(true)
    expect(sent.at(-1)).toBe('- body')
    expect(sent.length).toBeLessThanOrEqual(8)
    expect(tap.connections()).toBe(1)
  })
})

describe('an answer that is lost', () => {
  const cases = [
    ['http', 'negotiate'],
    ['http', 'credssp'],
    ['http', 'basic'],
    ['https', 'negotiate'],
    ['https', 'basic'],
  ] as const

  test.each(cases)('over %s with %s: what only reads is asked again under a fresh logon', async (protocol, auth) => {
    const at = await lab({ tls: protocol === 'https', auth })
    const tap = await tapped(at)
    const session = open(at, { auth, port: tap.port, allowUnencrypted: auth === 'basic' })
    expect(await read(session)).toBe('Auto')
    const performed = at.requests().total
    tap.loseNextAnswer()
    expect(await read(session)).toBe('Auto')
    expect(at.requests().total - performed).toBe(2)
    expect(tap.connections()).toBe(2)
    expect(at.hosts[0]?.logons.wrong).toBe(0)
  })

  test.each(cases)('over %s with %s: what changes something is not sent again', async (protocol, auth) => {
    const at = await lab({ tls: protocol === 'https', auth })
    const tap = await tapped(at)
    const session = open(at, { auth, port: tap.port, allowUnencrypted: auth === 'basic' })
    expect(await read(session)).toBe('Auto')
    // A Put asks for the version first.
    await session.identify()
    const stop = { namespace: 'root/cimv2', className: 'Win32_Service', path: spooler, method: 'StopService', arguments: [] }
    const set = [{ name: 'VariableValue', type: 'string', array: false, value: '64' }] as const
    for (const change of [() => session.invokeMethod(stop), () => session.modifyInstance(processors, set)]) {
      const performed = at.requests().total
      tap.loseNextAnswer()
      expect(await caught(change())).toMatchObject({ code: 'WMCTL_TRANSPORT', phase: 'read' })
      expect(at.requests().total - performed).toBe(1)
      expect(await read(session)).toBe('Auto')
    }
  })
})

const processors: ObjectPath = {
  ...spooler,
  className: 'Win32_Environment',
  keys: [
    { name: 'Name', value: 'NUMBER_OF_PROCESSORS' },
    { name: 'UserName', value: '<SYSTEM>' },
  ],
}

describe.skipIf(certificates === undefined)('somebody on the way who ends TLS [needs openssl]', () => {
  const own = certificates?.selfSigned ?? { key: '', cert: '' }

  test.each([
    ['none', 'ntlm', 'let in'],
    ['none', 'negotiate', 'let in'],
    ['relaxed', 'ntlm', 'refused'],
    ['relaxed', 'negotiate', 'refused'],
    ['strict', 'ntlm', 'refused'],
    ['strict', 'negotiate', 'refused'],
    // A password that is sent binds to nothing.
    ['strict', 'basic', 'let in'],
  ] as const)('CbtHardeningLevel %s, %s: %s', async (channelBindings, auth, outcome) => {
    const at = await lab({ tls: true, security: { channelBindings } })
    const between = await tlsMiddleMan(Number(new URL(at.hosts[0]?.url ?? '').port), own)
    closing.push(() => between.close())
    const session = open(at, { auth, port: between.port, insecure: true })
    if (outcome === 'let in') {
      expect(await read(session)).toBe('Auto')
      return
    }
    expect(await caught(read(session))).toMatchObject({
      code: 'WMCTL_AUTH',
      reason: 'rejected',
      mechanism: auth,
      message: expect.stringContaining('refused the logon of labadmin') as string,
      hint: expect.stringContaining('proxy that ends TLS (CbtHardeningLevel') as string,
    })
    expect(at.requests().total).toBe(0)
  })

  test('is not trusted in the first place', async () => {
    const at = await lab({ tls: true })
    const between = await tlsMiddleMan(Number(new URL(at.hosts[0]?.url ?? '').port), own)
    closing.push(() => between.close())
    expect(await caught(read(open(at, { auth: 'basic', port: between.port })))).toMatchObject({ phase: 'tls' })
    expect(between.sent()).toBe('')
  })
})
