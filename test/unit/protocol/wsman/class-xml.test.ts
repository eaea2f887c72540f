import { describe, expect, it } from 'vitest'
import { readCimClass } from '../../../../src/protocol/wsman/class-xml-reader.js'
import { writeCimClass } from '../../../../src/protocol/wsman/class-xml-writer.js'
import { parseXml } from '../../../../src/xml/tree.js'
import { XmlWriter } from '../../../../src/xml/writer.js'

/** [DSP0201] 3.2: a class with the elements and qualifiers WMI sends. */
const document = `<CLASS NAME="Win32_Thing" SUPERCLASS="CIM_Thing">
 <QUALIFIER NAME="Association" TYPE="boolean"><VALUE>false</VALUE></QUALIFIER>
 <QUALIFIER NAME="SupportsDelete" TYPE="boolean" TOSUBCLASS="false"><VALUE>TRUE</VALUE></QUALIFIER>
 <QUALIFIER NAME="dynamic" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER>
 <PROPERTY NAME="Name" TYPE="string" CLASSORIGIN="CIM_Thing" PROPAGATED="true">
  <QUALIFIER NAME="key" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER>
  <QUALIFIER NAME="MaxLen" TYPE="uint32"><VALUE>256</VALUE></QUALIFIER>
  <QUALIFIER NAME="MinLen" TYPE="uint32"><VALUE>2</VALUE></QUALIFIER>
  <QUALIFIER NAME="read" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER>
 </PROPERTY>
 <PROPERTY NAME="Mode" TYPE="uint16">
  <QUALIFIER NAME="write" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER>
  <QUALIFIER NAME="ValueMap" TYPE="string"><VALUE.ARRAY><VALUE>0</VALUE><VALUE>1..9</VALUE></VALUE.ARRAY></QUALIFIER>
  <QUALIFIER NAME="Values" TYPE="string"><VALUE.ARRAY><VALUE>Off</VALUE><VALUE>On</VALUE></VALUE.ARRAY></QUALIFIER>
 </PROPERTY>
 <PROPERTY NAME="State" TYPE="uint8">
  <QUALIFIER NAME="Units" TYPE="string"><VALUE>Bytes</VALUE></QUALIFIER>
  <QUALIFIER NAME="Values" TYPE="string"><VALUE.ARRAY><VALUE>A</VALUE><VALUE>B</VALUE></VALUE.ARRAY></QUALIFIER>
 </PROPERTY>
 <PROPERTY.ARRAY NAME="Flags" TYPE="uint8" ARRAYSIZE="4">
  <QUALIFIER NAME="OctetString" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER>
  <QUALIFIER NAME="ArrayType" TYPE="string"><VALUE>Indexed</VALUE></QUALIFIER>
 </PROPERTY.ARRAY>
 <PROPERTY.REFERENCE NAME="Owner" REFERENCECLASS="Win32_Account"/>
 <PROPERTY NAME="Wmi" TYPE="string"><QUALIFIER NAME="CIMTYPE" TYPE="string"><VALUE>object:Win32_Part</VALUE></QUALIFIER></PROPERTY>
 <PROPERTY NAME="Dmtf" TYPE="string" EmbeddedObject="object"/>
 <METHOD NAME="Change" TYPE="uint32">
  <QUALIFIER NAME="Static" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER>
  <QUALIFIER NAME="ValueMap" TYPE="string"><VALUE.ARRAY><VALUE>0</VALUE><VALUE>..</VALUE></VALUE.ARRAY></QUALIFIER>
  <QUALIFIER NAME="Values" TYPE="string"><VALUE.ARRAY><VALUE>Success</VALUE><VALUE>Other</VALUE></VALUE.ARRAY></QUALIFIER>
  <PARAMETER NAME="Path" TYPE="string"><QUALIFIER NAME="In" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER></PARAMETER>
  <PARAMETER.ARRAY NAME="Ids" TYPE="uint64"><QUALIFIER NAME="In" TYPE="boolean"><VALUE>false</VALUE></QUALIFIER><QUALIFIER NAME="Out" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER></PARAMETER.ARRAY>
  <PARAMETER.REFERENCE NAME="Job" REFERENCECLASS="CIM_Job"><QUALIFIER NAME="Out" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER></PARAMETER.REFERENCE>
  <PARAMETER.REFARRAY NAME="Jobs" REFERENCECLASS="CIM_Job"/>
 </METHOD>
 <METHOD NAME="Nothing"/>
</CLASS>`

describe('a class in CIM-XML', () => {
  const read = readCimClass(parseXml(document), 'root/cimv2')

  it('says what it is and which keys it has', () => {
    expect(read).toMatchObject({
      name: 'Win32_Thing',
      namespace: 'root/cimv2',
      superclass: 'CIM_Thing',
      association: false,
      abstract: false,
      supportsDelete: true,
      supportsCreate: undefined,
      keys: ['Name'],
    })
  })

  it.each<[string, object]>([
    ['name', { name: 'Name', type: 'string', array: false, key: true, access: 'read', minLength: 2, maxLength: 256 }],
    [
      'mode',
      {
        name: 'Mode',
        type: 'uint16',
        array: false,
        key: false,
        access: 'read/write',
        valueMap: [
          { value: '0', label: 'Off' },
          { value: '1..9', label: 'On' },
        ],
      },
    ],
    [
      'state',
      {
        name: 'State',
        type: 'uint8',
        array: false,
        key: false,
        access: 'read',
        units: 'Bytes',
        valueMap: [
          { value: '0', label: 'A' },
          { value: '1', label: 'B' },
        ],
      },
    ],
    ['flags', { name: 'Flags', type: 'uint8', array: true, key: false, access: 'read', octetString: true, arrayType: 'indexed' }],
    ['owner', { name: 'Owner', type: 'reference', array: false, key: false, access: 'read', className: 'Win32_Account' }],
    ['wmi', { name: 'Wmi', type: 'instance', array: false, key: false, access: 'read', className: 'Win32_Part' }],
    ['dmtf', { name: 'Dmtf', type: 'object', array: false, key: false, access: 'read' }],
  ])('property %s', (name, declaration) => expect(read.properties.get(name)).toEqual(declaration))

  it('methods have parameters both ways, a return type and codes', () => {
    expect(read.methods.get('change')).toEqual({
      name: 'Change',
      static: true,
      returns: { type: 'uint32', array: false },
      returnCodes: new Map([
        ['0', 'Success'],
        ['..', 'Other'],
      ]),
      parameters: [
        { name: 'Path', type: 'string', array: false, in: true, out: false, optional: false },
        { name: 'Ids', type: 'uint64', array: true, in: false, out: true, optional: false },
        { name: 'Job', type: 'reference', array: false, className: 'CIM_Job', in: false, out: true, optional: false },
        { name: 'Jobs', type: 'reference', array: true, className: 'CIM_Job', in: true, out: false, optional: false },
      ],
    })
    expect(read.methods.get('nothing')).toMatchObject({ returns: undefined, parameters: [] })
  })

  it('bit maps name positions on the wire, and hold values', () => {
    const bits = (map: string, values: string): string =>
      `<CLASS NAME="X"><PROPERTY NAME="Flags" TYPE="uint32"><QUALIFIER NAME="${map}" TYPE="string"><VALUE.ARRAY><VALUE>0</VALUE><VALUE>3</VALUE></VALUE.ARRAY></QUALIFIER><QUALIFIER NAME="${values}" TYPE="string"><VALUE.ARRAY><VALUE>A</VALUE><VALUE>B</VALUE></VALUE.ARRAY></QUALIFIER></PROPERTY></CLASS>`
    const positions = readCimClass(parseXml(bits('BitMap', 'BitValues')), 'root')
    expect(positions.properties.get('flags')).toMatchObject({
      bitmap: true,
      valueMap: [
        { value: '1', label: 'A' },
        { value: '8', label: 'B' },
      ],
    })
    const writer = new XmlWriter()
    writeCimClass(writer, positions)
    const written = writer.finish()
    expect(written).toMatch(/"BitMap"[^>]*><VALUE.ARRAY><VALUE>0<\/VALUE><VALUE>3<\/VALUE>/)
    expect(readCimClass(parseXml(written), 'root')).toEqual(positions)
    const codes = readCimClass(parseXml(bits('ValueMap', 'Values')), 'root').properties.get('flags')
    expect(codes).toMatchObject({ valueMap: [{ value: '0' }, { value: '3' }] })
    expect(codes?.bitmap).toBeUndefined()
  })

  it.each([
    '<CLASS/>',
    '<CLASS NAME="X"><PROPERTY NAME="a"/></CLASS>',
    '<CLASS NAME="X"><PROPERTY NAME="a" TYPE="int"/></CLASS>',
    '<CLASS NAME="X"><METHOD/></CLASS>',
  ])('%s is refused', (broken) => expect(() => readCimClass(parseXml(broken), 'root')).toThrow(/CIM-XML/))
})
