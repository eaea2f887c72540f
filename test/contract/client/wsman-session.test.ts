import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuthError, CancelledError, PeerError, TransportError, WmctlError } from '../../../src/base/errors.js'
import { Secret } from '../../../src/base/secret.js'
import type { ClassSource } from '../../../src/cim/class.js'
import { CimError } from '../../../src/cim/status.js'
import type { CimInstance, ObjectPath } from '../../../src/cim/value.js'
import { ClassCache } from '../../../src/client/class-cache.js'
import { openWsmanSession, type WsmanSessionOptions } from '../../../src/client/connect.js'
import { CredentialGate } from '../../../src/client/credential-gate.js'
import type { WsmanSession } from '../../../src/client/wsman-session.js'
import { systemRandom } from '../../../src/io/system-random.js'
import { SoapFault } from '../../../src/protocol/wsman/soap-fault.js'
import type { Endpoint } from '../../../src/session/connection.js'
import { bareClass } from '../../harness/bare-class.js'
import { type FakeClock, fakeClock } from '../../harness/fake-clock.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { challenge, plain, type Script, type ScriptedHost, scriptedHost, soap } from '../../harness/scripted-host.js'

/** Messages printed in [MS-WSMV] 4. */
const spec = (name: string): string => readFileSync(new URL(`../../vectors/ms-wsmv/${name}.xml`, import.meta.url), 'utf8')
const getResponse = spec('4.1.1_02_Retrieving-a-CIM-Instance')
const enumerateResponse = spec('4.1.2.2_01_Enumerate-Response')
const firstPull = spec('4.1.2.4_01_First-Pull-Response')
const lastPull = spec('4.1.2.6_01_Second-Pull-Response-with-EndOfSequence')
const putResponse = spec('4.1.3_02_Modifying-an-Instance')
const invokeResponse = spec('4.1.4_02_Invoking-a-Method')
const noSuchClass = spec('4.10_02_Fault-Detail')

/** Recorded from Windows; see INDEX.md of the folder WMCTL_VECTORS names. */
const recordings = process.env['WMCTL_VECTORS']
const recorded = (path: string): string => readFileSync(join(recordings ?? '', 'wsman', path), 'utf8')
const recordingsMissing = recordings === undefined || !existsSync(join(recordings, 'wsman'))
if (recordingsMissing) console.warn('Tests with recorded faults are skipped: WMCTL_VECTORS does not name the recordings')

const myClass = bareClass('myclass', {
  namespace: 'root/mynamespace',
  keys: ['id'],
  properties: new Map([
    ['id', { name: 'id', type: 'uint32', array: false, key: true, access: 'read' }],
    ['data1', { name: 'Data1', type: 'string', array: false, key: false, access: 'read/write' }],
  ]),
})
const classes: ClassSource = {
  find: (namespace, name) => (name.toLowerCase() === 'myclass' && namespace === 'root/mynamespace' ? myClass : undefined),
  classNames: () => ['myclass'],
  namespaces: () => ['root/mynamespace'],
}
const path: ObjectPath = { kind: 'path', namespace: 'root/mynamespace', className: 'myclass', keys: [{ name: 'id', value: 1 }] }
const modern = {
  protocolVersion: '',
  productVendor: 'Microsoft Corporation',
  productVersion: 'OS: 10.0.20348 SP: 0.0 Stack: 3.0',
  securityProfiles: [],
}
const identifyResponse = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><i:IdentifyResponse xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><i:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</i:ProtocolVersion><i:ProductVendor>Microsoft Corporation</i:ProductVendor><i:ProductVersion>${modern.productVersion}</i:ProductVersion></i:IdentifyResponse></s:Body></s:Envelope>`

let before: number
let closing: (() => Promise<unknown>)[]
let clock: FakeClock

beforeEach(() => {
  before = openSockets()
  closing = []
  clock = fakeClock({ jump: true })
})

afterEach(async () => {
  for (const close of closing.reverse()) await close()
  await expectNoMoreSocketsThan(before)
})

async function serve(script: Script): Promise<ScriptedHost> {
  const host = await scriptedHost(script)
  closing.push(() => host.close())
  return host
}

function open(
  host: { port: number },
  options: Omit<Partial<WsmanSessionOptions>, 'endpoint'> & { endpoint?: Partial<Endpoint> } = {},
): WsmanSession {
  const endpoint: Endpoint = {
    host: 'web01',
    address: '127.0.0.1',
    port: host.port,
    path: '/wsman',
    tls: undefined,
    connectTimeout: 2_000,
    operationTimeout: 60_000,
    allowUnencrypted: true,
    ...options.endpoint,
  }
  const session = openWsmanSession({
    credential: { kind: 'password', username: 'Administrator', password: new Secret('P@ssw0rd') },
    auth: 'basic',
    classes,
    clock,
    random: systemRandom,
    gate: new CredentialGate(),
    ...options,
    endpoint,
  })
  closing.push(() => session.close())
  return session
}

/** Answers in turn; more requests than answers are a failure. */
function inTurn(...replies: readonly (ReturnType<Script> | (() => ReturnType<Script>))[]): Script {
  return (_call, index) => {
    const reply = replies[index - 1]
    if (reply === undefined) return plain(500, 'text/plain', `unexpected request ${index}`)
    return typeof reply === 'function' ? reply() : reply
  }
}

async function all(instances: AsyncIterable<CimInstance>): Promise<CimInstance[]> {
  const found: CimInstance[] = []
  for await (const instance of instances) found.push(instance)
  return found
}

async function failure(work: Promise<unknown>): Promise<WmctlError> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (!(error instanceof WmctlError)) throw new Error(`not one of ours: ${String(error)}`)
  return error
}

const values = (instance: CimInstance | undefined) =>
  [...(instance?.properties.values() ?? [])].map(({ name, value }) => [name, value])

describe('operations, answered as [MS-WSMV] 4 prints them', () => {
  test('Get (4.1.1) in one request with the headers Windows wants', async () => {
    const host = await serve(() => getResponse)
    const session = open(host)
    const expected = [
      ['Data1', 'Hello World'],
      ['id', 1],
    ]
    expect(values(await session.getInstance(path))).toEqual(expected)
    expect(values(await session.getInstance(path, { properties: ['ID'] }))).toEqual([['id', 1]])
    expect([session.requests, host.calls.map((call) => call.connectionId)]).toEqual([2, [1, 1]])
    const [first, second] = host.calls
    expect(first?.action).toBe('Get')
    expect(first?.authorization).toBe(`Basic ${Buffer.from('Administrator:P@ssw0rd').toString('base64')}`)
    expect(first?.messageId).toMatch(/^uuid:[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/)
    expect(second?.messageId).not.toBe(first?.messageId)
    const sessionId = (text = '') => /SessionId[^>]*>([^<]+)/.exec(text)?.[1]
    expect(sessionId(first?.text)).toMatch(/^uuid:/)
    expect(sessionId(second?.text)).toBe(sessionId(first?.text))
    expect(first?.text).toContain(`<a:To>http://127.0.0.1:${host.port}/wsman</a:To>`)
    expect(first?.text).toContain('>PT60.000S<')
    expect(first?.text).toContain('>512000<')
  })

  test('Enumerate and Pull (4.1.2): lazily, each Pull with the context before it', async () => {
    const host = await serve(inTurn(enumerateResponse, firstPull, lastPull))
    const iterator = open(host).enumerate('root/mynamespace', 'myclass')[Symbol.asyncIterator]()
    expect(host.calls).toHaveLength(0)
    const first = await iterator.next()
    expect(values(first.value as CimInstance)).toEqual([
      ['Data1', 'Test Message'],
      ['id', 1],
    ])
    expect(host.calls.map((call) => call.action)).toEqual(['Enumerate', 'Pull'])
    expect(host.calls[1]?.text).toContain('uuid:22EB9809-5543-4020-A75C-FD95FF06217B')
    expect(values((await iterator.next()).value as CimInstance)).toEqual([
      ['Data1', '"Hello again"'],
      ['id', 2],
    ])
    expect(host.calls[2]?.text).toContain('uuid:2504CA0D-94B9-4F91-B2F7-9F4CD9A2A96C')
    expect((await iterator.next()).done).toBe(true)
    expect(host.calls).toHaveLength(3)
  })

  test('an enumeration that is left early is released', async () => {
    const released = lastPull.replaceAll('enumeration/PullResponse', 'enumeration/ReleaseResponse')
    const host = await serve(inTurn(enumerateResponse, firstPull, released, enumerateResponse, firstPull, released))
    const session = open(host)
    for await (const instance of session.query('root/mynamespace', 'SELECT * FROM myclass')) {
      expect(instance.className).toBe('myclass')
      break
    }
    const thrown = (async () => {
      for await (const _instance of session.enumerate('root/mynamespace', 'myclass')) throw new Error('enough')
    })()
    await expect(thrown).rejects.toThrow('enough')
    expect(host.calls.map((call) => call.action)).toEqual(['Enumerate', 'Pull', 'Release', 'Enumerate', 'Pull', 'Release'])
    expect(host.calls[2]?.text).toContain('uuid:2504CA0D-94B9-4F91-B2F7-9F4CD9A2A96C')
    expect(host.calls[0]?.text).toContain('SELECT * FROM myclass')
  })

  test('Put (4.1.3) of the modified properties alone', async () => {
    const host = await serve(() => putResponse)
    const session = open(host, { identity: modern })
    await session.modifyInstance(path, [{ name: 'Data1', type: 'string', array: false, value: 'Test Message' }])
    const [put] = host.calls
    expect(put?.action).toBe('Put')
    expect(put?.text).toMatch(/Name="wmiarray:__MIInstanceModifiedPropertiesList"[^>]*>Data1</)
    expect(put?.text).toContain('<p:id>1</p:id>')
  })

  test('Put replaces the whole instance where the host knows no other way', async () => {
    const old = identifyResponse.replace('OS: 10.0.20348 SP: 0.0 Stack: 3.0', 'OS: 6.1.7601 SP: 1.0 Stack: 2.0')
    const host = await serve(inTurn(old, getResponse, putResponse))
    await open(host).modifyInstance(path, [{ name: 'Data1', type: 'string', array: false, value: 'new' }])
    expect(host.calls.map((call) => call.action)).toEqual(['Identify', 'Get', 'Put'])
    expect(host.calls[2]?.text).toContain('<p:Data1>new</p:Data1><p:id>1</p:id>')
    expect(host.calls[2]?.text).not.toContain('ModifiedProperties')
  })

  test('Invoke (4.1.4) returns value and outputs', async () => {
    const host = await serve(inTurn(identifyResponse, noSuchClass, invokeResponse))
    const result = await open(host).invokeMethod({
      namespace: 'root/cimv2',
      className: 'Win32_Process',
      method: 'Create',
      arguments: [{ name: 'CommandLine', type: 'string', array: false, value: 'notepad.exe' }],
    })
    expect(Number(result.returnValue?.value)).toBe(0)
    expect(Number(result.outputs.get('processid')?.value)).toBe(4000)
    expect(host.calls[2]?.text).toContain('notepad.exe')
  })
})

describe('faults', () => {
  test('an absent instance is undefined, an absent class a CimError (4.10)', async () => {
    const absent = noSuchClass.replaceAll('Code="2150858752"', `Code="${0x80041002}"`)
    const host = await serve(inTurn(noSuchClass, absent))
    const session = open(host)
    const error = await failure(all(session.enumerate('root/mynamespace', 'myclass')))
    expect(error).toBeInstanceOf(CimError)
    expect(error).toMatchObject({ status: 'invalidClass' })
    expect(await session.getInstance(path)).toBeUndefined()
  })

  test.skipIf(recordingsMissing)('a recorded quota fault is waited out, with growing pauses [needs WMCTL_VECTORS]', async () => {
    const quota = recorded('ianclegg-winrmlib/winrmlib/tests/assets/concurrent_operations_fault.xml')
    const host = await serve(inTurn(quota, quota, quota, getResponse))
    expect(values(await open(host).getInstance(path))).toHaveLength(2)
    expect(host.calls).toHaveLength(4)
    expect(clock.elapsed()).toBeGreaterThanOrEqual(1_750)
    expect(clock.elapsed()).toBeLessThanOrEqual(3_500)
  })

  test.skipIf(recordingsMissing)('a quota that lasts is given up with the name of the limit [needs WMCTL_VECTORS]', async () => {
    const quota = recorded('ianclegg-winrmlib/winrmlib/tests/assets/concurrent_operations_fault.xml')
    const host = await serve(() => quota)
    const error = await failure(
      open(host).invokeMethod({ namespace: 'root/mynamespace', className: 'myclass', method: 'M', arguments: [] }),
    )
    expect(error).toBeInstanceOf(SoapFault)
    expect(error.hint).toContain('MaxConcurrentOperationsPerUser')
    expect(host.calls).toHaveLength(6)
  })

  test.skipIf(recordingsMissing)(
    'a recorded operation time-out: a read goes out once more, a write does not [needs WMCTL_VECTORS]',
    async () => {
      const timedOut = recorded('ianclegg-winrmlib/winrmlib/tests/assets/operation_timeout.xml')
      const host = await serve(() => timedOut)
      const session = open(host, { identity: modern })
      expect((await failure(session.getInstance(path))).hint).toContain('operation time-out')
      expect(host.calls).toHaveLength(2)
      await failure(session.deleteInstance(path))
      expect(host.calls).toHaveLength(3)
    },
  )

  test.skipIf(recordingsMissing)('a recorded provider fault is told in the provider’s words [needs WMCTL_VECTORS]', async () => {
    const host = await serve(() => recorded('WinRb-WinRM/tests/spec/stubs/responses/soap_fault_v2.xml'))
    const error = await failure(all(open(host).query('root/cimv2', 'SELECT * FROM Win32_Processa WHERE Name = "sshd.exe"')))
    expect(error.message).toContain('The specified class does not exist in the given namespace')
  })

  test('a service that is not up yet is asked again when it says', async () => {
    const starting = plain(503, 'text/html', '<html>Service Unavailable</html>', { 'retry-after': '7' })
    const host = await serve(inTurn(starting, getResponse))
    await open(host).getInstance(path)
    expect(clock.elapsed()).toBe(7_000)
  })

  test('an answer that does not fit is asked for in halves', async () => {
    const tooLarge = fault(
      'w:EncodingLimit',
      2150858824,
      'The size of the response is larger than the maximum envelope size (153600).',
    )
    const host = await serve(inTurn(enumerateResponse, tooLarge, tooLarge, lastPull))
    expect(await all(open(host).enumerate('root/mynamespace', 'myclass'))).toHaveLength(1)
    const asked = host.calls.map((call) => /MaxElements>(\d+)</.exec(call.text)?.[1])
    expect(asked).toEqual(['32000', '32000', '16000', '8000'])
  })

  test.each([
    ['a:ActionNotSupported', 2150858771, 'delete', 'CimError', 'before Server 2012'],
    ['s:MustUnderstand', 2150858768, 'read', 'SoapFault', 'wmctl probe'],
  ] as const)('%s says what the host lacks', async (subcode, code, what, name, hint) => {
    const reply = fault(subcode, code, 'no').replace(
      /s:Sender<\/s:Value><s:Subcode><s:Value>s:MustUnderstand<\/s:Value><\/s:Subcode>/,
      's:MustUnderstand</s:Value>',
    )
    const host = await serve(() => reply)
    const session = open(host)
    const error = await failure(what === 'delete' ? session.deleteInstance(path) : session.getInstance(path))
    expect(error.name).toBe(name)
    expect(error.hint).toContain(hint)
  })

  test('access denied says what to look at', async () => {
    const host = await serve(() => fault('w:AccessDenied', 5, 'Access is denied.'))
    const error = await failure(open(host).getInstance(path))
    expect(error).toMatchObject({ code: 'WMCTL_CIM', status: 'accessDenied' })
    expect(error.hint).toContain('LocalAccountTokenFilterPolicy')
  })
})

describe('answers that are none', () => {
  test.each([
    [
      'HTML',
      plain(200, 'text/html', '<!DOCTYPE html>\n<title>Sign in</title>'),
      'answered 200 with text/html: "<!DOCTYPE html> <title>Sign in</title>"',
      'web page',
    ],
    ['nothing', plain(200, 'application/soap+xml', ''), 'answered 200 with an empty body', 'Check that address'],
    ['garbage', soap('\u0000\u0001\u0002 garbage', 200), '" garbage"'.replace(' ', ''), 'cut or changed'],
    ['half a message', soap(getResponse.slice(0, 900)), 'the answer cannot be read', 'cut or changed'],
    ['another type', plain(200, 'text/plain', getResponse), 'answered 200 with text/plain', 'Check that address'],
    ['no service', plain(404, 'text/html', 'Not Found'), 'answered 404', 'no management service at /wsman'],
    ['a failure', plain(500, undefined, ''), 'answered 500 with an empty body', 'event log'],
    [
      'a redirection',
      plain(302, undefined, '', { location: 'https://evil.example/wsman' }),
      'redirects to https://evil.example/wsman',
      'not followed',
    ],
    [
      'another envelope',
      soap('<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body/></Envelope>'),
      'the answer cannot be read',
      'cut or changed',
    ],
  ] as const)('%s', async (_name, reply, message, hint) => {
    const host = await serve(() => reply)
    const error = await failure(open(host).getInstance(path))
    expect(error).toBeInstanceOf(PeerError)
    expect(error.message).toContain(message)
    expect(error.message).toContain('web01')
    expect(error.hint).toContain(hint)
    expect(host.calls).toHaveLength(1)
  })

  test('an enumeration that never ends', async () => {
    const host = await serve((_call, index) => (index === 1 ? enumerateResponse : firstPull))
    const session = open(host, { enumerationLimits: { maxItems: 25, maxPulls: 1_000 } })
    const error = await failure(all(session.enumerate('root/mynamespace', 'myclass')))
    expect(error).toBeInstanceOf(PeerError)
    expect(error.message).toContain('did not end after 25 instances')
    expect(host.calls.at(-1)?.action).toBe('Release')
  })

  test('an enumeration that never ends and never says anything', async () => {
    const empty = firstPull.replace(/<p:myclass[\s\S]*<\/p:myclass>/, '')
    const host = await serve((_call, index) => (index === 1 ? enumerateResponse : empty))
    const session = open(host, { enumerationLimits: { maxItems: 25, maxPulls: 10 } })
    expect((await failure(all(session.enumerate('root/mynamespace', 'myclass')))).message).toContain(
      'did not end after 10 answers',
    )
  })
})

describe('authentication', () => {
  test('a wrong password goes out once, however many ask', async () => {
    const host = await serve(() => challenge)
    const session = open(host, { maxConnections: 4 })
    const errors = await Promise.all(Array.from({ length: 6 }, () => failure(session.getInstance(path))))
    expect(host.calls.filter((call) => call.authorization !== undefined)).toHaveLength(1)
    for (const error of errors) expect(error).toMatchObject({ code: 'WMCTL_AUTH', reason: 'rejected' })
    await failure(session.getInstance(path))
    expect(host.calls).toHaveLength(1)
  })

  test('another session for the same account of the host does not try it either', async () => {
    const gate = new CredentialGate()
    const host = await serve(() => challenge)
    await failure(open(host, { gate }).getInstance(path))
    expect(await failure(open(host, { gate }).getInstance(path))).toMatchObject({ reason: 'not-tried' })
    expect(host.calls).toHaveLength(1)
  })

  test('what turns a request away before the password is looked at proves nothing', async () => {
    const gate = new CredentialGate()
    const host = await serve(inTurn(plain(404, 'text/html', 'x'), challenge, getResponse))
    const session = open(host, { gate })
    expect(await failure(session.getInstance(path))).toBeInstanceOf(PeerError)
    expect(await failure(session.getInstance(path))).toBeInstanceOf(AuthError)
    expect(host.calls).toHaveLength(2)
  })

  test('a 401 after success is answered once more on a new connection', async () => {
    const host = await serve(inTurn(getResponse, challenge, getResponse, challenge, challenge))
    const session = open(host)
    await session.getInstance(path)
    expect(values(await session.getInstance(path))).toHaveLength(2)
    expect(host.calls.map((call) => call.connectionId)).toEqual([1, 1, 2])
    expect(await failure(session.getInstance(path))).toMatchObject({ reason: 'rejected' })
    expect(await failure(session.getInstance(path))).toMatchObject({ reason: 'rejected' })
    expect(host.calls).toHaveLength(5)
  })

  test.each([
    [{ endpoint: { allowUnencrypted: false } }, 'insecure'],
    [{ credential: undefined }, 'no-credential'],
    [{ auth: 'kerberos' }, 'unsupported'],
  ] as const)('%j is refused before anything is sent', (options, reason) => {
    let caught: unknown
    try {
      open({ port: 1 }, options)
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(AuthError)
    expect(caught).toMatchObject({ reason, peer: 'web01' })
  })
})

describe('connections', () => {
  /** Answers the first request, and closes the connection as the second comes in. */
  const closeOnSecond: Script = (_call, index) => (index === 2 ? { ...soap(''), abort: { afterBytes: 0 } } : getResponse)

  test('a read over a connection that was closed under us is sent again', async () => {
    const host = await serve(closeOnSecond)
    const session = open(host)
    await session.getInstance(path)
    expect(values(await session.getInstance(path))).toHaveLength(2)
    expect(host.calls.map((call) => call.connectionId)).toEqual([1, 1, 2])
  })

  test('a write is not', async () => {
    const host = await serve(closeOnSecond)
    const session = open(host)
    await session.getInstance(path)
    expect(await failure(session.deleteInstance(path))).toBeInstanceOf(TransportError)
    expect(host.calls).toHaveLength(2)
  })

  test('a read over a new connection is not either', async () => {
    const host = await serve(() => ({ ...soap(''), abort: { afterBytes: 0 } }))
    expect(await failure(open(host).getInstance(path))).toBeInstanceOf(TransportError)
    expect(host.calls).toHaveLength(1)
  })

  test.each([1, 4])('%d at a time', async (maxConnections) => {
    let running = 0
    let most = 0
    const host = await serve(async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return getResponse
    })
    const session = open(host, { maxConnections })
    await session.getInstance(path)
    await Promise.all(Array.from({ length: 40 }, () => session.getInstance(path)))
    expect(new Set(host.calls.map((call) => call.connectionId)).size).toBe(maxConnections)
    expect(most).toBeLessThanOrEqual(maxConnections)
  })

  test('a request is cancelled by its signal, and the session lives on', async () => {
    const cancel = new AbortController()
    const host = await serve((_call, index) => {
      if (index > 1) return getResponse
      cancel.abort()
      return new Promise(() => undefined)
    })
    const session = open(host)
    expect(await failure(session.getInstance(path, { signal: cancel.signal }))).toBeInstanceOf(CancelledError)
    expect(values(await session.getInstance(path))).toHaveLength(2)
  })
})

describe('classes', () => {
  const classResponse = getResponse.replace(
    /<p:myclass[\s\S]*<\/p:myclass>/,
    '<CLASS NAME="Acme_Thing"><PROPERTY NAME="Size" TYPE="uint64"><QUALIFIER NAME="key" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER></PROPERTY></CLASS>',
  )
  const thing = lastPull.replace(
    /<p:myclass[\s\S]*<\/p:myclass>/,
    '<p:Acme_Thing xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/acme/Acme_Thing"><p:Size>9007199254740993</p:Size></p:Acme_Thing>',
  )
  const answers: Script = ({ action }) =>
    action === 'Identify'
      ? identifyResponse
      : action === 'Get'
        ? classResponse
        : action === 'Enumerate'
          ? enumerateResponse
          : thing

  test('one nobody knows is asked for once, whatever the number of hosts', async () => {
    const classCache = new ClassCache()
    for (const expected of [
      ['Identify', 'Get', 'Enumerate', 'Pull'],
      ['Identify', 'Enumerate', 'Pull'],
    ]) {
      const host = await serve(answers)
      const session = open(host, { classCache })
      const [found] = await all(session.enumerate('root/acme', 'Acme_Thing'))
      expect(values(found)).toEqual([['Size', 9007199254740993n]])
      expect(host.calls.map((call) => call.action)).toEqual(expected)
      expect((await session.getClass('ROOT\\acme', 'acme_thing'))?.keys).toEqual(['Size'])
      expect(session.requests).toBe(expected.length)
    }
  })

  test('a host that cannot describe classes is not asked', async () => {
    const host = await serve(answers)
    const session = open(host, { identity: { ...modern, productVersion: 'OS: 6.1.7601 SP: 1.0 Stack: 2.0' } })
    expect(await session.getClass('root/acme', 'Acme_Thing')).toBeUndefined()
    expect(await all(session.enumerate('root/acme', 'Acme_Thing'))).toHaveLength(1)
    expect(host.calls.map((call) => call.action)).toEqual(['Enumerate', 'Pull'])
  })
})

function fault(subcode: string, code: number, reason: string): string {
  return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:Action>http://schemas.dmtf.org/wbem/wsman/1/wsman/fault</a:Action></s:Header><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">${reason}</s:Text></s:Reason><s:Detail><f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="${code}"/></s:Detail></s:Fault></s:Body></s:Envelope>`
}
