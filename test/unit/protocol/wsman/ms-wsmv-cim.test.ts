import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CimClass } from '../../../../src/cim/class.js'
import type { CimType } from '../../../../src/cim/type.js'
import type { ObjectPath } from '../../../../src/cim/value.js'
import { faultFor, writeFault } from '../../../../src/protocol/wsman/fault-writer.js'
import { preciseArraysOption } from '../../../../src/protocol/wsman/headers.js'
import type { RequestHeaders, WsmanRequest } from '../../../../src/protocol/wsman/message.js'
import { reactionTo } from '../../../../src/protocol/wsman/reaction.js'
import { openRequest, readRequest } from '../../../../src/protocol/wsman/request-reader.js'
import { type WritableRequest, writeRequest } from '../../../../src/protocol/wsman/request-writer.js'
import { readResponse } from '../../../../src/protocol/wsman/response-reader.js'
import { type ResponseOptions, type WritableResponse, writeResponse } from '../../../../src/protocol/wsman/response-writer.js'
import { SoapFault } from '../../../../src/protocol/wsman/soap-fault.js'
import { type InfosetOptions, infoset } from '../../../harness/xml-infoset.js'

const folder = new URL('../../../vectors/ms-wsmv/', import.meta.url)
const get = '4.1.1_01_Retrieving-a-CIM-Instance'
const enumerate = '4.1.2.1_01_Enumerate-Request'
const pull = '4.1.2.3_01_First-Pull-Request'
const put = '4.1.3_01_Modifying-an-Instance'
const invoke = '4.1.4_01_Invoking-a-Method'
const confirm = '4.11.1_01_A-CIM-Operation-that-Prompts-Once-with-the-Client-Replying-yes'
const streaming = '4.11.2_01_A-CIM-Operation-that-Returns-Streaming-Output'

const namespace = 'root/mynamespace'
const target: ObjectPath = { kind: 'path', namespace, className: 'myclass', keys: [{ name: 'id', value: '1' }] }
const resource = { of: 'class', namespace, className: 'myclass' } as const
const typed = (namespaceAsked: string, name: string): CimClass | undefined =>
  name.toLowerCase() === 'myclass' && namespaceAsked === namespace
    ? cimClass('myclass', { Data1: ['string'], id: ['uint32', 'key'] })
    : name === 'UTFPSSemantics_TestBase'
      ? cimClass(name, { octet: ['uint8', 'array'], uint32Key: ['uint32', 'key'] })
      : undefined

describe('[MS-WSMV] 4: requests about CIM objects', () => {
  it('4.1.1 Get', () => expect(request(get)).toEqual({ kind: 'get', target }))

  it('4.1.1 Get, with the class: the selector is a number', () => {
    expect(readRequest(open(get), { classes: typed }).request).toMatchObject({ target: { keys: [{ name: 'id', value: 1 }] } })
  })

  it('4.1.2 Enumerate, Pull', () => {
    const filter = undefined
    expect(request(enumerate)).toEqual({
      kind: 'enumerate',
      resource,
      optimize: false,
      maxElements: undefined,
      mode: 'object',
      polymorphism: undefined,
      filter,
    })
    const context = 'uuid:22EB9809-5543-4020-A75C-FD95FF06217B'
    expect(request(pull)).toEqual({ kind: 'pull', resource, context, maxElements: 1 })
    expect(request('4.1.2.5_01_Second-Pull-Request')).toMatchObject({ context: 'uuid:2504CA0D-94B9-4F91-B2F7-9F4CD9A2A96C' })
  })

  it('4.1.3 Put', () => {
    const read = request(put)
    expect(read).toMatchObject({ kind: 'put', target, modified: undefined, instance: { className: 'myclass', namespace } })
    expect(properties(read)).toEqual({ Data1: 'Test Message', id: '1' })
  })

  it('4.1.4 Invoke of a static method', () => {
    expect(request(invoke)).toEqual({
      kind: 'invoke',
      target: { kind: 'path', namespace: 'root/cimv2', className: 'Win32_Process' },
      method: 'Create',
      arguments: [
        { name: 'CommandLine', type: 'string', array: false, value: 'notepad.exe' },
        { name: 'CurrentDirectory', type: 'string', array: false, value: 'C:\\' },
      ],
    })
  })

  it('4.9 selector filter', () => {
    expect(request('4.9_01_Selector-Filter-Dialect-Example')).toMatchObject({
      kind: 'enumerate',
      resource: { of: 'class', namespace: 'root/cimv2', className: 'Win32_Service' },
      filter: {
        dialect: 'selector',
        selectors: [
          ['StartMode', 'Auto'],
          ['State', 'Stopped'],
        ],
      },
    })
  })

  it('4.11 session, operation, options', () => {
    const { headers, request: read } = readRequest(open(confirm))
    expect(read).toMatchObject({ kind: 'get', target: { namespace: 'root/cimv2/MyTest4', className: 'UTFPSSemantics_TestBase' } })
    expect(headers).toMatchObject({
      locale: 'en-US',
      dataLocale: 'en-US',
      sessionId: 'uuid:42012234-A231-4FBF-BBCD-6F0B234E0CA5',
      operationId: 'uuid:CEB310A6-FB0B-441D-83E6-8B0C416192CF',
      sequenceId: 1,
      operationTimeout: 60_000,
      maxEnvelopeSize: 512_000,
      preciseArrays: true,
      options: [{ name: '__MI_CallbackRegistration', value: '16', type: 'xs:int' }, preciseArraysOption],
    })
  })

  it('4.11.2 Invoke on a DMTF URI takes the namespace from the selector', () => {
    expect(request(streaming)).toEqual({
      kind: 'invoke',
      target: { kind: 'path', namespace: 'root/cimv2/mytest4', className: 'UTFPSSemantics_Test' },
      method: 'TestStreaming',
      arguments: [],
    })
  })

  it.each([
    '4.7.1_01_Create-Shell',
    '4.2.1_01_Retrieving-Configuration',
    '4.6.3_01_Event-Delivery-Example',
    '4.7.6_01_Enumerate-Remote-Shells',
  ])('%s is about something else', (name) => expect(request(name)).toMatchObject({ kind: 'raw' }))
})

describe('[MS-WSMV] 4: answers about CIM objects', () => {
  it('4.1.1 Get, typed by the class', () => {
    const { response } = readResponse(file('4.1.1_02_Retrieving-a-CIM-Instance'), {
      request: { kind: 'get', target },
      classes: typed,
    })
    expect(properties(response)).toEqual({ Data1: 'Hello World', id: 1 })
    expect(response).toMatchObject({ path: { namespace, className: 'myclass', keys: [{ name: 'id', value: 1 }] } })
  })

  it('4.1.2 EnumerateResponse, PullResponse and the end', () => {
    const begun = readResponse(file('4.1.2.2_01_Enumerate-Response'), { request: request(enumerate) }).response
    expect(begun).toEqual({ kind: 'enumerate', context: 'uuid:22EB9809-5543-4020-A75C-FD95FF06217B', items: [], end: false })
    const first = readResponse(file('4.1.2.4_01_First-Pull-Response'), { request: request(pull), classes: typed }).response
    expect(first).toMatchObject({ kind: 'pull', context: 'uuid:2504CA0D-94B9-4F91-B2F7-9F4CD9A2A96C', end: false })
    expect(items(first)).toEqual([{ Data1: 'Test Message', id: 1 }])
    const last = readResponse(file('4.1.2.6_01_Second-Pull-Response-with-EndOfSequence'), {
      request: request(pull),
      classes: typed,
    }).response
    expect(last).toMatchObject({ kind: 'pull', context: undefined, end: true })
    expect(items(last)).toEqual([{ Data1: '"Hello again"', id: 2 }])
  })

  it('4.1.3 Put', () => {
    const { response } = readResponse(file('4.1.3_02_Modifying-an-Instance'), { request: request(put), classes: typed })
    expect(properties(response)).toEqual({ Data1: 'Test Message', id: 1 })
  })

  it('4.1.4 Invoke', () => {
    const { response } = readResponse(file('4.1.4_02_Invoking-a-Method'), { request: request(invoke) })
    expect(response).toEqual({
      kind: 'invoke',
      returnValue: { type: 'string', array: false, value: '0' },
      outputs: [{ name: 'ProcessId', type: 'string', array: false, value: '4000' }],
    })
  })

  it('4.11.1 a null array is not an empty one', () => {
    const { response, headers } = readResponse(file(confirm.replace('_01_', '_04_')), {
      request: request(confirm),
      classes: typed,
    })
    expect(properties(response)).toEqual({ octet: null, uint32Key: 100 })
    expect(headers).toMatchObject({ operationId: 'uuid:CEB310A6-FB0B-441D-83E6-8B0C416192CF', sequenceId: 2 })
    const untyped = readResponse(file(confirm.replace('_01_', '_04_')), { request: request(confirm) }).response
    expect(untyped).toMatchObject({ kind: 'get' })
    expect(untyped.kind === 'get' && untyped.instance.properties.get('octet')).toMatchObject({ array: true, value: null })
  })

  it('4.10 the fault of a class that is not there', () => {
    const error = fault()
    expect(error.fault).toMatchObject({ code: 'Sender', subcode: 'DestinationUnreachable', wsmanCode: 32_768 })
    expect(error.fault.reason).toMatch(
      /^The WS-Management service cannot process the request\. The service cannot find the resource/,
    )
    expect(error.fault.providerMessage).toBe(error.fault.reason)
    expect(error.faultName).toBe('destinationUnreachable')
    expect(reactionTo(error)).toEqual({ kind: 'not-found' })
  })

  it('an interactive event is an answer to none of our requests', () => {
    expect(() =>
      readResponse(file(confirm.replace('_01_', '_02_')), {
        request: { kind: 'raw', action: '', resourceUri: undefined, selectors: [], body: [] },
      }),
    ).not.toThrow()
  })
})

/** The print marks addressing headers of answers with mustUnderstand, later Windows does not; neither marks instances always. */
const loose: InfosetOptions = {
  withoutAttributes: [
    '{http://www.w3.org/2003/05/soap-envelope}mustUnderstand',
    '{http://www.w3.org/2001/XMLSchema-instance}type',
  ],
}
/** What only Windows before 7 writes, beside the properties. */
const withoutLocation: InfosetOptions = { ...loose, withoutElements: ['{http://schemas.dmtf.org/wbem/wscim/1/common}Location'] }

describe('[MS-WSMV] 4: our client writes what is printed', () => {
  it.each([
    get,
    enumerate,
    pull,
    '4.1.2.5_01_Second-Pull-Request',
    '4.9_01_Selector-Filter-Dialect-Example',
    '4.10_01_Fault-Detail',
    confirm,
  ])('%s', (name) => {
    const strict: InfosetOptions = {}
    expect(infoset(rewritten(name), strict)).toEqual(infoset(file(name), strict))
  })

  it(put, () => expect(infoset(rewritten(put), withoutLocation)).toEqual(infoset(file(put), withoutLocation)))

  it(invoke, () => {
    // The print has root/cim in the body and root/cimv2 in the header: a misprint.
    const printed = file(invoke).toString().replace('root/cim/', 'root/cimv2/')
    expect(infoset(rewritten(invoke), loose)).toEqual(infoset(printed, loose))
  })
})

describe('[MS-WSMV] 4: our server writes what is printed', () => {
  it.each([
    ['4.1.1_02_Retrieving-a-CIM-Instance', get, loose],
    ['4.1.2.2_01_Enumerate-Response', enumerate, loose],
    ['4.1.2.4_01_First-Pull-Response', pull, withoutLocation],
    ['4.1.2.6_01_Second-Pull-Response-with-EndOfSequence', '4.1.2.5_01_Second-Pull-Request', withoutLocation],
    ['4.1.3_02_Modifying-an-Instance', put, withoutLocation],
    ['4.1.4_02_Invoking-a-Method', invoke, loose],
    [confirm.replace('_01_', '_04_'), confirm, loose],
  ])('%s', (name, asked, options) => {
    const { response, headers } = readResponse(file(name), { request: request(asked), classes: typed })
    const without =
      response.kind === 'pull'
        ? { ...response, items: response.items.map(({ instance }) => ({ instance: instance! })) }
        : response
    const written = writeResponse(without as WritableResponse, {
      request: request(asked),
      messageId: headers.messageId!,
      relatesTo: headers.relatesTo!,
      operationId: headers.operationId,
      sequenceId: headers.sequenceId,
      preciseArrays: readRequest(open(asked)).headers.preciseArrays,
    } satisfies ResponseOptions)
    const printed = file(name).toString().replaceAll('root/cimv2/mytest4', 'root/cimv2/MyTest4')
    expect(infoset(written.replaceAll('root/cimv2/mytest4', 'root/cimv2/MyTest4'), options)).toEqual(infoset(printed, options))
  })

  it('4.10_02_Fault-Detail', () => {
    const { fault: fields } = fault()
    // The print's subcode has a prefix that is not bound; the provider is named by an identifier there, by a path in later Windows.
    const subcode = '{http://schemas.xmlsoap.org/ws/2004/08/addressing}DestinationUnreachable'
    const headers = {
      messageId: 'uuid:F6968902-D4EA-4B50-9F6E-DECCFBA1BDFD',
      relatesTo: 'uuid:B2C3F241-1C90-4B91-9D66-EEA0DEB81879',
    }
    const { document, httpStatus } = writeFault(faultFor(new SoapFault({ ...fields, subcode })), {
      ...headers,
      machine: 'http://localhost:80/wsman',
    })
    const options = { withoutAttributes: [...loose.withoutAttributes!, '{}providerId', '{}provider', '{}path', '{}Machine'] }
    expect(infoset(document, options)).toEqual(infoset(file('4.10_02_Fault-Detail'), options))
    expect(httpStatus).toBe(500)
  })
})

function file(name: string): Buffer {
  return readFileSync(new URL(`${name}.xml`, folder))
}

function open(name: string): ReturnType<typeof openRequest> {
  return openRequest(file(name))
}

function request(name: string): WsmanRequest {
  return readRequest(open(name)).request
}

function rewritten(name: string): string {
  const { request: read, headers } = readRequest(open(name))
  const { to, messageId, operationTimeout, maxEnvelopeSize, locale, dataLocale, sessionId, operationId, sequenceId, options } =
    headers
  const given = { operationTimeout, maxEnvelopeSize, locale, dataLocale, sessionId, operationId, sequenceId, options }
  const present: Partial<RequestHeaders> = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return writeRequest(read as WritableRequest, { to: to!, messageId: messageId!, ...present })
}

function fault(): SoapFault {
  try {
    readResponse(file('4.10_02_Fault-Detail'), { request: request('4.10_01_Fault-Detail') })
  } catch (error) {
    if (error instanceof SoapFault) return error
    throw error
  }
  throw new Error('no fault was read')
}

function properties(message: object): Record<string, unknown> {
  const { instance } = message as { instance: { properties: ReadonlyMap<string, { name: string; value: unknown }> } }
  return Object.fromEntries([...instance.properties.values()].map(({ name, value }) => [name, value]))
}

function items(message: object): Record<string, unknown>[] {
  return (message as { items: object[] }).items.map(properties)
}

function cimClass(name: string, declared: Record<string, readonly [CimType, ...string[]]>): CimClass {
  const entries = Object.entries(declared).map(([property, [type, ...flags]]) => {
    const declaration = {
      name: property,
      type,
      array: flags.includes('array'),
      key: flags.includes('key'),
      access: 'read' as const,
    }
    return [property.toLowerCase(), declaration] as const
  })
  const keys = entries.filter(([, { key }]) => key).map(([, declaration]) => declaration.name)
  const unknown = { supportsCreate: undefined, supportsUpdate: undefined, supportsDelete: undefined, superclass: undefined }
  const kind = { abstract: false, association: false, singleton: false }
  return { name, namespace, ...unknown, ...kind, keys, properties: new Map(entries), methods: new Map() }
}
