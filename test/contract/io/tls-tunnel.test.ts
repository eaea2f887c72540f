import { afterEach, describe, expect, it, test } from 'vitest'
import { concatBytes } from '../../../src/base/bytes.js'
import { PeerError } from '../../../src/base/errors.js'
import { Secret } from '../../../src/base/secret.js'
import { openTlsTunnel, type TlsTunnelOptions } from '../../../src/io/tls-tunnel.js'
import { CredsspAcceptor } from '../../../src/protocol/credssp/acceptor.js'
import { CredsspInitiator } from '../../../src/protocol/credssp/initiator.js'
import { subjectPublicKey } from '../../../src/protocol/credssp/subject-public-key.js'
import { credsspPieces, type SealedPiece } from '../../../src/protocol/httpauth/sealed-body.js'
import { readSealedBody } from '../../../src/protocol/httpauth/sealed-body-reader.js'
import { writeSealedBody } from '../../../src/protocol/httpauth/sealed-body-writer.js'
import { tlsTrailerLength } from '../../../src/protocol/httpauth/tls-trailer.js'
import { acceptorFactory, initiatorFactory } from '../../../src/protocol/mechanisms/registry.js'
import type { TlsTunnel } from '../../../src/session/tls-tunnel.js'
import { makeCertificates } from '../../harness/certificates.js'
import { defined } from '../../harness/defined.js'
import { utf8 } from '../../harness/hex.js'
import { ntlmAcceptor, ntlmInitiator } from '../../harness/ntlm-pair.js'

const certificates = makeCertificates()
const tunnels: TlsTunnel[] = []
afterEach(() => {
  for (const tunnel of tunnels.splice(0)) tunnel.close()
})

function open(options: TlsTunnelOptions = {}): TlsTunnel {
  const tunnel = openTlsTunnel(options)
  tunnels.push(tunnel)
  return tunnel
}

/** Both ends after the handshake. */
async function connected(maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3'): Promise<readonly [TlsTunnel, TlsTunnel]> {
  const [client, server] = [open(), open({ server: defined(certificates).server, maxVersion })]
  let records = await client.step()
  for (let leg = 0; leg < 6 && !(client.established && server.established); leg++) {
    records = await (leg % 2 === 0 ? server : client).step(records)
  }
  expect([client.established, server.established]).toEqual([true, true])
  // What is left over, tickets of TLS 1.3, goes along with the next message.
  if (records.length > 0) await client.step(records)
  return [client, server]
}

describe.skipIf(certificates === undefined)('TLS inside another protocol [needs openssl]', () => {
  describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (version) => {
    it('carries messages in both directions', async () => {
      const [client, server] = await connected(version)
      expect(client.cipher?.protocol).toBe(version)
      expect(client.serverCertificate).toEqual(server.serverCertificate)
      for (const length of [1, 100, 16_384, 40_000]) {
        const text = new Uint8Array(length).map((_, index) => index)
        expect(await server.unwrap(await client.wrap(text))).toEqual(text)
        expect(await client.unwrap(await server.wrap(text))).toEqual(text)
      }
    })

    it('knows how much TLS adds', async () => {
      const [client] = await connected(version)
      const overhead = (await client.wrap(new Uint8Array(100))).length - 100 - 5
      // Before the text TLS 1.2 has a nonce of eight bytes, TLS 1.3 nothing.
      expect(tlsTrailerLength(defined(client.cipher), 100)).toBe(overhead - (version === 'TLSv1.2' ? 8 : 0))
    })

    it('finds out what was changed on the way', async () => {
      const [client, server] = await connected(version)
      const records = await client.wrap(utf8('text'))
      records.set([defined(records.at(-1)) ^ 1], records.length - 1)
      await expect(server.unwrap(records)).rejects.toThrow(PeerError)
      await expect(open().step(utf8('HTTP/1.1 400 Bad Request\r\n\r\n'))).rejects.toThrow(PeerError)
    })

    it('carries CredSSP, and then the pieces of a sealed body', async () => {
      const [client, server] = await connected(version)
      const key = subjectPublicKey(defined(client.serverCertificate))
      const credentials = { kind: 'password', domainName: 'CORP', userName: 'ann', password: new Secret('geheim') } as const
      const sources = { ntlm: ntlmInitiator }
      const context = initiatorFactory('negotiate', { peer: 'web01', sources, framing: 'spnego' })()
      const nonce = new Uint8Array(32)
      const ours = new CredsspInitiator({ peer: 'web01', context, credentials, subjectPublicKey: key, nonce, minimumVersion: 5 })
      const acceptor = acceptorFactory({ ntlm: ntlmAcceptor })()
      const theirs = new CredsspAcceptor({ context: acceptor, subjectPublicKey: key, minimumVersion: 5 })
      let message: Uint8Array | undefined = ours.step()
      for (let hop = 0; message !== undefined; hop++) {
        const [from, to] = hop % 2 === 0 ? [client, server] : [server, client]
        const carried = await to.unwrap(await from.wrap(message))
        message = hop % 2 === 0 ? theirs.step(carried) : ours.step(carried)
      }
      expect(theirs.credentials).toMatchObject({ userName: 'ann' })

      const text = new Uint8Array(40_000).map((_, index) => index)
      const pieces: SealedPiece[] = []
      for (const piece of credsspPieces(text)) {
        const records = await client.wrap(piece)
        const header = tlsTrailerLength(defined(client.cipher), piece.length)
        pieces.push({ length: piece.length, token: records.slice(0, header), data: records.slice(header) })
      }
      const contentType = 'application/soap+xml;charset=UTF-8'
      const written = writeSealedBody({ protocol: 'CredSSP', contentType, pieces })
      expect(written.contentType).toMatch(/^multipart\/x-multi-encrypted;/)
      const read = readSealedBody(written.contentType, written.body)
      const opened: Uint8Array[] = []
      for (const { token, data } of read.pieces) opened.push(await server.unwrap(concatBytes(token, data)))
      expect(opened.map((piece) => piece.length)).toEqual(read.pieces.map((piece) => piece.length))
      expect(concatBytes(...opened)).toEqual(text)
    })
  })
})

// Lengths that pyspnego computes for the suites of Windows.
test.each([
  ['TLSv1.3', 'TLS_AES_256_GCM_SHA384', 30, 17],
  ['TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 30, 16],
  ['TLSv1.2', 'TLS_RSA_WITH_AES_256_CBC_SHA256', 30, 34],
  ['TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 30, 50],
  ['TLSv1', 'TLS_RSA_WITH_AES_128_CBC_SHA', 30, 34],
  ['TLSv1', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 30, 26],
])('%s with %s after %i bytes: %i', (protocol, name, length, expected) => {
  expect(tlsTrailerLength({ protocol, name }, length)).toBe(expected)
})
