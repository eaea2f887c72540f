import { describe, expect, test } from 'vitest'
import { CancelledError } from '../../../../src/base/errors.js'
import { writeRequest } from '../../../../src/protocol/wsman/request-writer.js'
import { createFaultInjector, type FaultRule } from '../../../../src/server/faults.js'
import { animal } from '../fixture.js'
import { type TestEndpoint, testEndpoint } from './fixture.js'

const namespace = 'root/test'
const target = { kind: 'path', namespace, className: 'Zoo', keys: 'singleton' } as const
const get = writeRequest({ kind: 'get', target }, { to: 'http://host/wsman', messageId: 'uuid:1' })

function host(...rules: readonly FaultRule[]): TestEndpoint {
  const endpoint = testEndpoint({
    objects: {
      seed(store) {
        store.put(namespace, animal('Zoo', { Title: 'Old' }))
        for (const Name of ['a', 'b']) store.put(namespace, animal('Dog', { Name }))
      },
    },
  })
  for (const rule of rules) endpoint.faults.add(rule)
  return endpoint
}

describe('rules', () => {
  const striking = (rule: FaultRule) => {
    const faults = createFaultInjector()
    faults.add(rule)
    return (operation: Parameters<typeof faults.strike>[0], resource?: string) => faults.strike(operation, resource).length
  }
  const fault = { kind: 'http', status: 503 } as const

  test('strike as often as they say, after what they let pass', () => {
    const strike = striking({ times: 2, skip: 1, fault })
    expect([1, 2, 3, 4].map(() => strike('get', 'Zoo'))).toEqual([0, 1, 1, 0])
  })

  test('strike the operations and the class they name, and connections only by name', () => {
    const strike = striking({ operations: ['get', 'pull'], resource: 'zoo', fault })
    expect([strike('get', 'Zoo'), strike('pull', 'ZOO'), strike('put', 'Zoo'), strike('get', 'Dog')]).toEqual([1, 1, 0, 0])
    expect(striking({ fault })('connect')).toBe(0)
    expect(striking({ operations: ['connect'], fault: { kind: 'refuse' } })('connect')).toBe(1)
  })

  test('can be taken back', () => {
    const faults = createFaultInjector()
    const remove = faults.add({ fault })
    faults.add({ fault: { kind: 'delay', ms: 1 } })
    expect(faults.strike('get').map(({ kind }) => kind)).toEqual(['http', 'delay'])
    remove()
    expect(faults.strike('get').map(({ kind }) => kind)).toEqual(['delay'])
    faults.clear()
    expect(faults.strike('get')).toEqual([])
  })
})

describe('what they do to an answer', () => {
  test('an HTTP status instead of an answer, once', async () => {
    const endpoint = host({ fault: { kind: 'http', status: 503 }, times: 1 })
    const first = await endpoint.post(get)
    expect([first.status, first.bytes.length]).toEqual([503, 0])
    expect((await endpoint.post(get)).status).toBe(200)
  })

  test('a SOAP fault instead of the operation, which does not happen', async () => {
    const endpoint = host({ operations: ['delete'], fault: { kind: 'fault', name: 'quotaOperations' } })
    expect(
      await endpoint.faultOf({ kind: 'delete', target: { ...target, className: 'Dog', keys: [{ name: 'Name', value: 'a' }] } }),
    ).toBe('quotaOperations')
    expect([...endpoint.objects.enumerate(namespace, 'Dog')]).toHaveLength(2)
  })

  test('a cut after so many bytes', async () => {
    const answer = await host({ fault: { kind: 'close', afterBytes: 10 } }).post(get)
    expect([answer.status, answer.abort]).toEqual([200, { afterBytes: 10 }])
  })

  test('a delay by the clock, and with it another fault', async () => {
    const endpoint = host({ fault: { kind: 'delay', ms: 5_000 } }, { fault: { kind: 'http', status: 500 } })
    let status = 0
    const answered = endpoint.post(get).then((answer) => {
      status = answer.status
    })
    await endpoint.clock.advance(4_999)
    expect(status).toBe(0)
    await endpoint.clock.advance(1)
    await answered
    expect(status).toBe(500)
  })

  test('a delay ends with the connection', async () => {
    const endpoint = host({ fault: { kind: 'delay', ms: 5_000 } })
    const gone = new AbortController()
    const answer = endpoint.handler(
      {
        method: 'POST',
        path: '/wsman',
        headers: {
          'content-type': 'application/soap+xml',
          authorization: `Basic ${Buffer.from('admin:pass').toString('base64')}`,
        },
        body: new TextEncoder().encode(get),
        connectionId: 1,
        tls: false,
      },
      gone.signal,
    )
    gone.abort()
    await expect(answer).rejects.toThrow(CancelledError)
    expect(endpoint.clock.sleepers()).toBe(0)
  })

  test('another content type', async () => {
    const answer = await host({ fault: { kind: 'content-type', value: 'text/plain' } }).post(get)
    expect(answer.headers['content-type']).toBe('text/plain')
    expect(answer.text).toContain('Envelope')
  })

  test.each([
    ['html', 'text/html', /^<!DOCTYPE html>/],
    ['garbage', 'application/soap+xml;charset=UTF-8', /^[^<]/],
    ['truncated', 'application/soap+xml;charset=UTF-8', /^<s:Envelope (?!.*<\/s:Envelope>)/s],
    ['empty', 'application/soap+xml;charset=UTF-8', /^$/],
  ] as const)('a body of %s', async (content, type, expected) => {
    const answer = await host({ fault: { kind: 'body', content } }).post(get)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe(type)
    expect(answer.text).toMatch(expected)
  })

  test('a body without end', async () => {
    const endpoint = host({ fault: { kind: 'body', content: 'endless' } })
    const answer = await endpoint.handler(
      {
        method: 'POST',
        path: '/wsman',
        headers: {
          'content-type': 'application/soap+xml',
          authorization: `Basic ${Buffer.from('admin:pass').toString('base64')}`,
        },
        body: new TextEncoder().encode(get),
        connectionId: 1,
        tls: false,
      },
      new AbortController().signal,
    )
    let size = 0
    if (!(answer.body instanceof Uint8Array)) {
      for await (const chunk of answer.body) {
        size += chunk.length
        if (size > 1_000_000) break
      }
    }
    expect(size).toBeGreaterThan(1_000_000)
  })

  const dogs = { of: 'class', namespace, className: 'Dog' } as const
  const begin = {
    kind: 'enumerate',
    resource: dogs,
    optimize: true,
    maxElements: 5,
    mode: 'object',
    polymorphism: undefined,
    filter: undefined,
  } as const

  test('an enumeration context that has expired', async () => {
    const endpoint = host({ operations: ['pull'], fault: { kind: 'expired-context' }, times: 1 })
    const begun = await endpoint.exchange({ ...begin, maxElements: 1 })
    const context = begun.kind === 'enumerate' ? (begun.context ?? '') : ''
    expect(await endpoint.faultOf({ kind: 'pull', resource: dogs, context, maxElements: 1 })).toBe('invalidEnumerationContext')
  })

  test('an enumeration that never ends', async () => {
    const endpoint = host({ operations: ['enumerate'], fault: { kind: 'endless-enumeration' } })
    let last = await endpoint.exchange(begin)
    for (let pulls = 0; pulls < 20; pulls += 1) {
      if (last.kind !== 'enumerate' && last.kind !== 'pull') throw new Error(last.kind)
      expect([last.items.length, last.end]).toEqual([5, false])
      last = await endpoint.exchange({ kind: 'pull', resource: dogs, context: last.context ?? '', maxElements: 5 })
    }
  })
})
