import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../src/base/errors.js'
import { sameSecurity } from '../../../src/cim/compare/security.js'
import { parseSddl } from '../../../src/cim/sddl/parse.js'
import type { AccessControlEntry } from '../../../src/cim/sddl/security-descriptor.js'
import { readVector } from '../../harness/read-vector.js'

const vector = readVector<{ readonly sddl: string; readonly selfRelative: string }>('ms-dtyp-2.5.1.4.json')

const ace = (type: string, flags: readonly string[], rights: number, sid: string): AccessControlEntry => ({
  type,
  flags,
  rights,
  objectType: '',
  inheritedObjectType: '',
  sid,
  condition: '',
})

describe('parseSddl', () => {
  test('reads the example of the specification as its bytes say', () => {
    const bytes = Buffer.from(vector.selfRelative, 'hex')
    const { owner, group, dacl, sacl } = parseSddl(vector.sddl)
    const control = bytes.readUInt16LE(2)
    expect(owner).toBe(sidAt(bytes, bytes.readUInt32LE(4)))
    expect(group).toBe(sidAt(bytes, bytes.readUInt32LE(8)))
    expect(sacl).toEqual({ flags: (control & 0x2000) === 0 ? [] : ['P'], entries: aclAt(bytes, bytes.readUInt32LE(12)) })
    expect(dacl).toEqual({ flags: (control & 0x1000) === 0 ? [] : ['P'], entries: aclAt(bytes, bytes.readUInt32LE(16)) })
    expect(dacl?.entries).toHaveLength(4)
  })

  test.each<readonly [string, AccessControlEntry]>([
    ['(A;;FA;;;SY)', ace('A', [], 0x1f01ff, 'S-1-5-18')],
    ['(a;oici;0x1f01ff;;;s-1-5-32-544)', ace('A', ['CI', 'OI'], 0x1f01ff, 'S-1-5-32-544')],
    ['(D;;CCDCLC;;;S-1-0x5-18)', ace('D', [], 7, 'S-1-5-18')],
    ['(A;;017;;;WD)', ace('A', [], 0o17, 'S-1-1-0')],
    ['(A;;4294967295;;;WD)', ace('A', [], 0xffff_ffff, 'S-1-1-0')],
    ['(A;;GRKR;;;DA)', ace('A', [], 0x8002_0019, 'DA')],
    [
      '(OA;;RP;BF967ABA-0DE6-11D0-A285-00AA003049E2;;AU)',
      { ...ace('OA', [], 0x10, 'S-1-5-11'), objectType: 'bf967aba-0de6-11d0-a285-00aa003049e2' },
    ],
    [
      '(XA;;FX;;;S-1-1-0;(@User.Title=="PM;(x)" && Member_of {SID(BA)}))',
      { ...ace('XA', [], 0x1200a0, 'S-1-1-0'), condition: '(@User.Title=="PM;(x)" && Member_of {SID(BA)})' },
    ],
    ['(ML;;NW;;;HI)', ace('ML', [], 1, 'S-1-16-12288')],
  ])('%s', (text, entry) => {
    expect(parseSddl(`D:${text}`).dacl).toEqual({ flags: [], entries: [entry] })
  })

  test('tells an empty list from none and from a null one', () => {
    expect(parseSddl('O:SY').dacl).toBeUndefined()
    expect(parseSddl('D:').dacl).toEqual({ flags: [], entries: [] })
    expect(parseSddl('D:NO_ACCESS_CONTROLS:PAI').dacl?.flags).toEqual(['NO_ACCESS_CONTROL'])
    expect(parseSddl('D:NO_ACCESS_CONTROLS:PAI').sacl?.flags).toEqual(['AI', 'P'])
  })

  test.each([
    '',
    'SY',
    'O:',
    'O:XX',
    'O:BAO:BA',
    'D:(',
    'D:(A;;FA;;;)',
    'D:(A;;FA;;SY)',
    'D:(A;;FAX;;;SY)',
    'D:(A;;0x100000000;;;SY)',
    'D:(A;;4294967296;;;SY)',
    'D:(A;;ZZ;;;SY)',
    'D:(A;C;FA;;;SY)',
    'D:(A;;FA;x;;SY)',
    'D:Q(A;;FA;;;SY)',
    'D:(A;;FA;;;SY)x',
    'D:(XA;;FA;;;SY;(a;b);c',
    'O:S-1-5-4294967296',
  ])('refuses %j', (text) => {
    expect(() => parseSddl(text)).toThrow(DecodeError)
  })

  test('any text is a descriptor or a DecodeError', () => {
    const pieces = fc.constantFrom(
      'O:',
      'G:',
      'D:',
      'S:',
      'P',
      'AI',
      '(',
      ')',
      'A',
      ';',
      ';;',
      'FA',
      '0x1',
      'SY',
      'S-1-5-18',
      '"',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            parseSddl(text)
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError)
          }
        },
      ),
    )
  })
})

describe('sameSecurity', () => {
  test.each([
    ['aliases and numbers', 'O:BAG:SYD:(A;;FA;;;WD)', 'O:S-1-5-32-544G:S-1-5-18D:(A;;2032127;;;S-1-1-0)', true],
    ['order of flags', 'D:PAI(A;OICI;GA;;;BA)', 'D:AIP(A;CIOI;GA;;;BA)', true],
    ['order of what grants', 'D:(A;;GA;;;BA)(A;;GR;;;WD)', 'D:(A;;GR;;;WD)(A;;GA;;;BA)', true],
    ['order of what denies', 'D:(D;;GA;;;BG)(D;;GW;;;WD)(A;;GR;;;WD)', 'D:(D;;GW;;;WD)(D;;GA;;;BG)(A;;GR;;;WD)', true],
    ['what grants before what denies', 'D:(A;;GA;;;BA)(D;;GA;;;WD)', 'D:(D;;GA;;;WD)(A;;GA;;;BA)', false],
    [
      'what grants on both sides of what denies',
      'D:(A;;GA;;;BA)(D;;GA;;;WD)(A;;GA;;;SY)',
      'D:(A;;GA;;;SY)(D;;GA;;;WD)(A;;GA;;;BA)',
      false,
    ],
    ['an entry that stands there twice', 'D:(A;;GA;;;BA)(A;;GA;;;BA)', 'D:(A;;GA;;;BA)', true],
    ['order in a SACL', 'S:(AU;FA;GA;;;WD)(AU;SA;GW;;;WD)', 'S:(AU;SA;GW;;;WD)(AU;FA;GA;;;WD)', true],
    ['an object entry without a GUID', 'D:(OA;;GA;;;BA)', 'D:(A;;GA;;;BA)', true],
    ['inherited or not', 'D:(A;ID;GA;;;BA)', 'D:(A;;GA;;;BA)', false],
    ['protected or not', 'D:P(A;;GA;;;BA)', 'D:(A;;GA;;;BA)', false],
    ['an empty list and none', 'O:BAD:', 'O:BA', false],
    ['another owner', 'O:BA', 'O:SY', false],
    ['an account of a domain', 'D:(A;;GA;;;DA)', 'D:(A;;GA;;;EA)', false],
    ['spaces', 'O:BA D: (A; ;GA;;;BA)', 'O:BAD:(A;;GA;;;BA)', true],
  ])('%s', (_, a, b, same) => {
    expect(sameSecurity(a, b)).toBe(same)
    expect(sameSecurity(b, a)).toBe(same)
  })
})

/** [MS-DTYP] 2.4.2.2 */
function sidAt(bytes: Buffer, at: number): string {
  const parts = Array.from({ length: bytes.readUInt8(at + 1) }, (_, index) => bytes.readUInt32LE(at + 8 + 4 * index))
  return ['S', bytes.readUInt8(at), bytes.readUIntBE(at + 2, 6), ...parts].join('-')
}

/** [MS-DTYP] 2.4.5, with entries of the types ACCESS_ALLOWED and SYSTEM_AUDIT. */
function aclAt(bytes: Buffer, at: number): readonly AccessControlEntry[] {
  const entries: AccessControlEntry[] = []
  let next = at + 8
  for (let count = bytes.readUInt16LE(at + 4); count > 0; count--) {
    const bits = bytes.readUInt8(next + 1)
    const flags = Object.entries({ OI: 1, CI: 2, SA: 0x40, FA: 0x80 }).flatMap(([name, bit]) =>
      (bits & bit) === 0 ? [] : [name],
    )
    const type = bytes.readUInt8(next) === 0 ? 'A' : 'AU'
    entries.push(ace(type, flags.sort(), bytes.readUInt32LE(next + 4), sidAt(bytes, next + 8)))
    next += bytes.readUInt16LE(next + 2)
  }
  return entries
}
