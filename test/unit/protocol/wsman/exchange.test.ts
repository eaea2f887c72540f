import { describe, expect, it } from 'vitest'
import { MisuseError, PeerError } from '../../../../src/base/errors.js'
import { EnumerateExchange, type EnumerateExchangeOptions } from '../../../../src/protocol/wsman/enumerate-exchange.js'
import { getExchange, identifyExchange } from '../../../../src/protocol/wsman/exchange.js'
import type { WsmanItem, WsmanResponse } from '../../../../src/protocol/wsman/message.js'
import { namedFault, SoapFault } from '../../../../src/protocol/wsman/soap-fault.js'

const resource = { of: 'class', namespace: 'root/cimv2', className: 'X' } as const
const item = (name: string): WsmanItem => ({
  instance: {
    kind: 'instance',
    className: 'X',
    properties: new Map([['name', { name: 'Name', type: 'string', array: false, value: name }]]),
  },
})

describe('one request, one answer', () => {
  it('gives the request until it is answered, then the result', () => {
    const exchange = identifyExchange()
    expect(() => exchange.result).toThrow(MisuseError)
    expect(exchange.next()).toEqual({ request: { kind: 'identify' }, maxEnvelopeSize: undefined })
    expect(exchange.next()).toEqual(exchange.next())
    const identity = { protocolVersion: 'p', productVendor: 'v', productVersion: 'n', securityProfiles: [] }
    expect(exchange.receive({ kind: 'identify', identity })).toBe('done')
    expect(exchange.result).toBe(identity)
    expect(() => exchange.next()).toThrow(MisuseError)
  })

  it('throws the fault it stops at, and refuses an answer to something else', () => {
    const exchange = getExchange({ kind: 'path', namespace: 'root', className: 'X' })
    expect(() => exchange.receive(namedFault('resourceNotFound'))).toThrow(SoapFault)
    expect(() => exchange.receive({ kind: 'delete' })).toThrow(MisuseError)
  })
})

describe('an enumeration', () => {
  it('that fits the first answer is one request', () => {
    const exchange = new EnumerateExchange({ resource, maxElements: 50, filter: { dialect: 'wql', query: 'SELECT * FROM X' } })
    expect(exchange.next().request).toMatchObject({
      kind: 'enumerate',
      optimize: true,
      maxElements: 50,
      filter: { dialect: 'wql' },
    })
    expect(exchange.receive(begun(['a', 'b'], undefined))).toBe('done')
    expect(names(exchange)).toEqual(['a', 'b'])
    expect(exchange.takeItems()).toEqual([])
    expect(exchange.result).toBe(2)
  })

  it('pulls with the context of the answer before', () => {
    const exchange = new EnumerateExchange({ resource })
    expect(exchange.receive(begun(['a'], 'c1'))).toBe('more')
    expect(exchange.next().request).toMatchObject({ kind: 'pull', context: 'c1', maxElements: 32_000 })
    expect(exchange.receive(pulled(['b'], 'c2'))).toBe('more')
    expect(exchange.next().request).toMatchObject({ kind: 'pull', context: 'c2' })
    expect(exchange.receive(pulled([], undefined))).toBe('done')
    expect(names(exchange)).toEqual(['a', 'b'])
  })

  it('stopped early is released, whatever the host says to that', () => {
    const exchange = new EnumerateExchange({ resource })
    exchange.receive(begun(['a'], 'c1'))
    expect(exchange.stop()).toBe('more')
    expect(exchange.next().request).toEqual({ kind: 'release', resource, context: 'c1' })
    expect(exchange.receive(namedFault('invalidEnumerationContext'))).toBe('done')
    expect(exchange.stop()).toBe('done')
    expect(new EnumerateExchange({ resource }).stop()).toBe('done')
  })

  it('asks for half as many items when an answer is too large, in the envelope the host can send', () => {
    const exchange = new EnumerateExchange({ resource, maxElements: 8 })
    expect(exchange.receive(namedFault('serviceEnvelopeLimit', { maxEnvelopeSize: 512_000 }))).toBe('more')
    expect(exchange.next()).toMatchObject({ request: { kind: 'enumerate', maxElements: 4 }, maxEnvelopeSize: 512_000 })
    exchange.receive(begun(['a'], 'c1'))
    expect(exchange.receive(namedFault('maxEnvelopeSizeExceeded'))).toBe('more')
    expect(exchange.next()).toMatchObject({ request: { kind: 'pull', context: 'c1', maxElements: 2 }, maxEnvelopeSize: 512_000 })
    exchange.receive(namedFault('maxEnvelopeSizeExceeded'))
    expect(exchange.next().request).toMatchObject({ maxElements: 1 })
    expect(() => exchange.receive(namedFault('maxEnvelopeSizeExceeded'))).toThrow(/larger than the maximum envelope size/)
  })

  it('comes down from thousands in a few steps', () => {
    const exchange = new EnumerateExchange({ resource })
    let steps = 0
    const shrink = (): void => {
      for (; steps < 100; steps++) exchange.receive(namedFault('maxEnvelopeSizeExceeded'))
    }
    expect(shrink).toThrow(SoapFault)
    expect(steps).toBeLessThanOrEqual(11)
  })

  it('whose context has expired says so', () => {
    const exchange = new EnumerateExchange({ resource })
    exchange.receive(begun(['a'], 'c1'))
    const expired = (): unknown => exchange.receive(namedFault('invalidEnumerationContext'))
    expect(expired).toThrow('The host gave up the enumeration of root/cimv2:X after 1 items')
  })

  it.each<[string, EnumerateExchangeOptions]>([
    ['more than 5 items', { resource, maxItems: 5 }],
    ['more than 3 answers', { resource, maxPulls: 3 }],
  ])('that never ends is given up: %s', (what, options) => {
    const exchange = new EnumerateExchange(options)
    exchange.receive(begun(['a'], 'c'))
    const go = (): void => {
      for (let answers = 0; answers < 100; answers++) exchange.receive(pulled(['a'], 'c'))
    }
    expect(go).toThrow(PeerError)
    expect(go).toThrow(what)
  })

  it('throws what it cannot mend', () => {
    expect(() => new EnumerateExchange({ resource }).receive(namedFault('accessDenied'))).toThrow(SoapFault)
    expect(() => new EnumerateExchange({ resource }).receive(pulled([], undefined))).toThrow(MisuseError)
    expect(() => new EnumerateExchange({ resource }).result).toThrow(MisuseError)
  })
})

function begun(items: string[], context: string | undefined): WsmanResponse {
  return { kind: 'enumerate', context, items: items.map(item), end: context === undefined }
}

function pulled(items: string[], context: string | undefined): WsmanResponse {
  return { kind: 'pull', context, items: items.map(item), end: context === undefined }
}

function names(exchange: EnumerateExchange): unknown[] {
  return exchange.takeItems().map(({ instance }) => instance?.properties.get('name')?.value)
}
