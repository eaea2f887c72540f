import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../../src/base/errors.js'
import { CimError, type CimStatusName, cimStatus } from '../../../../src/cim/status.js'
import { SoapVersionError } from '../../../../src/protocol/soap/envelope.js'
import { faultTable } from '../../../../src/protocol/wsman/fault.table.js'
import { readFault } from '../../../../src/protocol/wsman/fault-reader.js'
import { faultFor, writeFault } from '../../../../src/protocol/wsman/fault-writer.js'
import { cimErrorOf, reactionTo } from '../../../../src/protocol/wsman/reaction.js'
import { openRequest } from '../../../../src/protocol/wsman/request-reader.js'
import { namedFault, SoapFault } from '../../../../src/protocol/wsman/soap-fault.js'

const headers = { messageId: 'uuid:1', relatesTo: 'uuid:2' }

describe('the fault table', () => {
  it.each([...faultTable])('%s is read as it was written', (name, definition) => {
    const { document, httpStatus } = writeFault(namedFault(name), headers)
    const message = openRequest(document)
    const error = readFault(message.envelope)
    expect(error?.faultName).toBe(name)
    expect(error?.fault).toMatchObject({
      code: definition.code,
      reason: definition.text.replace(/\s+/g, ' '),
      wsmanCode: definition.wsmanCode,
    })
    expect(httpStatus).toBe(500)
    expect(message.addressing).toMatchObject({ relatesTo: 'uuid:2', messageId: 'uuid:1' })
  })

  it('goes by the code, then the detail, then the subcode', () => {
    const base = namedFault('resourceNotFound').fault
    expect(new SoapFault({ ...base, wsmanCode: 7 }).faultName).toBe('resourceNotFound')
    expect(new SoapFault({ ...base, wsmanCode: 7, detail: undefined }).faultName).toBe('destinationUnreachable')
    expect(new SoapFault({ ...base, wsmanCode: 0x80338029 }).faultName).toBe('operationTimedOut')
    expect(new SoapFault({ ...base, subcode: '{u}Other', wsmanCode: 7 }).faultName).toBeUndefined()
  })
})

describe('reactions', () => {
  it.each([
    ['operationTimedOut', { kind: 'timed-out' }],
    ['accessDenied', { kind: 'access-denied' }],
    ['resourceNotFound', { kind: 'not-found' }],
    ['invalidResourceUri', { kind: 'not-found' }],
    ['quotaOperations', { kind: 'quota', name: 'MaxConcurrentOperationsPerUser' }],
    ['maxEnvelopeSizeExceeded', { kind: 'envelope-too-large', maximum: undefined }],
    ['serviceRestarting', { kind: 'restarting' }],
    ['redirect', { kind: 'redirect', location: undefined }],
    ['invalidEnumerationContext', { kind: 'expired-context' }],
    ['concurrency', { kind: 'retry' }],
    ['invalidSelectors', { kind: 'fatal' }],
  ] as const)('%s', (name, reaction) => expect(reactionTo(namedFault(name))).toEqual(reaction))

  it('take the size and the address from where they are', () => {
    const sent = (error: SoapFault): SoapFault => readFault(openRequest(writeFault(error, headers).document).envelope)!
    expect(reactionTo(sent(namedFault('serviceEnvelopeLimit', { maxEnvelopeSize: 512_000 })))).toEqual({
      kind: 'envelope-too-large',
      maximum: 512_000,
    })
    const told = 'The response is larger than the maximum envelope size of the service (153600 octets).'
    expect(reactionTo(sent(namedFault('serviceEnvelopeLimit', { text: told })))).toEqual({
      kind: 'envelope-too-large',
      maximum: 153_600,
    })
    const location = 'https://other.example:5986/wsman'
    expect(reactionTo(sent(namedFault('redirect', { redirectTo: location })))).toEqual({ kind: 'redirect', location })
    expect(reactionTo(sent(namedFault('redirect', { text: `Redirected to ${location}.` })))).toEqual({
      kind: 'redirect',
      location,
    })
  })
})

describe('refusals of the object manager', () => {
  const statuses = Object.keys(cimStatus) as CimStatusName[]

  it.each(statuses)('%s arrives as it was raised, as MSFT_WmiError', (status) => {
    const raised = new CimError(status, "'x' was refused")
    const { document } = writeFault(faultFor(raised), headers)
    const arrived = cimErrorOf(readFault(openRequest(document).envelope)!)
    expect(arrived?.status).toBe(status)
    expect(arrived?.hresult).toBe(raised.hresult)
    expect(arrived?.message).toBe(raised.message)
  })

  it.each(statuses)('%s arrives from a host that tells it by a provider fault', (status) => {
    const { document } = writeFault(faultFor(new CimError(status, "'x' was refused")), { ...headers, detail: 'provider-fault' })
    expect(document).not.toContain('MSFT_WmiError')
    expect(cimErrorOf(readFault(openRequest(document).envelope)!)).toMatchObject({ status, hresult: cimStatus[status].hresult })
  })

  it('an HRESULT without a name of its own is a failure that keeps its number', () => {
    const fault = namedFault('internalError').fault
    const error = new SoapFault({
      ...fault,
      wmiError: { cimStatusCode: 1, errorCode: 0x80041013, messageId: undefined, message: 'Provider load failure.' },
    })
    expect(cimErrorOf(error)).toMatchObject({
      status: 'failed',
      hresult: 0x80041013,
      message: 'Provider load failure (Generic failure, 0x80041013)',
    })
  })
})

describe('errors of the server role', () => {
  it.each([
    [new SoapVersionError('http://schemas.xmlsoap.org/soap/envelope/'), 'versionMismatch'],
    [new DecodeError('XML', 'unclosed tag'), 'schemaValidationError'],
    [new DecodeError('property', "Size: 'x' is not a value of uint8"), 'representationInvalidValues'],
    [new DecodeError('selector', 'Name is given twice'), 'selectorInvalidValue'],
    [new RangeError('a bug'), 'internalError'],
    [namedFault('quotaUser'), 'quotaUser'],
  ])('%s', (error, name) => expect(faultFor(error).faultName).toBe(name))

  it('a fault of another SOAP version names the one that is understood', () => {
    expect(writeFault(namedFault('versionMismatch'), headers).document).toContain(
      '<s:Upgrade><s:SupportedEnvelope qname="s:Envelope"/></s:Upgrade>',
    )
  })
})
