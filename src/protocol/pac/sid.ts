import { MisuseError } from '../../base/errors.js'
import type { NdrReader } from '../ndr/ndr-reader.js'
import type { NdrWriter } from '../ndr/ndr-writer.js'

/** Sub-authorities of a SID ([MS-DTYP] 2.4.2). */
const mostParts = 15

/** RPC_SID ([MS-DTYP] 2.4.2.3) as text, `S-1-5-21-…`. */
export function readSid(reader: NdrReader): string {
  const count = reader.count(4)
  const [revision, parts] = [reader.u8(), reader.u8()]
  if (revision !== 1 || parts !== count || count > mostParts) {
    throw reader.fail(`a SID of revision ${revision} with ${parts} of ${count} parts`)
  }
  const authority = reader.bytes(6).reduce((value, byte) => value * 256 + byte, 0)
  const numbers = Array.from({ length: count }, () => reader.u32())
  return ['S-1', authority, ...numbers].join('-')
}

export function writeSid(writer: NdrWriter, sid: string): void {
  const [, authority = '', rest = ''] = /^S-1-(\d{1,15})((?:-\d{1,10})*)$/.exec(sid) ?? []
  const parts = rest.split('-').slice(1).map(Number)
  const tooLarge = Number(authority) >= 2 ** 48 || parts.some((part) => part >= 2 ** 32)
  if (authority === '' || parts.length > mostParts || tooLarge) throw new MisuseError(`'${sid}' is no SID`)
  const bytes = Array.from({ length: 6 }, (_, index) => Math.floor(Number(authority) / 256 ** (5 - index)) % 256)
  writer.u32(parts.length).u8(1).u8(parts.length).bytes(Uint8Array.from(bytes))
  for (const part of parts) writer.u32(part)
}
