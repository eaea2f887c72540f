import { ByteReader, ByteWriter } from '../../base/bytes.js'
import { decodeUtf16le, encodeUtf16le } from '../../base/utf16.js'

/** UPN_DNS_INFO ([MS-PAC] 2.10), without what its flag S adds. */
export interface UpnDnsInfo {
  /** `user@corp.example`. */
  readonly upn: string
  /** The realm. */
  readonly dnsDomainName: string
}

export function decodeUpnDnsInfo(bytes: Uint8Array): UpnDnsInfo {
  const reader = new ByteReader('UPN_DNS_INFO', bytes)
  const places = Array.from({ length: 2 }, () => ({ length: reader.u16le(), offset: reader.u16le() }))
  const [upn = '', dnsDomainName = ''] = places.map(({ length, offset }) => {
    reader.seek(offset)
    return decodeUtf16le(reader.bytes(length), 'UPN_DNS_INFO')
  })
  return { upn, dnsDomainName }
}

export function encodeUpnDnsInfo({ upn, dnsDomainName }: UpnDnsInfo): Uint8Array {
  const [name, domain] = [encodeUtf16le(upn), encodeUtf16le(dnsDomainName)]
  const domainAt = Math.ceil((headerLength + name.length) / 8) * 8
  return new ByteWriter(domainAt + domain.length)
    .u16le(name.length)
    .u16le(headerLength)
    .u16le(domain.length)
    .u16le(domainAt)
    .u32le(0)
    .zeros(4)
    .bytes(name)
    .align(8)
    .bytes(domain)
    .toBytes()
}

/** The texts begin at a multiple of eight. */
const headerLength = 16
