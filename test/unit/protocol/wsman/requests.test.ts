import { describe, expect, it } from 'vitest'
import { DecodeError, MisuseError } from '../../../../src/base/errors.js'
import { notUnderstood } from '../../../../src/protocol/soap/envelope.js'
import { understoodHeaders } from '../../../../src/protocol/wsman/headers.js'
import { openRequest, readRequest } from '../../../../src/protocol/wsman/request-reader.js'
import { writeRequest } from '../../../../src/protocol/wsman/request-writer.js'
import { parseResourceUri } from '../../../../src/protocol/wsman/resource-uri.js'
import { SoapFault } from '../../../../src/protocol/wsman/soap-fault.js'

const wmi = 'http://schemas.microsoft.com/wbem/wsman/1/wmi'
const dmtf = 'http://schemas.dmtf.org/wbem/wscim/1'
const transfer = 'http://schemas.xmlsoap.org/ws/2004/09/transfer'
const enumeration = 'http://schemas.xmlsoap.org/ws/2004/09/enumeration'

describe('resource URIs ([MS-WSMV] 3.1.4.1.1)', () => {
  it.each([
    [`${wmi}/root/cimv2/Win32_Service`, { of: 'class', namespace: 'root/cimv2', className: 'Win32_Service' }],
    [`${wmi.toUpperCase()}/ROOT\\cimv2\\Win32_Service`, { of: 'class', namespace: 'ROOT/cimv2', className: 'Win32_Service' }],
    [`${wmi}/root/cimv2/*`, { of: 'all', namespace: 'root/cimv2' }],
    [`${wmi}/root/standardcimv2/sub/MSFT_X`, { of: 'class', namespace: 'root/standardcimv2/sub', className: 'MSFT_X' }],
    [`${dmtf}/cim-schema/2/CIM_X`, { of: 'class', namespace: 'root/given', className: 'CIM_X' }],
    [`${dmtf}/*`, { of: 'all', namespace: 'root/given' }],
    ['http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*', { of: 'classes', namespace: 'root/given' }],
    [`${wmi}/Win32_Service`, undefined],
    [`${wmi}/root/cimv2/Win32 Service`, undefined],
    ['http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd', undefined],
    ['http://schemas.microsoft.com/wbem/wsman/1/config', undefined],
    ['', undefined],
  ])('%s', (uri, resource) => expect(parseResourceUri(uri, 'root\\given')).toEqual(resource))

  it('a DMTF URI without a namespace is about root/cimv2', () => {
    expect(parseResourceUri(`${dmtf}/cim-schema/2/CIM_X`)).toMatchObject({ namespace: 'root/cimv2' })
  })
})

describe('requests as CIM clients write them', () => {
  it('class metadata is asked for by selectors', () => {
    const document = envelope({
      action: `${transfer}/Get`,
      uri: 'http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*',
      selectors: { __cimnamespace: 'root/cimv2', classname: 'CIM_VLANEndpoint' },
    })
    expect(readRequest(openRequest(document)).request).toEqual({
      kind: 'get-class',
      namespace: 'root/cimv2',
      className: 'CIM_VLANEndpoint',
    })
  })

  it('a Put that names what it changes', () => {
    const options = ['Last', 'Tags'].map(
      (name) => `<w:Option Name="wmiarray:__mIInstanceModifiedPropertiesList" Type="xs:string">${name}</w:Option>`,
    )
    const body = `<p0:MSFT_Person xmlns:p0="${dmtf}/cim-schema/2/MSFT_Person" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="p0:MSFT_Person_Type"><p0:Key xsi:type="cim:cimString">1</p0:Key><p0:Species xsi:nil="true"/><p0:Last xsi:type="cim:cimString">X</p0:Last></p0:MSFT_Person>`
    const document = envelope({
      action: `${transfer}/Put`,
      uri: `${dmtf}/cim-schema/2/MSFT_Person`,
      selectors: { __cimnamespace: 'root/cimv2', Key: '1' },
      header: `<w:OptionSet>${options.join('')}</w:OptionSet>`,
      body,
    })
    const { request } = readRequest(openRequest(document))
    expect(request).toMatchObject({
      kind: 'put',
      target: { namespace: 'root/cimv2', className: 'MSFT_Person', keys: [{ name: 'Key', value: '1' }] },
      modified: ['Last', 'Tags'],
    })
    expect(request.kind === 'put' && [...request.instance.properties.values()].map(({ value }) => value)).toEqual([
      '1',
      null,
      'X',
    ])
  })

  it('the WQL filter is understood in either namespace', () => {
    const filter = (prefix: string): string =>
      `<n:Enumerate><${prefix}:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/wql"> SELECT * FROM X </${prefix}:Filter></n:Enumerate>`
    for (const prefix of ['w', 'n']) {
      const document = envelope({ action: `${enumeration}/Enumerate`, uri: `${wmi}/root/cimv2/*`, body: filter(prefix) })
      expect(readRequest(openRequest(document)).request).toMatchObject({ filter: { dialect: 'wql', query: 'SELECT * FROM X' } })
    }
  })

  it.each<[string, string, string]>([
    ['an unknown dialect', '<w:Filter Dialect="http://x/y"/>', 'filterDialectUnavailable'],
    [
      'a selector filter with a quote',
      `<w:Filter Dialect="http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter"><w:SelectorSet><w:Selector Name="a">it's</w:Selector></w:SelectorSet></w:Filter>`,
      'cannotProcessFilter',
    ],
    [
      'an association filter without an object',
      '<w:Filter Dialect="http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter"/>',
      'cannotProcessFilter',
    ],
    ['an unknown mode', '<w:EnumerationMode>EnumerateAll</w:EnumerationMode>', 'enumerationModeUnsupported'],
    ['an unknown polymorphism', '<b:PolymorphismMode>Some</b:PolymorphismMode>', 'polymorphismModeUnsupported'],
  ])('%s has a fault of its own', (_, content, name) => {
    const document = envelope({
      action: `${enumeration}/Enumerate`,
      uri: `${wmi}/root/cimv2/X`,
      body: `<n:Enumerate>${content}</n:Enumerate>`,
    })
    const read = (): unknown => readRequest(openRequest(document))
    expect(read).toThrow(SoapFault)
    expect(read).toThrow(expect.objectContaining({ faultName: name }))
  })

  it.each([
    [
      'a selector twice',
      { header: '<w:SelectorSet><w:Selector Name="a">1</w:Selector><w:Selector Name="A">2</w:Selector></w:SelectorSet>' },
    ],
    ['a selector without a name', { header: '<w:SelectorSet><w:Selector>1</w:Selector></w:SelectorSet>' }],
    ['a size that is no number', { header: '<w:MaxEnvelopeSize>big</w:MaxEnvelopeSize>' }],
    ['a time-out of years', { header: '<w:OperationTimeout>P1Y</w:OperationTimeout>' }],
    ['a Put of nothing', { action: `${transfer}/Put` }],
    [
      'a Pull of no items',
      {
        action: `${enumeration}/Pull`,
        body: '<n:Pull><n:EnumerationContext>c</n:EnumerationContext><n:MaxElements>0</n:MaxElements></n:Pull>',
      },
    ],
    ['an Enumerate without its element', { action: `${enumeration}/Enumerate` }],
  ])('%s is refused', (_, parts) => {
    expect(() => readRequest(openRequest(envelope({ action: `${transfer}/Get`, uri: `${wmi}/root/cimv2/X`, ...parts })))).toThrow(
      DecodeError,
    )
  })

  it('headers that must be understood are told apart', () => {
    const header =
      '<x:New xmlns:x="u" s:mustUnderstand="1"/><x:Other xmlns:x="u" s:mustUnderstand="0"/><x:Far xmlns:x="u" s:mustUnderstand="true" s:role="http://elsewhere"/>'
    const { envelope: message } = openRequest(envelope({ action: `${transfer}/Get`, uri: `${wmi}/root/cimv2/X`, header }))
    expect(notUnderstood(message, understoodHeaders).map(({ local }) => local)).toEqual(['New'])
  })
})

describe('envelopes', () => {
  it.each([
    ['<a/>', /the document is a 'a'/],
    ['<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>', /not that of SOAP 1\.2/],
    ['<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"/>', /no Body/],
    [
      '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/><s:Body/></s:Envelope>',
      /more than a Header and a Body/,
    ],
    ['<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><b/></s:Envelope>', /no Body/],
  ])('%s is refused', (document, message) => {
    expect(() => openRequest(document)).toThrow(DecodeError)
    expect(() => openRequest(document)).toThrow(message)
  })

  it('a request needs a namespace, and a method name that is one', () => {
    const headers = { to: 'http://h/wsman', messageId: 'uuid:1' }
    expect(() => writeRequest({ kind: 'get', target: { kind: 'path', className: 'X' } }, headers)).toThrow(MisuseError)
    const target = { kind: 'path', namespace: 'root', className: 'X' } as const
    expect(() => writeRequest({ kind: 'invoke', target, method: 'a b', arguments: [] }, headers)).toThrow(MisuseError)
  })
})

interface Parts {
  readonly action?: string
  readonly uri?: string
  readonly selectors?: Readonly<Record<string, string>>
  readonly header?: string
  readonly body?: string
}

function envelope({ action, uri, selectors, header = '', body = '' }: Parts): string {
  const set = Object.entries(selectors ?? {}).map(([name, value]) => `<w:Selector Name="${name}">${value}</w:Selector>`)
  const head = `<a:Action>${action}</a:Action><w:ResourceURI>${uri}</w:ResourceURI>${set.length === 0 ? '' : `<w:SelectorSet>${set.join('')}</w:SelectorSet>`}${header}`
  return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"><s:Header>${head}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
}
