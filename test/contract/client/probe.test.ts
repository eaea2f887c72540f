import { type LabAuth, profileNames, startLab } from '@wmctl/lab'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PeerError, TransportError } from '../../../src/base/errors.js'
import { probeHost } from '../../../src/client/probe.js'
import { listenHttp } from '../../../src/io/http-listener.js'
import { systemClock } from '../../../src/io/system-clock.js'
import type { Endpoint, TlsSettings } from '../../../src/session/connection.js'
import { makeCertificates } from '../../harness/certificates.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { challenge, plain, type Script, scriptedHost, soap } from '../../harness/scripted-host.js'
import { temporaryFolder } from '../../harness/temporary-folder.js'

const certificates = makeCertificates()

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

function identifyResponse(version: string): string {
  return `<s:Envelope xml:lang="en-US" xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body><wsmid:IdentifyResponse xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><wsmid:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</wsmid:ProtocolVersion><wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor><wsmid:ProductVersion>${version}</wsmid:ProductVersion></wsmid:IdentifyResponse></s:Body></s:Envelope>`
}

/** As HTTP.sys does: Identify without authentication is answered, anything else is challenged. */
const windows: (version: string) => Script = (version) => (call) => (call.unauthenticated ? identifyResponse(version) : challenge)

function endpoint(port: number, tls?: TlsSettings): Endpoint {
  const limits = { connectTimeout: 2_000, operationTimeout: 2_000, allowUnencrypted: false }
  return { host: 'web01', address: '127.0.0.1', port, path: '/wsman', tls, ...limits }
}

async function probe(script: Script) {
  const host = await scriptedHost(script)
  closing.push(() => host.close())
  const result = await probeHost({ endpoint: endpoint(host.port), clock: systemClock })
  return { result, calls: host.calls }
}

describe('a probe', () => {
  test('learns version, schemes and latency without a credential', async () => {
    const { result, calls } = await probe(windows('OS: 0.0.0 SP: 0.0 Stack: 3.0'))
    expect(result).toMatchObject({
      protocols: ['wsmv'],
      identity: { productVendor: 'Microsoft Corporation', productVersion: 'OS: 0.0.0 SP: 0.0 Stack: 3.0' },
      version: { os: '0.0.0', servicePack: '0.0', stack: '3.0' },
      authSchemes: ['Negotiate', 'Basic'],
      certificate: undefined,
    })
    expect(result.latency).toBeGreaterThan(0)
    expect(result.latency).toBeLessThan(2_000)
    expect(calls.map((call) => [call.action, call.unauthenticated, call.authorization, call.connectionId])).toEqual([
      ['Identify', true, undefined, 1],
      ['Identify', false, undefined, 1],
    ])
  })

  test.each([
    ['OS: 5.2.3790 SP: 2.0 Stack: 1.1', ['wsman']],
    ['OS: 6.1.7601 SP: 1.0 Stack: 2.0', ['wsmv']],
    ['Openwsman 2.6.5', ['wsmv']],
  ])('of %s', async (version, protocols) => {
    expect((await probe(windows(version))).result.protocols).toEqual(protocols)
  })

  test.skipIf(certificates === undefined)('shows the certificate [needs openssl]', async () => {
    const { server, authority } = certificates as NonNullable<typeof certificates>
    const listener = await listenHttp({ host: '127.0.0.1', port: 0, maxBodyBytes: 10_000, tls: server }, (call) =>
      Promise.resolve(
        call.headers['wsmanidentify'] === undefined ? challenge : soap(identifyResponse('OS: 0.0.0 SP: 0.0 Stack: 3.0')),
      ),
    )
    closing.push(() => listener.close())
    const result = await probeHost({ endpoint: endpoint(listener.port, { ca: authority.cert }), clock: systemClock })
    expect(result.certificate).toMatchObject({ issuer: 'CN=authority', names: ['lab01.example', '127.0.0.1'] })
    expect(result.authSchemes).toEqual(['Negotiate', 'Basic'])
  })

  test.each([
    ['a web server', plain(404, 'text/html', '<html>'), 'answered 404'],
    ['one that wants a password first', challenge, 'answered 401 with an empty body to Identify'],
    [
      'one that answers something else',
      soap('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/></s:Envelope>'),
      'no IdentifyResponse',
    ],
  ])('of %s says so', async (_name, reply, message) => {
    const error = await probe(() => reply).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(PeerError)
    expect((error as PeerError).message).toContain(message)
    expect((error as PeerError).message).toContain('web01')
  })

  test('of a closed port is a transport error', async () => {
    const host = await scriptedHost(() => '')
    await host.close()
    await expect(probeHost({ endpoint: endpoint(host.port), clock: systemClock })).rejects.toBeInstanceOf(TransportError)
  })
})

describe('hosts of the lab', () => {
  /** Sources beside the table of profiles. A host that is in no domain has no Kerberos. */
  const usual = ['Negotiate', 'Basic']

  test.each<[LabAuth, 'http' | 'https', (release: string) => readonly string[]]>([
    ['basic', 'http', () => usual],
    ['basic', 'https', () => usual],
    ['kerberos', 'http', () => ['Negotiate', 'Kerberos', 'Basic']],
    ['credssp', 'http', (release) => (release === '2003r2' ? usual : [...usual, 'CredSSP'])],
    ['credssp', 'https', (release) => (release === '2003r2' ? usual : [...usual, 'CredSSP'])],
    // It is proven in TLS, and no scheme of HTTP.
    ['certificate', 'https', () => usual],
  ])('with %s over %s a probe shows what their release offers', async (auth, protocol, expected) => {
    const [first, ...others] = profileNames
    const folder = temporaryFolder()
    const lab = await startLab({
      hosts: profileNames.length,
      profiles: [first ?? '2022', ...others],
      seed: 'probe',
      auth,
      tls: protocol === 'https',
      folder,
    })
    closing.push(() => lab.close())
    for (const { name, url, profile, facts } of lab.hosts) {
      const tls = lab.ca === undefined ? undefined : { ca: lab.ca }
      const { authSchemes } = await probeHost({ endpoint: endpoint(Number(new URL(url).port), tls), clock: systemClock })
      const joined = facts.domain !== undefined && auth !== 'kerberos'
      expect(
        authSchemes.filter((scheme) => !joined || scheme !== 'Kerberos'),
        `${name} ${profile.name}`,
      ).toEqual(expected(profile.name))
    }
  })
})
