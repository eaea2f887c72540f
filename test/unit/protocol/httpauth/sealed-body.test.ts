import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { concatBytes } from '../../../../src/base/bytes.js'
import { DecodeError } from '../../../../src/base/errors.js'
import { credsspPieces, type SealedBody, type SealedPiece } from '../../../../src/protocol/httpauth/sealed-body.js'
import { isSealed, readSealedBody } from '../../../../src/protocol/httpauth/sealed-body-reader.js'
import { writeSealedBody } from '../../../../src/protocol/httpauth/sealed-body-writer.js'
import { hex, utf8 } from '../../../harness/hex.js'
import { readRecorded, recordedVectors } from '../../../harness/read-vector.js'

interface RecordedMessage {
  readonly httpHead: string
  readonly multipartPreamble?: string
  readonly token?: string
  readonly ciphertext?: string
}

describe.skipIf(recordedVectors === undefined)('the recorded session of Windows PowerShell', () => {
  test('is read and written to the same bytes [needs WMCTL_VECTORS]', () => {
    const folder = 'psrp/otrf/win10-powershell51-session'
    const { messages } = readRecorded<{ messages: readonly RecordedMessage[] }>(
      `${folder}/win10-powershell51-session.winrm.clean.json`,
    )
    let sealed = 0
    for (const { httpHead, multipartPreamble, token = '', ciphertext = '' } of messages) {
      if (multipartPreamble === undefined) continue
      sealed++
      const length = new Uint8Array(4)
      new DataView(length.buffer).setUint32(0, token.length / 2, true)
      const end = utf8('--Encrypted Boundary--\r\n')
      const recorded = concatBytes(utf8(multipartPreamble), length, hex(token), hex(ciphertext), end)
      const contentType = /^content-type: (.*)$/im.exec(httpHead)?.[1]?.trim() ?? ''
      const body = readSealedBody(contentType, recorded)
      expect(body.protocol).toBe('Kerberos')
      expect(body.pieces).toEqual([{ length: ciphertext.length / 2, token: hex(token), data: hex(ciphertext) }])
      expect(writeSealedBody(body)).toEqual({ contentType, body: recorded })
      const declared = /^content-length: (\d+)/im.exec(httpHead)?.[1]
      if (declared !== undefined) expect(recorded).toHaveLength(Number(declared))
    }
    expect(sealed).toBe(19)
  })
})

const type = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'

/** A body as somebody writes it: `\b` stands for the bytes, the lengths of its token and text being 2 and 3. */
function variant(text: string): Uint8Array {
  const [head = '', tail = ''] = text.split('\b')
  return concatBytes(utf8(head), Uint8Array.of(2, 0, 0, 0), utf8('to'), utf8('abc'), utf8(tail))
}

const spaced = `--Encrypted Boundary\r
Content-Type: application/HTTP-SPNEGO-session-encrypted\r
OriginalContent: type=application/soap+xml;charset=UTF-8;Length=3\r
--Encrypted Boundary\r
Content-Type: application/octet-stream\r
\b--Encrypted Boundary--\r
`

describe('what others write', () => {
  const expected: SealedBody = {
    protocol: 'SPNEGO',
    contentType: 'application/soap+xml;charset=UTF-8',
    pieces: [{ length: 3, token: utf8('to'), data: utf8('abc') }],
  }

  test.each<[string, string]>([
    ['Windows', spaced],
    ['a TAB before the headers ([MS-WSMV], pypsrp)', spaced.replace(/\r\n(Content|Original)/g, '\r\n\t$1')],
    ['a space after the dashes (Exchange)', spaced.replaceAll('--Encrypted', '-- Encrypted')],
    ['a blank line before the bytes', spaced.replace('\b', '\r\n\b')],
    ['a line end after the bytes', spaced.replace('\b', '\b\r\n')],
    ['a blank line first', `\r\n${spaced}`],
    ['blank lines after the headers', spaced.replace('Length=3\r\n', 'Length=3\r\n\r\n')],
    ['no line end at the end', spaced.trimEnd()],
    ['blank lines at the end', `${spaced}\r\n\r\n`],
    ['other capitals', spaced.replaceAll('Content-Type', 'content-type').replace('Length', 'length')],
    ['a space before the length', spaced.replace(';Length', '; Length')],
  ])('%s', (_, text) => {
    expect(readSealedBody(type, variant(text))).toEqual(expected)
  })

  test.each([
    type.replace(';boundary="Encrypted Boundary"', ''),
    type.replaceAll(';', '; '),
    'Multipart/Encrypted; boundary="Encrypted Boundary"; protocol=application/http-spnego-session-encrypted',
  ])('%s', (contentType) => {
    expect(isSealed(contentType)).toBe(true)
    expect(readSealedBody(contentType, variant(spaced))).toEqual(expected)
  })

  test('another boundary', () => {
    const contentType = type.replace('"Encrypted Boundary"', 'x-y')
    expect(readSealedBody(contentType, variant(spaced.replaceAll('Encrypted Boundary', 'x-y')))).toEqual(expected)
  })

  test.each([undefined, 'application/soap+xml', 'multipart/related', 'multipart/encrypted-not'])(
    '%s is not sealed',
    (contentType) => {
      expect(isSealed(contentType)).toBe(false)
    },
  )
})

describe('what is refused', () => {
  test.each<[string, string, string?]>([
    ['nothing', ''],
    ['no boundary', spaced.slice(2)],
    ['no OriginalContent', spaced.replace(/OriginalContent.*\r\n/, '')],
    ['no length', spaced.replace(';Length=3', '')],
    ['a length that is too long', spaced.replace('Length=3', 'Length=300')],
    ['a length that is too short', spaced.replace('Length=3', 'Length=2')],
    ['a length no message has', spaced.replace('Length=3', 'Length=99999999999999')],
    ['no last boundary', spaced.replace('\b--Encrypted Boundary--\r\n', '\b')],
    ['no end of the last boundary', spaced.replace('Boundary--', 'Boundary')],
    ['something after the boundary', spaced.replace('Boundary--', 'Boundary--x')],
    ['something at the end', `${spaced}x`],
    ['another type of the second part', spaced.replace('octet-stream', 'pdf')],
    ['a protocol nobody knows', spaced, type.replace('SPNEGO', 'Basic')],
    ['a line without end', spaced.replace('Content-Type', 'x'.repeat(300))],
    ['headers without end', spaced.replace('Content-Type', `${'a: b\r\n'.repeat(9)}Content-Type`)],
  ])('%s', (_, text, contentType = type) => {
    expect(() => readSealedBody(contentType, variant(text))).toThrow(DecodeError)
  })

  test('a token longer than any', () => {
    const body = variant(spaced)
    body[body.indexOf(2)] = 255
    const view = new DataView(body.buffer)
    view.setUint32(body.indexOf(255), 0x10000, true)
    expect(() => readSealedBody(type, body)).toThrow('a token of 65536 bytes')
  })
})

const boundaries = fc.constantFrom(
  ...['--Encrypted Boundary', '--Encrypted Boundary--\r\n', '\r\n', '\r\nContent-Type: application/octet-stream\r\n'].map(utf8),
)
const ciphertext = fc
  .array(fc.oneof(fc.uint8Array({ maxLength: 40 }), boundaries), { maxLength: 4 })
  .map((parts) => concatBytes(...parts))
const token = fc.uint8Array({ maxLength: 76 })
const plainBody = fc.record({
  protocol: fc.constantFrom('SPNEGO' as const, 'Kerberos' as const),
  contentType: fc.constantFrom('application/soap+xml;charset=UTF-8', 'application/soap+xml;charset=UTF-16'),
  pieces: fc.tuple(token, ciphertext).map(([token, data]): SealedPiece[] => [{ length: data.length, token, data }]),
})

/** Whole records of TLS, split into what WinRM calls header and data. */
const records = fc
  .array(ciphertext, { minLength: 1, maxLength: 3 })
  .map((fragments) =>
    concatBytes(
      ...fragments.map((fragment) =>
        concatBytes(Uint8Array.of(0x17, 3, 3, fragment.length >> 8, fragment.length & 255), fragment),
      ),
    ),
  )
const credsspBody = fc.record({
  protocol: fc.constant('CredSSP' as const),
  contentType: fc.constant('application/soap+xml;charset=UTF-8'),
  pieces: fc.array(
    fc
      .tuple(records, fc.nat(40), fc.nat(16_384))
      .map(([bytes, at, length]): SealedPiece => ({ length, token: bytes.subarray(0, at), data: bytes.subarray(at) }))
      .map(({ length, token, data }) => ({ length, token: Uint8Array.from(token), data: Uint8Array.from(data) })),
    { minLength: 1, maxLength: 4 },
  ),
})

describe('any body', () => {
  it('is read as it was written, boundaries inside the encrypted bytes and all', () => {
    fc.assert(
      fc.property(fc.oneof(plainBody, credsspBody), (body) => {
        const written = writeSealedBody(body)
        expect(isSealed(written.contentType)).toBe(true)
        expect(written.contentType.startsWith('multipart/x-multi-encrypted;')).toBe(body.pieces.length > 1)
        expect(readSealedBody(written.contentType, written.body)).toEqual(body)
      }),
    )
  })

  it('cut anywhere is refused, but for the last line end', () => {
    fc.assert(
      fc.property(fc.oneof(plainBody, credsspBody), fc.nat(), (body, cut) => {
        const written = writeSealedBody(body)
        const part = written.body.subarray(0, cut % (written.body.length - 2))
        expect(() => readSealedBody(written.contentType, part)).toThrow(DecodeError)
      }),
    )
  })

  it('damaged anywhere, or made up, is a body or a DecodeError', () => {
    const damaged = fc.tuple(fc.oneof(plainBody, credsspBody), fc.nat(), fc.nat(255)).map(([body, at, byte]) => {
      const { contentType, body: bytes } = writeSealedBody(body)
      bytes[at % bytes.length] = byte
      return { contentType, bytes }
    })
    const made = fc.record({ contentType: fc.constantFrom(type, 'multipart/encrypted', ''), bytes: ciphertext })
    fc.assert(
      fc.property(fc.oneof(damaged, made), ({ contentType, bytes }) => {
        try {
          readSealedBody(contentType, bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

test('CredSSP cuts a message every 16 KiB', () => {
  const message = new Uint8Array(40_000).map((_, index) => index)
  const pieces = credsspPieces(message)
  expect(pieces.map((piece) => piece.length)).toEqual([16_384, 16_384, 7_232])
  expect(concatBytes(...pieces)).toEqual(message)
})
