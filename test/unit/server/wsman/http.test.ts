import { describe, expect, test } from 'vitest'
import { writeRequest } from '../../../../src/protocol/wsman/request-writer.js'
import { readResponse } from '../../../../src/protocol/wsman/response-reader.js'
import { animal } from '../fixture.js'
import { type PostAnswer, type PostOptions, testEndpoint } from './fixture.js'

const identify = writeRequest({ kind: 'identify' }, { to: '', messageId: '' })
const get = writeRequest(
  { kind: 'get', target: { kind: 'path', namespace: 'root/test', className: 'Zoo', keys: 'singleton' } },
  { to: 'http://host/wsman', messageId: 'uuid:1' },
)
const zoo = {
  objects: {
    seed: (store: { put(namespace: string, instance: ReturnType<typeof animal>): void }) =>
      store.put('root/test', animal('Zoo', { Title: 'Zürich' })),
  },
}

describe('HTTP', () => {
  test.each<[string, number, PostOptions]>([
    ['another path', 404, { path: '/' }],
    ['another method', 405, { method: 'GET' }],
    ['a body that is no SOAP', 415, { headers: { 'content-type': 'text/xml' } }],
    ['another encoding', 415, { headers: { 'content-type': 'application/soap+xml;charset=ISO-8859-1' } }],
    ['no credentials', 401, { headers: { authorization: undefined } }],
    ['a wrong password', 401, { headers: { authorization: `Basic ${Buffer.from('admin:wrong').toString('base64')}` } }],
    ['an unknown user', 401, { user: 'nobody' }],
    ['credentials that cannot be read', 401, { headers: { authorization: 'Basic ?' } }],
  ])('%s is answered %i without a body', async (_what, status, options) => {
    const endpoint = testEndpoint()
    const answer = await endpoint.post(get, options)
    expect([answer.status, answer.bytes.length]).toEqual([status, 0])
    expect(endpoint.log.count).toBe(0)
    if (status === 401) expect(answer.headers['www-authenticate']).toBe('Basic realm="WSMAN"')
    if (status === 405) expect(answer.headers['allow']).toBe('POST')
  })

  test.each(['/wsman', '/WSMan/', '/wsman?PSVersion=5.1'])('%s is the endpoint', async (path) => {
    expect((await testEndpoint(zoo).post(get, { path })).status).toBe(200)
  })

  test('a request above the envelope size is answered 413, one of exactly that size is read', async () => {
    const endpoint = testEndpoint({ ...zoo, profile: { maxEnvelopeSize: 10_000 } })
    const padded = (size: number) => get.replace('</s:Header>', `<!--${'x'.repeat(size - get.length - 7)}--></s:Header>`)
    expect(new TextEncoder().encode(padded(10_000)).length).toBe(10_000)
    expect((await endpoint.post(padded(10_000))).status).toBe(200)
    expect((await endpoint.post(padded(10_001))).status).toBe(413)
  })

  test('a request without a body authenticates, and no more', async () => {
    const answer = await testEndpoint().post('', { headers: { 'content-type': undefined } })
    expect([answer.status, answer.bytes.length]).toEqual([200, 0])
  })

  test('UTF-16 is answered in UTF-16', async () => {
    const headers = { 'content-type': 'application/soap+xml;charset=UTF-16' }
    const answer = await testEndpoint(zoo).post(Buffer.from(`\ufeff${get}`, 'utf16le'), { headers })
    expect(answer.headers['content-type']).toBe('application/soap+xml;charset=UTF-16')
    expect([...answer.bytes.subarray(0, 2)]).toEqual([0xff, 0xfe])
    expect(Buffer.from(answer.bytes).toString('utf16le')).toContain('<p:Title>Zürich</p:Title>')
  })

  test('the log tells what was asked, and how much', async () => {
    const endpoint = testEndpoint(zoo)
    const answer = await endpoint.post(get, { connectionId: 7 })
    expect(endpoint.log.records()).toEqual([
      {
        operation: 'get',
        resource: 'Zoo',
        connectionId: 7,
        status: 200,
        bytesIn: new TextEncoder().encode(get).length,
        bytesOut: answer.bytes.length,
      },
    ])
  })
})

describe('Identify', () => {
  const version = (answer: PostAnswer) => {
    const { response } = readResponse(answer.bytes, { request: { kind: 'identify' } })
    return response.kind === 'identify' ? response.identity.productVersion : undefined
  }
  const anonymous = { authorization: undefined, wsmanidentify: 'unauthenticated' }

  test('without authentication the release is zeros', async () => {
    const endpoint = testEndpoint()
    const answer = await endpoint.post(identify, { headers: anonymous })
    expect(answer.status).toBe(200)
    expect(version(answer)).toBe('OS: 0.0.0 SP: 0.0 Stack: 3.0')
    expect(answer.text).toContain('http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd')
    expect(endpoint.log.records()).toMatchObject([{ operation: 'identify', status: 200 }])
  })

  test('with authentication it is the release', async () => {
    expect(version(await testEndpoint().post(identify))).toBe('OS: 10.0.20348 SP: 0.0 Stack: 3.0')
  })

  test('without the header Identify needs authentication; with it nothing else is answered', async () => {
    const endpoint = testEndpoint(zoo)
    expect((await endpoint.post(identify, { headers: { authorization: undefined } })).status).toBe(401)
    expect((await endpoint.post(get, { headers: anonymous })).status).toBe(401)
    expect((await endpoint.post('<', { headers: anonymous })).status).toBe(401)
  })

  test('a host of another dialect answers Identify alone', async () => {
    const endpoint = testEndpoint({ ...zoo, profile: { identifyOnly: true, productVersion: 'OS: 5.2.3790 SP: 2.0 Stack: 1.1' } })
    expect(version(await endpoint.post(identify))).toBe('OS: 5.2.3790 SP: 2.0 Stack: 1.1')
    const refused = await endpoint.post(get)
    expect(refused.status).toBe(500)
    expect(refused.text).toContain('<s:Value>s:MustUnderstand</s:Value>')
  })
})
