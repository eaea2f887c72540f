import { describe, expect, test } from 'vitest'
import { readResponse } from '../../../../src/protocol/wsman/response-reader.js'
import { SoapFault } from '../../../../src/protocol/wsman/soap-fault.js'
import { animal } from '../fixture.js'
import { testEndpoint } from './fixture.js'

const anonymous = 'http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous'
const wmi = 'http://schemas.microsoft.com/wbem/wsman/1/wmi'

const parts = {
  to: '<a:To>http://host/wsman</a:To>',
  uri: `<w:ResourceURI s:mustUnderstand="true">${wmi}/root/test/Dog</w:ResourceURI>`,
  replyTo: `<a:ReplyTo><a:Address s:mustUnderstand="true">${anonymous}</a:Address></a:ReplyTo>`,
  action: '<a:Action s:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>',
  messageId: '<a:MessageID>uuid:B2C3F241-1C90-4B91-9D66-EEA0DEB81879</a:MessageID>',
  selectors: '<w:SelectorSet><w:Selector Name="Name">Rex</w:Selector></w:SelectorSet>',
  more: '',
}

/** A Get written by hand, with some of its headers replaced. */
function envelope(change: Partial<typeof parts> = {}): string {
  const headers = Object.values({ ...parts, ...change }).join('')
  return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
    xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
    ><s:Header>${headers}</s:Header><s:Body/></s:Envelope>`
}

async function answerTo(body: string): Promise<string> {
  const endpoint = testEndpoint({ objects: { seed: (store) => store.put('root/test', animal('Dog', { Name: 'Rex' })) } })
  const answer = await endpoint.post(body)
  try {
    readResponse(answer.bytes, { request: { kind: 'get', target: { kind: 'path', namespace: 'root/test', className: 'Dog' } } })
    return 'an answer'
  } catch (error) {
    if (!(error instanceof SoapFault)) throw error
    expect(answer.status).toBe(500)
    const [code, subcode, detail] = [
      error.fault.code,
      error.fault.subcode?.replace(/.*\}/, ''),
      error.fault.detail?.replace(/.*\//, ''),
    ]
    return [code, subcode, detail].filter((part) => part !== undefined).join(' ')
  }
}

describe('[MS-WSMV] 3.1.4.1: headers', () => {
  test.each<[string, string, Partial<typeof parts>]>([
    ['as they should be', 'an answer', {}],
    ['no Action', 'Sender MessageInformationHeaderRequired', { action: '' }],
    ['no To', 'Sender MessageInformationHeaderRequired', { to: '' }],
    ['no ReplyTo', 'Sender MessageInformationHeaderRequired', { replyTo: '' }],
    [
      'another ReplyTo',
      'Sender UnsupportedFeature AddressingMode',
      { replyTo: '<a:ReplyTo><a:Address>http://me/</a:Address></a:ReplyTo>' },
    ],
    [
      'another FaultTo',
      'Sender UnsupportedFeature AddressingMode',
      { more: '<a:FaultTo><a:Address>http://me/</a:Address></a:FaultTo>' },
    ],
    ['anonymous FaultTo', 'an answer', { more: `<a:FaultTo><a:Address>${anonymous}/</a:Address></a:FaultTo>` }],
    ['no MessageID', 'Sender InvalidMessageInformationHeader', { messageId: '' }],
    ['an empty MessageID', 'Sender InvalidMessageInformationHeader', { messageId: '<a:MessageID> </a:MessageID>' }],
    ['no ResourceURI', 'Sender DestinationUnreachable InvalidResourceURI', { uri: '' }],
    [
      'a ResourceURI of nothing',
      'Sender DestinationUnreachable InvalidResourceURI',
      { uri: '<w:ResourceURI>urn:x</w:ResourceURI>' },
    ],
    [
      'a namespace that is not there',
      'Sender DestinationUnreachable InvalidResourceURI',
      { uri: `<w:ResourceURI>${wmi}/root/nowhere/Dog</w:ResourceURI>` },
    ],
    [
      'a class that is not there',
      'Sender DestinationUnreachable InvalidResourceURI',
      { uri: `<w:ResourceURI>${wmi}/root/test/Unicorn</w:ResourceURI>` },
    ],
    [
      'a small MaxEnvelopeSize',
      'Sender EncodingLimit MinimumEnvelopeLimit',
      { more: '<w:MaxEnvelopeSize>8191</w:MaxEnvelopeSize>' },
    ],
    ['the least MaxEnvelopeSize', 'an answer', { more: '<w:MaxEnvelopeSize>8192</w:MaxEnvelopeSize>' }],
    ['a huge MaxEnvelopeSize', 'an answer', { more: '<w:MaxEnvelopeSize>99999999</w:MaxEnvelopeSize>' }],
    [
      'a MaxEnvelopeSize of no number',
      'Sender InvalidMessageInformationHeader',
      { more: '<w:MaxEnvelopeSize>big</w:MaxEnvelopeSize>' },
    ],
    [
      'a time-out that is none',
      'Sender InvalidMessageInformationHeader InvalidTimeout',
      { more: '<w:OperationTimeout>soon</w:OperationTimeout>' },
    ],
    [
      'a time-out of years',
      'Sender InvalidMessageInformationHeader InvalidTimeout',
      { more: '<w:OperationTimeout>P1Y</w:OperationTimeout>' },
    ],
    ['an unknown header to understand', 'MustUnderstand', { more: '<x:New xmlns:x="urn:x" s:mustUnderstand="true"/>' }],
    ['an unknown header', 'an answer', { more: '<x:New xmlns:x="urn:x"/>' }],
    ['a Locale', 'an answer', { more: '<w:Locale xml:lang="de-DE" s:mustUnderstand="false"/>' }],
    [
      'a Locale to understand',
      'Sender UnsupportedFeature Locale',
      { more: '<w:Locale xml:lang="de-DE" s:mustUnderstand="true"/>' },
    ],
    [
      'a DataLocale to understand',
      'Sender UnsupportedFeature DataLocale',
      { more: '<p:DataLocale xml:lang="de-DE" s:mustUnderstand="1"/>' },
    ],
    ['an option nobody knows', 'an answer', { more: '<w:OptionSet><w:Option Name="fast">1</w:Option></w:OptionSet>' }],
    [
      'an option nobody knows, to comply with',
      'Sender InvalidOptions NotSupported',
      { more: '<w:OptionSet><w:Option Name="fast" MustComply="true">1</w:Option></w:OptionSet>' },
    ],
    [
      "an option of WMI's context, to comply with",
      'an answer',
      { more: '<w:OptionSet><w:Option Name="wmi:__ProviderArchitecture" MustComply="true">64</w:Option></w:OptionSet>' },
    ],
    [
      'a selector twice',
      'Sender InvalidSelectors DuplicateSelectors',
      {
        selectors: '<w:SelectorSet><w:Selector Name="Name">a</w:Selector><w:Selector Name="NAME">b</w:Selector></w:SelectorSet>',
      },
    ],
    [
      'a selector of another name',
      'Sender InvalidSelectors UnexpectedSelectors',
      { selectors: '<w:SelectorSet><w:Selector Name="Nome">Rex</w:Selector></w:SelectorSet>' },
    ],
    ['no selector', 'Sender InvalidSelectors InsufficientSelectors', { selectors: '' }],
    [
      'selectors in any case',
      'an answer',
      { selectors: '<w:SelectorSet><w:Selector Name="NAME">rEX</w:Selector></w:SelectorSet>' },
    ],
    [
      'the namespace once more',
      'an answer',
      {
        selectors:
          '<w:SelectorSet><w:Selector Name="__cimnamespace">root/TEST</w:Selector><w:Selector Name="Name">Rex</w:Selector></w:SelectorSet>',
      },
    ],
    [
      'another namespace',
      'Receiver InternalError',
      {
        selectors:
          '<w:SelectorSet><w:Selector Name="__cimnamespace">root/other</w:Selector><w:Selector Name="Name">Rex</w:Selector></w:SelectorSet>',
      },
    ],
    [
      'an instance that is not there',
      'Sender DestinationUnreachable InvalidResourceURI',
      { selectors: '<w:SelectorSet><w:Selector Name="Name">Fido</w:Selector></w:SelectorSet>' },
    ],
    [
      'an action nobody knows',
      'Sender ActionNotSupported',
      { action: '<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Move</a:Action>' },
    ],
    ['an action of no URI', 'Sender ActionNotSupported', { action: '<a:Action>Get</a:Action>' }],
  ])('%s: %s', async (_what, expected, change) => {
    expect(await answerTo(envelope(change))).toBe(expected)
  })

  test.each<[string, string, string]>([
    ['text', 'hello', 'Sender SchemaValidationError'],
    ['truncated XML', envelope().slice(0, 400), 'Sender SchemaValidationError'],
    ['XML of another kind', '<a/>', 'Sender SchemaValidationError'],
    ['SOAP 1.1', '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>', 'VersionMismatch'],
    ['a document type', `<!DOCTYPE a [<!ENTITY b "c">]>${envelope()}`, 'Sender SchemaValidationError'],
  ])('%s is refused: %s', async (_what, body, expected) => {
    expect(await answerTo(body)).toBe(`${expected}`)
  })

  test('what WMI said comes with the fault, as the release tells it', async () => {
    const absent = envelope({ selectors: '<w:SelectorSet><w:Selector Name="Name">Fido</w:Selector></w:SelectorSet>' })
    const modern = await testEndpoint().post(absent)
    expect(modern.text).toMatch(/MSFT_WmiError.*<m:CIMStatusCode[^>]*>6<.*<m:error_Code[^>]*>2147749890</s)
    const old = await testEndpoint({ profile: { supportsCreateDelete: false } }).post(absent)
    expect(old.text).toContain('f:ProviderFault')
    expect(old.text).not.toContain('MSFT_WmiError')
  })
})
