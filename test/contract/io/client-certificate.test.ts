import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AuthError, UsageError } from '../../../src/base/errors.js'
import { Secret, SecretBytes } from '../../../src/base/secret.js'
import { readClientIdentity } from '../../../src/io/client-identity.js'
import { openHttpConnection } from '../../../src/io/http-client.js'
import type { HttpConnection } from '../../../src/io/http-connection.js'
import { listenHttp } from '../../../src/io/http-listener.js'
import type { ListenerRequest } from '../../../src/io/http-listener-message.js'
import { systemClock } from '../../../src/io/system-clock.js'
import type { TlsClientIdentity } from '../../../src/io/tls-client-identity.js'
import { hasOpenssl } from '../../harness/certificates.js'
import { type ClientCertificates, makeClientCertificates, passphrase } from '../../harness/client-certificates.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { type OpensslServerOptions, startOpensslServer } from '../../harness/openssl-server.js'
import { until } from '../../harness/until.js'

if (!hasOpenssl()) console.log('skipped: client certificates, since openssl is not installed')

const request = { method: 'POST', path: '/wsman', headers: {}, body: new Uint8Array([1]) }

describe.skipIf(!hasOpenssl())('a client certificate [needs openssl]', () => {
  let files: ClientCertificates
  let before: number
  let closing: (() => Promise<unknown>)[]
  beforeAll(() => {
    files = makeClientCertificates()
  })
  afterAll(() => files.remove())
  beforeEach(() => {
    before = openSockets()
    closing = []
  })
  afterEach(async () => {
    for (const close of closing.reverse()) await close()
    await expectNoMoreSocketsThan(before)
  })

  const pem = (name: string, key = `${name}.key`): TlsClientIdentity => ({
    certificate: files.text(`${name}.pem`),
    key: new Secret(files.text(key)),
  })
  const pfx = (name: string): TlsClientIdentity => ({
    pfx: new SecretBytes(files.bytes(name)),
    passphrase: new Secret(passphrase),
  })

  function connectTo(port: number, client?: TlsClientIdentity): HttpConnection {
    const connection = openHttpConnection({
      host: 'web01',
      address: '127.0.0.1',
      port,
      tls: { ca: files.text('authority.pem'), ...(client === undefined ? {} : { client }) },
      connectTimeout: 10_000,
      answerTimeout: 10_000,
      maxBodyBytes: 1_000,
    })
    closing.push(() => connection.close())
    return connection
  }

  async function openssl(options: OpensslServerOptions) {
    const own = ['-cert', files.path('server.pem'), '-key', files.path('server.key')]
    const server = await startOpensslServer({ ...options, parameters: [...own, ...options.parameters] })
    closing.push(() => server.close())
    return server
  }

  async function errorOf(connection: HttpConnection): Promise<unknown> {
    return connection.send(request).then(
      () => undefined,
      (error: unknown) => error,
    )
  }

  describe('shown to openssl s_server', () => {
    const verified = (): string[] => ['-CAfile', files.path('authority.pem'), '-verify_return_error']

    test.each<[string, () => TlsClientIdentity]>([
      ['PEM', () => pem('client')],
      ['PEM with a passphrase', () => ({ ...pem('client', 'client.enc.key'), passphrase: new Secret(passphrase) })],
      ['PKCS #12', () => pfx('client.pfx')],
    ])('in the handshake, from %s', async (_, identity) => {
      const server = await openssl({ parameters: [...verified(), '-Verify', '1'] })
      expect((await connectTo(server.port, identity()).send(request)).status).toBe(200)
      expect(server.printed()).toContain('depth=0 CN = "Ann, Administrator"')
    })

    test('when it asks on reading the request, as HTTP.sys does', async () => {
      const server = await openssl({ parameters: [...verified(), '-trace'], askLate: true })
      const connection = connectTo(server.port, pem('client'))
      expect((await connection.send(request)).status).toBe(200)
      // What it prints comes apart from what it answers.
      await until('the trace of the second handshake', () =>
        /SSL_do_handshake -> 1[\s\S]*Ann, Administrator/.test(server.printed()),
      )
      const [before = '', after = ''] = server.printed().split('SSL_do_handshake -> 1')
      expect(before).not.toContain('CertificateRequest')
      expect(after).toContain('CertificateRequest')
      expect(after).toMatch(/Received Record[\s\S]*Certificate, Length[\s\S]*Ann, Administrator/)
    })

    test.each([
      [
        'unknown',
        /refused the client certificate in the TLS handshake: it does not know the authority that issued it/,
        /Trusted Root/,
      ],
      ['expired', /refused the client certificate in the TLS handshake: it has expired/, /Renew/],
    ] as const)('%s is refused in the handshake, and said to be', async (name, message, hint) => {
      const server = await openssl({ parameters: [...verified(), '-Verify', '1'] })
      const error = await errorOf(connectTo(server.port, pem(name)))
      expect(error).toBeInstanceOf(AuthError)
      expect(error).toMatchObject({
        mechanism: 'certificate',
        reason: 'rejected',
        message: expect.stringMatching(message) as string,
        hint: expect.stringMatching(hint) as string,
      })
    })

    test('refused when the request is there', async () => {
      const server = await openssl({ parameters: verified(), askLate: true })
      expect(await errorOf(connectTo(server.port, pem('unknown')))).toMatchObject({
        phase: 'read',
        hint: expect.stringContaining('refused it: is its authority known there') as string,
      })
    })

    test('a server that wants one from a client without', async () => {
      const server = await openssl({ parameters: [...verified(), '-Verify', '1', '-tls1_2'] })
      expect(await errorOf(connectTo(server.port))).toMatchObject({
        phase: 'tls',
        message: expect.stringContaining('handshake_failure') as string,
        hint: expect.stringContaining('auth: certificate') as string,
      })
    })

    test('a server with nothing but TLS 1.3', async () => {
      const server = await openssl({ parameters: ['-tls1_3'] })
      expect(await errorOf(connectTo(server.port, pem('client')))).toMatchObject({
        phase: 'tls',
        message: expect.stringContaining('no TLS version in common') as string,
        hint: expect.stringContaining('enable TLS 1.2') as string,
      })
    })
  })

  test('shown to a server of node:https that renegotiates in the midst of a request', async () => {
    const seen: unknown[] = []
    const server = createServer(
      { key: files.text('server.key'), cert: files.text('server.pem'), ca: files.text('authority.pem'), maxVersion: 'TLSv1.2' },
      (message, response) => {
        const socket = message.socket as TLSSocket
        seen.push(socket.getPeerX509Certificate()?.subject)
        socket.renegotiate({ requestCert: true, rejectUnauthorized: false }, () => {
          seen.push(socket.getPeerX509Certificate()?.subject, socket.authorized)
          response.end()
        })
      },
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    const connection = connectTo((server.address() as AddressInfo).port, pem('client'))
    closing.push(() => connection.close())
    expect((await connection.send(request)).status).toBe(200)
    expect(seen).toEqual([undefined, 'CN=Ann\\, Administrator', true])
  })

  test('as a listener sees it: names, issuer, and whether it is to be trusted', async () => {
    const seen: ListenerRequest['clientCertificate'][] = []
    const tls = { key: files.text('server.key'), cert: files.text('server.pem'), clientAuthorities: files.text('authority.pem') }
    const listener = await listenHttp({ host: '127.0.0.1', port: 0, maxBodyBytes: 1000, tls }, ({ clientCertificate }) => {
      seen.push(clientCertificate)
      return Promise.resolve({ status: 200, headers: {}, body: new Uint8Array() })
    })
    closing.push(() => listener.close())
    for (const client of [pem('client'), pem('expired'), pem('unknown'), undefined]) {
      const connection = connectTo(listener.port, client)
      await connection.send(request)
      await connection.send(request)
    }
    const thumbprint = /^[0-9a-f]{40}$/
    expect(seen[0]).toEqual({
      subject: 'CN=Ann\\, Administrator',
      names: ['ann@corp.example', 'Ann, Administrator'],
      issuerThumbprint: expect.stringMatching(thumbprint) as string,
      trusted: true,
    })
    expect(seen[1]).toBe(seen[0])
    expect(seen[2]).toMatchObject({ trusted: false, issuerThumbprint: seen[0]?.issuerThumbprint })
    expect(seen[4]).toMatchObject({ trusted: false, issuerThumbprint: undefined })
    expect(seen.slice(6)).toEqual([undefined, undefined])
  })

  describe('is looked at before it is used', () => {
    const read = (identity: TlsClientIdentity): unknown => {
      try {
        return readClientIdentity(identity, { file: 'card.pem', now: systemClock.now() })
      } catch (error) {
        return error
      }
    }

    test('good ones tell whom they are for', () => {
      for (const identity of [pem('client'), pfx('client.pfx')]) {
        expect(read(identity)).toMatchObject({ names: ['ann@corp.example'], issuer: 'CN=authority' })
      }
    })

    test.each<[string, () => TlsClientIdentity, RegExp, RegExp]>([
      ['another key', () => pem('client', 'server.key'), /the key is not the one of the certificate/, /issued for/],
      ['no passphrase', () => pem('client', 'client.enc.key'), /no passphrase is given/, /passphrase: \{ env/],
      [
        'a wrong passphrase',
        () => ({ ...pem('client', 'client.enc.key'), passphrase: new Secret('falsch') }),
        /the passphrase is wrong/,
        /where `passphrase` comes from/,
      ],
      [
        'a wrong passphrase of PKCS #12',
        () => ({ ...pfx('client.pfx'), passphrase: new Secret('falsch') }),
        /the passphrase is wrong/,
        /line end/,
      ],
      ['PKCS #12 of old', () => pfx('legacy.pfx'), /no longer safe/, /AES256/],
      ['something else than PKCS #12', () => pfx('client.pem'), /no PKCS #12 file/, /PEM/],
      [
        'something else than a certificate',
        () => ({ ...pem('client'), certificate: 'x' }),
        /no certificate in PEM/,
        /BEGIN CERT/,
      ],
      ['something else than a key', () => ({ ...pem('client'), key: new Secret('x') }), /no private key in PEM/, /BEGIN PRIVATE/],
      ['an expired one', () => pem('expired'), /valid from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d/, /Renew/],
    ])('%s', (_, identity, message, hint) => {
      const error = read(identity())
      expect(error).toBeInstanceOf(UsageError)
      expect(error).toMatchObject({
        message: expect.stringMatching(message) as string,
        hint: expect.stringMatching(hint) as string,
      })
      expect(String((error as Error).message)).toMatch(/^Cannot use the client certificate card\.pem: /)
      expect(`${(error as UsageError).message} ${(error as UsageError).hint}`).not.toMatch(/geheim|falsch/)
    })
  })
})
