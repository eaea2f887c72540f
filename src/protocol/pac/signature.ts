import { ByteReader, ByteWriter } from '../../base/bytes.js'
import { equalInConstantTime } from '../../crypto/constant-time.js'
import { encodePac, type PacBuffer, pacEntries, pacType } from './pac.js'

/** A key that signs, of the service or of the KDC: a key of Kerberos. */
export interface PacKey {
  readonly type: { readonly checksumType: number; readonly checksumLength: number }
  checksum(usage: number, ...parts: readonly Uint8Array[]): Uint8Array
}

/** KERB_NON_KERB_CKSUM_SALT ([MS-PAC] 2.8.1). */
const checksumUsage = 17

/** SignatureType comes first; an RODC identifier may follow the signature ([MS-PAC] 2.8). */
const typeLength = 4

/** The parts with the server's signature over all of them and the KDC's over that ([MS-PAC] 2.8.2, 2.8.3). */
export function signPac(
  buffers: readonly PacBuffer[],
  { serverKey, kdcKey }: { readonly serverKey: PacKey; readonly kdcKey: PacKey },
): Uint8Array {
  const signed = encodePac([
    ...buffers,
    { type: pacType.serverChecksum, bytes: emptySignature(serverKey) },
    { type: pacType.kdcChecksum, bytes: emptySignature(kdcKey) },
  ])
  const signature = serverKey.checksum(checksumUsage, signed)
  for (const [type, value] of [
    [pacType.serverChecksum, signature],
    [pacType.kdcChecksum, kdcKey.checksum(checksumUsage, signature)],
  ] as const) {
    const entry = pacEntries(signed).find((each) => each.type === type)
    if (entry !== undefined) signed.set(value, entry.offset + typeLength)
  }
  return signed
}

/** Whether the server's signature was made with one of the service's keys. Raises DecodeError. */
export function hasServerSignature(pac: Uint8Array, keys: readonly PacKey[]): boolean {
  const signature = readSignature(pac, pacType.serverChecksum)
  if (signature === undefined) return false
  const unsigned = withoutSignatures(pac)
  return verifies(signature, keys, unsigned)
}

/** Whether the KDC's signature over the server's was made with one of the KDC's keys. Raises DecodeError. */
export function hasKdcSignature(pac: Uint8Array, keys: readonly PacKey[]): boolean {
  const server = readSignature(pac, pacType.serverChecksum)
  const signature = readSignature(pac, pacType.kdcChecksum)
  return server !== undefined && signature !== undefined && verifies(signature, keys, server.rest, server.type)
}

interface Signature {
  /** As a signed number, the way Kerberos counts checksum types. */
  readonly type: number
  /** The signature, and what may follow it. */
  readonly rest: Uint8Array
  /** Where `rest` begins in the PAC. */
  readonly offset: number
}

function readSignature(pac: Uint8Array, wanted: number): Signature | undefined {
  const entry = pacEntries(pac).find(({ type }) => type === wanted)
  if (entry === undefined) return undefined
  const reader = new ByteReader('PAC_SIGNATURE_DATA', pac.subarray(entry.offset, entry.offset + entry.length))
  const type = reader.u32le() | 0
  return { type, rest: reader.rest(), offset: entry.offset + typeLength }
}

function verifies(signature: Signature, keys: readonly PacKey[], signed: Uint8Array, innerType?: number): boolean {
  return keys.some((key) => {
    const { checksumType, checksumLength } = key.type
    if (checksumType !== signature.type || signature.rest.length < checksumLength) return false
    const data = innerType === undefined ? signed : signed.subarray(0, signatureLength(innerType, signed.length))
    return equalInConstantTime(key.checksum(checksumUsage, data), signature.rest.subarray(0, checksumLength))
  })
}

/** Bytes of a signature by its type ([MS-PAC] 2.8): what follows is no part of it. */
function signatureLength(type: number, most: number): number {
  return type === hmacMd5 ? 16 : type === 15 || type === 16 ? 12 : most
}

/** KERB_CHECKSUM_HMAC_MD5. */
const hmacMd5 = -138

/** Both signatures are zeros in what the server's is over, whatever else follows them in their parts. */
function withoutSignatures(pac: Uint8Array): Uint8Array {
  const copy = pac.slice()
  for (const wanted of [pacType.serverChecksum, pacType.kdcChecksum]) {
    const signature = readSignature(pac, wanted)
    if (signature === undefined) continue
    copy.fill(0, signature.offset, signature.offset + signatureLength(signature.type, signature.rest.length))
  }
  return copy
}

function emptySignature({ type }: PacKey): Uint8Array {
  return new ByteWriter(typeLength + type.checksumLength)
    .u32le(type.checksumType >>> 0)
    .zeros(type.checksumLength)
    .toBytes()
}
