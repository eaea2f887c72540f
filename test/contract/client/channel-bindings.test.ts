import { execFileSync } from 'node:child_process'
import { randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/base/secret.js'
import { chooseAuthentication } from '../../../src/client/authentication.js'
import { connectionTo } from '../../../src/client/connect.js'
import { listenHttp } from '../../../src/io/http-listener.js'
import { systemClock } from '../../../src/io/system-clock.js'
import { systemRandom } from '../../../src/io/system-random.js'
import { serverEndPointBindings } from '../../../src/protocol/gss/server-end-point.js'
import { wsmanAuthentication } from '../../../src/server/wsman/authentication.js'
import type { Endpoint } from '../../../src/session/connection.js'
import { hasOpenssl } from '../../harness/certificates.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { makeFolder, removeFolder } from '../../harness/temporary-folder.js'

if (!hasOpenssl()) console.log('skipped: channel bindings of certificates, since openssl is not installed')

const password = new Secret('Passw0rd!')
const pss = ['-sigopt', 'rsa_padding_mode:pss']

interface Signature {
  readonly kind: 'rsa' | 'ec'
  readonly options: readonly string[]
}

let folder: string
beforeAll(() => {
  folder = makeFolder()
  if (!hasOpenssl()) return
  const make = (kind: string, ...options: string[]) =>
    execFileSync('openssl', ['genpkey', '-out', `${folder}/${kind}.pem`, ...options], { stdio: 'ignore' })
  make('rsa', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048')
  make('ec', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256')
})
afterAll(() => removeFolder(folder))

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

/** A strict host with a self-signed certificate of this kind; gives how a logon to it ends. */
async function logon({ kind, options }: Signature, auth: 'ntlm' | 'negotiate'): Promise<string> {
  const files = ['-key', `${folder}/${kind}.pem`, '-out', `${folder}/cert.pem`]
  execFileSync('openssl', ['req', '-x509', '-subj', '/CN=web01', '-days', '2', ...files, ...options], { stdio: 'ignore' })
  const [key, cert] = [readFileSync(`${folder}/${kind}.pem`, 'utf8'), readFileSync(`${folder}/cert.pem`, 'utf8')]
  const certificate = new Uint8Array(new X509Certificate(cert).raw)
  expect(serverEndPointBindings(certificate)).toBeDefined()
  const acceptor = wsmanAuthentication({
    schemes: ['negotiate'],
    accounts: { find: () => ({ name: 'ann', password }) },
    target: { netbiosComputerName: 'WEB01', netbiosDomainName: 'WEB01', dnsComputerName: 'web01' },
    version: { major: 10, minor: 0, build: 20348, revision: 15 },
    certificate,
    channelBindings: 'strict',
    allowUnencrypted: false,
    clock: systemClock,
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
  })()
  const listener = await listenHttp({ host: '127.0.0.1', port: 0, tls: { key, cert }, maxBodyBytes: 1_000 }, async (call) => {
    const step = await acceptor.accept(call)
    if (step.state === 'challenge') return { status: 401, headers: step.headers, body: new Uint8Array() }
    return { status: 200, ...(await acceptor.answer({ headers: {}, body: new Uint8Array() })) }
  })
  closing.push(() => listener.close())
  const endpoint: Endpoint = {
    host: 'web01',
    address: '127.0.0.1',
    port: listener.port,
    path: '/wsman',
    tls: { insecure: true },
    connectTimeout: 10_000,
    operationTimeout: 10_000,
    allowUnencrypted: false,
  }
  const credential = { kind: 'password', username: 'ann', password } as const
  const authentication = chooseAuthentication({ endpoint, auth, credential, clock: systemClock, random: systemRandom })
  const connection = connectionTo(endpoint, undefined)
  closing.push(() => connection.close())
  await connection.connect()
  const authenticator = authentication.create(connection)
  for (;;) {
    const message = await authenticator.authorize({
      headers: {},
      body: new Uint8Array(0),
      connectionId: connection.connectionId ?? 0,
    })
    const answer = await connection.send({ method: 'POST', path: '/wsman', ...message })
    const { state } = await authenticator.receive(answer)
    if (state !== 'again') return state
  }
}

describe.skipIf(!hasOpenssl())('a strict host knows its own certificate in the binding [needs openssl]', () => {
  test.each<[string, Signature]>([
    ['RSA with SHA-1', { kind: 'rsa', options: ['-sha1'] }],
    ['RSA with SHA-256', { kind: 'rsa', options: ['-sha256'] }],
    ['RSA with SHA-384', { kind: 'rsa', options: ['-sha384'] }],
    ['RSA with SHA-512', { kind: 'rsa', options: ['-sha512'] }],
    ['RSASSA-PSS with SHA-256', { kind: 'rsa', options: ['-sha256', ...pss] }],
    ['RSASSA-PSS with SHA-512', { kind: 'rsa', options: ['-sha512', ...pss] }],
    ['ECDSA with SHA-256', { kind: 'ec', options: ['-sha256'] }],
    ['ECDSA with SHA-384', { kind: 'ec', options: ['-sha384'] }],
    ['ECDSA with SHA-512', { kind: 'ec', options: ['-sha512'] }],
  ])('signed by %s', async (_, signature) => {
    for (const auth of ['ntlm', 'negotiate'] as const) expect(await logon(signature, auth)).toBe('done')
  })
})
