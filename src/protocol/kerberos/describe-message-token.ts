import { ByteReader } from '../../base/bytes.js'
import { formatHex } from '../../base/hex.js'
import { type DescribedField, describedField, masked } from '../gss/described-field.js'

/** Whether bytes begin as a per-message token of Kerberos does ([RFC 4121] 4.2.6, [RFC 4757] 7.2, 7.3). */
export function isMessageToken(bytes: Uint8Array): boolean {
  return kinds[formatHex(bytes.subarray(0, 2))] !== undefined && bytes.length >= 16
}

/** The header of a token that protects a message; what is protected is shown by its length. */
export function describeMessageToken(bytes: Uint8Array): DescribedField {
  const kind = kinds[formatHex(bytes.subarray(0, 2))] ?? ''
  return describedField(kind, 0, () => (kind.startsWith('RC4') ? rc4Fields(bytes) : fields(bytes)))
}

const kinds: Readonly<Record<string, string>> = {
  '0504': 'Wrap token',
  '0404': 'MIC token',
  '0201': 'RC4 wrap token',
  '0101': 'RC4 MIC token',
}

function fields(bytes: Uint8Array): readonly DescribedField[] {
  const reader = new ByteReader('Kerberos message token', bytes)
  const wrapped = reader.u16be() === 0x0504
  const flags = reader.u8()
  reader.skip(1)
  const [ec, rrc] = [reader.u16be(), reader.u16be()]
  const sequence = reader.u64be()
  const names = ['SentByAcceptor', 'Sealed', 'AcceptorSubkey'].filter((_, bit) => (flags & (1 << bit)) !== 0)
  return [
    { name: 'Flags', value: [`0x${flags.toString(16).padStart(2, '0')}`, ...names].join(' ') },
    ...(wrapped
      ? [
          { name: 'EC', value: String(ec) },
          { name: 'RRC', value: String(rrc) },
        ]
      : []),
    { name: 'SND_SEQ', value: String(sequence) },
    { name: wrapped ? 'data' : 'SGN_CKSUM', value: masked(reader.rest()) },
  ]
}

function rc4Fields(bytes: Uint8Array): readonly DescribedField[] {
  const reader = new ByteReader('RC4 message token', bytes)
  reader.skip(2)
  const sign = reader.bytes(2)
  const seal = reader.bytes(2)
  reader.skip(2)
  return [
    { name: 'SGN_ALG', value: formatHex(sign) },
    { name: 'SEAL_ALG', value: formatHex(seal) },
    { name: 'SND_SEQ, SGN_CKSUM and data', value: masked(reader.rest()) },
  ]
}
