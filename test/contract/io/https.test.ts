import { createServer } from 'node:http'
import { connect as tcpConnect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TimeoutError, TransportError } from '../../../src/base/errors.js'
import { openHttpConnection } from '../../../src/io/http-client.js'
import type { HttpConnection, HttpConnectionOptions, HttpTlsOptions } from '../../../src/io/http-connection.js'
import { listenHttp } from '../../../src/io/http-listener.js'
import type { HttpRequest } from '../../../src/io/http-message.js'
import { peerCertificate } from '../../../src/io/peer-certificate.js'
import { makeCertificates, type TestCertificate } from '../../harness/certificates.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'

const certificates = makeCertificates()
const request: HttpRequest = {
  method: 'POST',
  path: '/wsman',
  headers: { authorization: 'Basic geheim' },
  body: new Uint8Array([1]),
}

let before: number
let closing: (() => Promise<unknown>)[]
let received: number

beforeEach(() => {
  before = openSockets()
  closing = []
  received = 0
})

afterEach(async () => {
  for (const close of closing.reverse()) await close()
  await expectNoMoreSocketsThan(before)
})

async function serve(tls?: TestCertificate): Promise<number> {
  const listener = await listenHttp(
    { host: '127.0.0.1', port: 0, maxBodyBytes: 1000, ...(tls === undefined ? {} : { tls }) },
    (call) => {
      received++
      return Promise.resolve({ status: 200, headers: { 'x-tls': String(call.tls) }, body: new Uint8Array() })
    },
  )
  closing.push(() => listener.close())
  return listener.port
}

function open(port: number, tls: HttpTlsOptions, options: Partial<HttpConnectionOptions> = {}): HttpConnection {
  const limits = { connectTimeout: 2_000, answerTimeout: 2_000, maxBodyBytes: 1000 }
  const connection = openHttpConnection({ host: '127.0.0.1', address: '127.0.0.1', port, tls, ...limits, ...options })
  closing.push(() => connection.close())
  return connection
}

async function refusal(connection: HttpConnection): Promise<TransportError> {
  const error = await connection.send(request).then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (!(error instanceof TransportError)) throw new Error(`not refused: ${String(error)}`)
  expect(error.phase).toBe('tls')
  expect(received).toBe(0)
  return error
}

/** The SHA-256 of a server's certificate as OpenSSL's own handshake shows it. */
function fingerprintOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

describe.skipIf(certificates === undefined)('TLS [needs openssl]', () => {
  const { authority, server, selfSigned, expired } = certificates as NonNullable<typeof certificates>

  test('a certificate of a known authority for the address is accepted', async () => {
    const connection = open(await serve(server), { ca: authority.cert })
    const answer = await connection.send(request)
    expect([answer.status, answer.headers['x-tls'], answer.connectionId]).toEqual([200, 'true', 1])
    expect(connection.certificate).toMatchObject({
      subject: 'CN=lab01.example, O=Test lab',
      issuer: 'CN=authority',
      names: ['lab01.example', '127.0.0.1'],
    })
    expect(connection.certificate?.validTo).toBeGreaterThan(Date.now())
    expect(connection.certificate?.der[0]).toBe(0x30)
  })

  test('a name is resolved, sent and checked', async () => {
    const resolver = { resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 as const }]) }
    const connection = open(await serve(server), { ca: authority.cert }, { address: 'lab01.example', resolver })
    expect((await connection.send(request)).status).toBe(200)
  })

  test('another name can be expected', async () => {
    const port = await serve(server)
    expect((await open(port, { ca: authority.cert, serverName: 'lab01.example' }).send(request)).status).toBe(200)
    received = 0
    const error = await refusal(open(port, { ca: authority.cert, serverName: 'web01.example' }))
    expect(error.message).toContain('the certificate is for lab01.example, 127.0.0.1, not for web01.example')
    expect(error.hint).toContain('serverName')
  })

  test('an unknown authority is named', async () => {
    const port = await serve(server)
    for (const tls of [{}, { ca: selfSigned.cert }]) {
      const error = await refusal(open(port, tls))
      expect(error.message).toContain('the certificate authority is not known: CN=authority')
      expect(error.hint).toContain('`ca`')
    }
  })

  test('a self-signed certificate is refused with the way to pin it', async () => {
    const port = await serve(selfSigned)
    const error = await refusal(open(port, {}))
    expect(error.message).toContain('the certificate is self-signed: CN=selfSigned')
    expect(error.hint).toContain((await fingerprintOf(port)).replaceAll(':', '').toLowerCase())
    expect((await open(port, { ca: selfSigned.cert }).send(request)).status).toBe(200)
  })

  test('an expired certificate is refused with its dates', async () => {
    const error = await refusal(open(await serve(expired), { ca: authority.cert }))
    expect(error.message).toMatch(/the certificate is valid from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d/)
  })

  test('a pinned fingerprint is all that is checked', async () => {
    const port = await serve(expired)
    const pinned = await fingerprintOf(port)
    for (const fingerprint of [pinned, pinned.replaceAll(':', '').toLowerCase()]) {
      expect((await open(port, { fingerprint }).send(request)).status).toBe(200)
    }
  })

  test('a wrong fingerprint is refused before anything is sent, insecure or not', async () => {
    const port = await serve(server)
    const error = await refusal(open(port, { fingerprint: 'ab'.repeat(32), ca: authority.cert, insecure: true }))
    expect(error.message).toContain(`not ${'ab'.repeat(32)}`)
    expect(error.hint).toContain('something else is answering')
  })

  test('insecure trusts anything', async () => {
    expect((await open(await serve(expired), { insecure: true, serverName: 'other' }).send(request)).status).toBe(200)
  })

  test('a plain HTTP port is recognised', async () => {
    const error = await refusal(open(await serve(), {}))
    expect(error.message).toContain('does not speak TLS')
    expect(error.hint).toContain('5986')
  })

  test('an HTTPS port asked in plain HTTP is recognised', async () => {
    const port = await serve(server)
    const connection = openHttpConnection({
      host: 'x',
      address: '127.0.0.1',
      port,
      connectTimeout: 2_000,
      answerTimeout: 2_000,
      maxBodyBytes: 10,
    })
    closing.push(() => connection.close())
    await expect(connection.send(request)).rejects.toMatchObject({
      name: expect.stringMatching(/PeerError|TransportError/) as string,
    })
    expect(received).toBe(0)
  })

  test('a handshake that stalls is timed out', async () => {
    const silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closing.push(() => {
      silent.closeAllConnections()
      return new Promise((resolve) => silent.close(resolve))
    })
    silent.removeAllListeners('connection')
    const sockets: { destroy(): void }[] = []
    silent.on('connection', (socket: { destroy(): void }) => sockets.push(socket))
    closing.push(() => {
      for (const socket of sockets) socket.destroy()
      return Promise.resolve()
    })
    const { port } = silent.address() as { port: number }
    const sent = open(port, {}, { connectTimeout: 100 }).send(request)
    await expect(sent).rejects.toBeInstanceOf(TimeoutError)
    await expect(sent).rejects.toMatchObject({ phase: 'tls' })
  })

  test('TLS goes through a proxy’s tunnel', async () => {
    const target = await serve(server)
    const proxy = createServer()
    proxy.on('connect', (_request, client) => {
      const upstream = tcpConnect(target, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n')
        upstream.pipe(client)
        client.pipe(upstream)
      })
      client.once('close', () => upstream.destroy())
      upstream.once('close', () => client.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => proxy.close(resolve)))
    const { port } = proxy.address() as { port: number }
    const connection = open(target, { ca: authority.cert }, { proxy: `http://127.0.0.1:${port}` })
    expect((await connection.send(request)).headers['x-tls']).toBe('true')
  })

  test('a certificate without alternative names gives its common name', () => {
    const shown = {
      subject: 'O=Old\nCN=web01',
      issuer: 'CN=x',
      subjectAltName: undefined,
      validFrom: '',
      validTo: '',
      fingerprint256: 'AA:BB',
      raw: Buffer.of(),
    }
    const socket = { getPeerX509Certificate: () => shown } as unknown as Parameters<typeof peerCertificate>[0]
    expect(peerCertificate(socket)).toMatchObject({ subject: 'O=Old, CN=web01', names: ['web01'], sha256: 'aabb' })
  })
})
