import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import type { CimClass, CimPropertyDeclaration } from '../../../../src/cim/class.js'
import type { CimType } from '../../../../src/cim/type.js'
import {
  dateTimeText,
  durationMsText,
  intervalText,
  readDateTimeText,
  readDurationMs,
} from '../../../../src/protocol/wsman/datetime-text.js'
import { readInstance } from '../../../../src/protocol/wsman/instance-reader.js'
import { ReadContext } from '../../../../src/protocol/wsman/read-context.js'
import { scalarReaders } from '../../../../src/protocol/wsman/scalar-text.js'
import { parseXml } from '../../../../src/xml/tree.js'

const uri = 'http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/X'
const cim = 'http://schemas.dmtf.org/wbem/wscim/1/common'

describe('datetimes in every form ([DSP0230] 9.2.6, [MS-WSMV] 2.2.5.3)', () => {
  it.each([
    ['2009-07-14T04:00:00Z', 'datetime', '20090714040000.000000+000'],
    ['2009-07-14T04:00:00.5Z', 'datetime', '20090714040000.500000+000'],
    ['2009-07-14T04:00:00.1234567+02:00', 'datetime', '20090714040000.123456+120'],
    ['2009-07-14T04:00:00-07:30', 'datetime', '20090714040000.000000-450'],
    ['2009-07-14T04:00:00', 'datetime', '20090714040000.000000+***'],
    ['2009-12-31T24:00:00', 'datetime', '20100101000000.000000+***'],
    ['2009-07-14', 'datetime', '20090714******.******+***'],
    ['2009-07-14Z', 'datetime', '20090714******.******+000'],
    ['04:05:06.25', 'datetime', '********040506.250000+***'],
    ['19990929195959.000000-420', 'datetime', '19990929195959.000000-420'],
    ['P0DT0H0M0S', 'interval', '00000000000000.000000:000'],
    ['P1DT2H3M4.5S', 'interval', '00000001020304.500000:000'],
    ['PT36H', 'interval', '00000001120000.000000:000'],
    ['PT90061.000001S', 'interval', '00000001010101.000001:000'],
    ['P1Y1M', 'interval', '00000395000000.000000:000'],
    ['00000001020304.500000:000', 'interval', '00000001020304.500000:000'],
  ])('%s', (text, kind, dmtf) => expect(readDateTimeText(text)).toEqual({ kind, dmtf }))

  it.each([
    '',
    'x',
    'P',
    'PT',
    'P1',
    '-P1D',
    '2009-13-01',
    '2009-02-29',
    '25:00:00',
    '20091301000000.000000+000',
    '2009-01-01T00:00:00+15:00',
    `PT${'9'.repeat(16)}S`,
    'P999999999D',
  ])('%j is refused', (text) => expect(() => readDateTimeText(text)).toThrow(DecodeError))

  it('are written as xs:dateTime and xs:duration where those can say it', () => {
    expect(dateTimeText({ kind: 'datetime', dmtf: '20090714040000.120000-450' })).toBe('2009-07-14T04:00:00.12-07:30')
    expect(dateTimeText({ kind: 'datetime', dmtf: '20090714040000.000000+000' })).toBe('2009-07-14T04:00:00Z')
    expect(dateTimeText({ kind: 'datetime', dmtf: '20090714******.******+000' })).toBeUndefined()
    expect(intervalText({ kind: 'interval', dmtf: '00000001020304.500000:000' })).toBe('P1DT2H3M4.5S')
  })

  it('time-outs are milliseconds without years and months', () => {
    expect(readDurationMs('PT60.000S')).toBe(60_000)
    expect(readDurationMs('P0Y0M1DT1H1M0.5S')).toBe(90_060_500)
    expect(durationMsText(500)).toBe('PT0.500S')
    for (const text of ['P1Y', 'P1M', '-PT1S', 'PT', '60']) expect(() => readDurationMs(text)).toThrow(DecodeError)
  })
})

describe('scalars, to the last value of their range', () => {
  it.each<[CimType, string, unknown, string]>([
    ['sint8', '-128', -128, '-129'],
    ['uint8', '255', 255, '256'],
    ['sint16', '32767', 32_767, '32768'],
    ['uint16', '65535', 65_535, '-1'],
    ['sint32', '-2147483648', -2_147_483_648, '-2147483649'],
    ['uint32', '4294967295', 4_294_967_295, '4294967296'],
    ['sint64', '-9223372036854775808', -(2n ** 63n), '9223372036854775808'],
    ['uint64', '18446744073709551615', 2n ** 64n - 1n, '18446744073709551616'],
    ['real32', '3.4028235e38', Math.fround(3.4028235e38), '3.5e38'],
    ['real64', '1.7976931348623157e308', Number.MAX_VALUE, '1.8e308'],
    ['boolean', 'TRUE', true, 'yes'],
    ['char16', '漢', '漢', 'ab'],
  ])('%s', (type, text, value, beyond) => {
    const read = scalarReaders[type as keyof typeof scalarReaders]
    expect(read(text)).toBe(value)
    expect(read(`\n ${text} `)).toBe(value)
    expect(() => read(beyond)).toThrow(DecodeError)
    if (type !== 'char16') for (const wrong of ['', '1.5.2', '0x10', '1 2', '--1']) expect(() => read(wrong)).toThrow(DecodeError)
  })

  it('reals have infinities and no number', () => {
    expect(['INF', '-INF', 'NaN'].map((text) => scalarReaders.real64(text))).toEqual([Infinity, -Infinity, Number.NaN])
  })
})

describe('properties', () => {
  it('go by the class when it is known, whatever case the message uses', () => {
    const { Name, Size, Values, None, NoneOf, Missing } = read(
      '<p:NAME>a b </p:NAME><p:size> 5 </p:size><p:Values>1</p:Values><p:Values>2</p:Values><p:None xsi:nil="true"/><p:NoneOf xsi:nil="1"/>',
      {
        Name: ['string'],
        Size: ['uint64'],
        Values: ['sint16', 'array'],
        None: ['uint8'],
        NoneOf: ['uint8', 'array'],
        Missing: ['string', 'array'],
      },
    )
    expect([Name, Size, Values, None, NoneOf, Missing]).toEqual([
      { name: 'Name', type: 'string', array: false, value: 'a b ' },
      { name: 'Size', type: 'uint64', array: false, value: 5n },
      { name: 'Values', type: 'sint16', array: true, value: [1, 2] },
      { name: 'None', type: 'uint8', array: false, value: null },
      { name: 'NoneOf', type: 'uint8', array: true, value: null },
      { name: 'Missing', type: 'string', array: true, value: [] },
    ])
  })

  it('one element of a declared array is an array', () => {
    expect(read('<p:A>1</p:A>', { A: ['uint8', 'array'] }).A).toMatchObject({ array: true, value: [1] })
  })

  it('an error names the property', () => {
    expect(() => read('<p:Size>256</p:Size>', { Size: ['uint8'] })).toThrow(/Size: .*'256' is not a value of uint8 \(0 to 255\)/)
    expect(() => read('<p:When>soon</p:When>', { When: ['datetime'] })).toThrow(/When: .*'soon'/)
    expect(() => read('<p:A>1</p:A><p:A>2</p:A>', { A: ['uint8'] })).toThrow(/A: several elements/)
    expect(() => read('<p:A>1</p:A><p:A xsi:nil="true"/>', { A: ['uint8', 'array'] })).toThrow(/A: several elements/)
    expect(() => read('<p:A><b/></p:A>', { A: ['uint8'] })).toThrow(/A: .*elements where a plain value belongs/)
    expect(() => read('<p:A>text</p:A>', { A: ['instance'] })).toThrow(/A: .*text where an instance belongs/)
  })

  it('without a class are what they say they are, or strings', () => {
    const found = read(
      `<p:a>5</p:a><p:b xsi:type="cim:cimUnsignedInt">5</p:b><p:c xsi:type="xs:boolean">true</p:c><p:d>1</p:d><p:d>2</p:d><p:e/>
       <p:f xsi:nil="true"/><p:g xsi:nil="true" m:IsNullArray="true"/><p:h><cim:Datetime>2009-07-14T04:00:00Z</cim:Datetime></p:h>
       <p:i xsi:type="cim:cimDateTime"><CIM_DateTime>19990929195959.000000-420</CIM_DateTime></p:i>`,
    )
    expect(Object.values(found).map((property) => [property?.type, property?.array, property?.value])).toEqual([
      ['string', false, '5'],
      ['uint32', false, 5],
      ['boolean', false, true],
      ['string', true, ['1', '2']],
      ['string', false, ''],
      ['string', false, null],
      ['string', true, null],
      ['datetime', false, { kind: 'datetime', dmtf: '20090714040000.000000+000' }],
      ['datetime', false, { kind: 'datetime', dmtf: '19990929195959.000000-420' }],
    ])
  })

  it('references are endpoint references, nested ones too, or object paths in text', () => {
    const service = (name: string): string =>
      `<a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address><a:ReferenceParameters><w:ResourceURI>${uri}</w:ResourceURI><w:SelectorSet>${name}</w:SelectorSet></a:ReferenceParameters>`
    const plain = service('<w:Selector Name="Name">a</w:Selector>')
    const nested = service(`<w:Selector Name="Antecedent"><a:EndpointReference>${plain}</a:EndpointReference></w:Selector>`)
    const { A, B, C } = read(
      `<p:A>${nested}</p:A><p:B><a:EndpointReference>${plain}</a:EndpointReference></p:B><p:C>root/cimv2:X.Name="a"</p:C>`,
      {
        B: ['reference'],
        C: ['reference'],
      },
    )
    const path = { kind: 'path', namespace: 'root/cimv2', className: 'X', keys: [{ name: 'Name', value: 'a' }] }
    expect(A).toMatchObject({ type: 'reference', value: { className: 'X', keys: [{ name: 'Antecedent', value: path }] } })
    expect([B?.value, C?.value]).toEqual([path, path])
  })

  it('embedded instances have the class they are marked with, else the declared one', () => {
    const { A, B } = read(
      '<p:A xmlns:n1="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/other/Y" xsi:type="n1:Y_Type"><n1:In>1</n1:In></p:A><p:B><p:In>2</p:In></p:B>',
      { B: ['instance'] },
    )
    expect(A).toMatchObject({ type: 'object', value: { kind: 'instance', className: 'Y', namespace: 'root/other' } })
    expect(B).toMatchObject({ type: 'instance', value: { kind: 'instance', className: 'Embedded', namespace: 'root/cimv2' } })
  })

  it('embedded instances nest, but not for ever', () => {
    const nest = (depth: number): string => '<p:A>'.repeat(depth) + '</p:A>'.repeat(depth)
    expect(() => read(nest(10))).not.toThrow()
    expect(() => read(nest(60))).toThrow(/too many instances inside one another/)
  })

  it('octet strings are base64 without the length their value begins with', () => {
    const declared = { A: ['uint8', 'array', 'octets'] } as const
    expect(read('<p:A xsi:type="cim:cimBase64Binary">AQID</p:A>', declared).A?.value).toEqual([0, 0, 0, 7, 1, 2, 3])
    expect(read('<p:A>\nAQ ID\n</p:A>', declared).A?.value).toEqual([0, 0, 0, 7, 1, 2, 3])
    expect(read('<p:A>1</p:A><p:A>20</p:A>', declared).A?.value).toEqual([1, 20])
    expect(() => read('<p:A xsi:type="cim:cimBase64Binary">A*==</p:A>', declared)).toThrow(/A: .*not base64/)
  })

  it('a projection has no namespace, and not all properties', () => {
    const declared = makeClass({ Name: ['string'], Values: ['uint8', 'array'] })
    const context = new ReadContext(() => declared, 'root/cimv2', 'X')
    for (const document of [
      '<X><Name>a</Name></X>',
      '<w:XmlFragment xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><Name>a</Name></w:XmlFragment>',
    ]) {
      const { instance } = readInstance(parseXml(document), context)
      expect([instance?.className, [...(instance?.properties.keys() ?? [])]]).toEqual(['X', ['name']])
    }
  })
})

type Declared = Readonly<Record<string, readonly [CimType, ...('array' | 'octets')[]]>>

function read(
  content: string,
  declared?: Declared,
): Record<string, { type: CimType; array: boolean; value: unknown } | undefined> {
  const document = `<p:X xmlns:p="${uri}" xmlns:cim="${cim}" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:m="http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd">${content}</p:X>`
  const cimClass = declared === undefined ? undefined : makeClass(declared)
  const context = new ReadContext((_, name) => (name === 'X' ? cimClass : undefined), 'root/cimv2')
  const { instance } = readInstance(parseXml(document), context)
  return Object.fromEntries([...(instance?.properties.values() ?? [])].map((property) => [property.name, property]))
}

function makeClass(declared: Declared): CimClass {
  const properties = Object.entries(declared).map(([name, [type, ...flags]]): [string, CimPropertyDeclaration] => {
    const array = flags.includes('array')
    const extra = {
      ...(flags.includes('octets') ? { octetString: true } : {}),
      ...(type === 'instance' ? { className: 'Embedded' } : {}),
    }
    return [name.toLowerCase(), { name, type, array, key: false, access: 'read', ...extra }]
  })
  const unknown = { supportsCreate: undefined, supportsUpdate: undefined, supportsDelete: undefined, superclass: undefined }
  const kind = { abstract: false, association: false, singleton: false, keys: [] }
  return { name: 'X', namespace: 'root/cimv2', ...unknown, ...kind, properties: new Map(properties), methods: new Map() }
}
