import { describe, expect, test } from 'vitest'
import type { CimInstance, CimValue } from '../../../../src/cim/value.js'
import { propertyValue } from '../../../../src/cim/value.js'
import { type WritableRequest, writeRequest } from '../../../../src/protocol/wsman/request-writer.js'
import { animal, path, zoo } from '../fixture.js'
import { type TestEndpoint, testEndpoint } from './fixture.js'

const namespace = 'root/test'
const rex = path('Dog', { Name: 'Rex' })
const older = { supportsCreateDelete: false }

function kennel(profile: Parameters<typeof testEndpoint>[0] = {}): TestEndpoint {
  return testEndpoint({
    ...profile,
    objects: {
      seed(store) {
        store.put(namespace, animal('Dog', { Name: 'Rex', Age: 3, Species: 'canis', Tags: ['a', 'b'], Weight: 2n ** 60n }))
        store.put(namespace, animal('Zoo', { Title: 'Old' }))
        store.put(namespace, animal('Person', { Id: 1, Name: 'Eve' }))
        store.put(namespace, animal('Owns', { Owner: path('Person', { Id: 1 }), Pet: rex, Since: 2020 }))
      },
      ...profile.objects,
    },
  })
}

function values(instance: CimInstance | undefined): Record<string, CimValue> {
  return Object.fromEntries([...(instance?.properties.values() ?? [])].map(({ name, value }) => [name, value]))
}

describe('transfer', () => {
  test('Get brings every property of the class, typed', async () => {
    const response = await kennel().exchange({ kind: 'get', target: rex })
    expect(response.kind === 'get' && values(response.instance)).toEqual({
      Name: 'Rex',
      Age: 3,
      Weight: 2n ** 60n,
      Species: 'canis',
      Tags: ['a', 'b'],
      Born: null,
      Breed: null,
    })
  })

  test('an association is addressed by the references that are its keys', async () => {
    const target = path('Owns', { Owner: path('Person', { Id: '1' }), Pet: path('dog', { name: 'REX' }) })
    const response = await kennel().exchange({ kind: 'get', target })
    expect(response.kind === 'get' && values(response.instance)['Since']).toBe(2020)
  })

  test('Put of some properties changes these alone, also to null and to an empty array', async () => {
    const endpoint = kennel()
    const instance = animal('Dog', { Name: 'Rex', Age: null, Tags: [], Breed: 'Pug', Species: 'ignored' })
    const response = await endpoint.exchange({ kind: 'put', target: rex, instance, modified: ['Age', 'Tags'] })
    expect(response.kind === 'put' && values(response.instance)).toMatchObject({
      Age: null,
      Tags: [],
      Breed: null,
      Species: 'canis',
    })
  })

  test('interleaved Puts of different properties both stay', async () => {
    const endpoint = kennel()
    await Promise.all([
      endpoint.exchange({ kind: 'put', target: rex, instance: animal('Dog', { Name: 'Rex', Age: 8 }), modified: ['Age'] }),
      endpoint.exchange({
        kind: 'put',
        target: rex,
        instance: animal('Dog', { Name: 'Rex', Breed: 'Pug' }),
        modified: ['Breed'],
      }),
      endpoint.exchange({ kind: 'put', target: rex, instance: animal('Dog', { Name: 'Rex', Age: 9 }), modified: ['Age'] }),
    ])
    const after = values(endpoint.objects.getInstance(rex))
    expect(after['Breed']).toBe('Pug')
    expect([8, 9]).toContain(after['Age'])
  })

  test('Create answers with the reference of what it made, Delete removes it', async () => {
    const endpoint = kennel()
    const created = await endpoint.exchange({ kind: 'create', namespace, instance: animal('Dog', { Name: 'Bo', Weight: 5n }) })
    expect(created).toEqual({ kind: 'create', path: path('Dog', { Name: 'Bo' }) })
    expect(propertyValue(endpoint.objects.getInstance(path('Dog', { Name: 'bo' })), 'Weight')).toBe(5n)
    expect(await endpoint.exchange({ kind: 'delete', target: path('Dog', { Name: 'BO' }) })).toEqual({ kind: 'delete' })
    expect(await endpoint.faultOf({ kind: 'get', target: path('Dog', { Name: 'Bo' }) })).toBe('resourceNotFound')
  })

  test.each<[string, string, WritableRequest, object?]>([
    ['a duplicate', 'alreadyExists', { kind: 'create', namespace, instance: animal('Dog', { Name: 'REX' }) }],
    ['Create before 2012', 'actionNotSupported', { kind: 'create', namespace, instance: animal('Dog', { Name: 'A' }) }, older],
    ['Delete before 2012', 'actionNotSupported', { kind: 'delete', target: rex }, older],
    ['class metadata before 2012', 'invalidResourceUri', { kind: 'get-class', namespace, className: 'Dog' }, older],
    [
      'a property that the Put names and does not bring',
      'representationMissingValues',
      { kind: 'put', target: rex, instance: animal('Dog', { Name: 'Rex' }), modified: ['Age'] },
    ],
    [
      'a read-only property',
      'internalError',
      { kind: 'put', target: rex, instance: animal('Dog', { Name: 'Rex', Species: 'x' }), modified: ['Species'] },
    ],
  ])('refuses %s: %s', async (_what, fault, request, profile = {}) => {
    const endpoint = kennel({ profile })
    const before = endpoint.objects.getInstance(rex)
    expect(await endpoint.faultOf(request)).toBe(fault)
    expect(endpoint.objects.getInstance(rex)).toEqual(before)
  })

  test('the rights of the account are those of the namespace', async () => {
    const endpoint = kennel({ objects: { access: [{ account: 'other', rights: ['read'] }] } })
    const put = { kind: 'put', target: rex, instance: animal('Dog', { Name: 'Rex', Age: 1 }), modified: ['Age'] } as const
    expect((await endpoint.exchange({ kind: 'get', target: rex }, { user: 'other' })).kind).toBe('get')
    expect(await endpoint.faultOf(put, { user: 'other' })).toBe('accessDenied')
    expect(await endpoint.faultOf({ kind: 'get', target: rex })).toBe('accessDenied')
  })
})

describe('fragment transfer', () => {
  const fragment = (path: string) => ({ envelope: { fragment: path } })

  test('Get answers with the selected property, and repeats the path', async () => {
    const response = await kennel().exchange({ kind: 'get', target: rex }, fragment('Age'))
    expect(response.kind === 'get' && values(response.instance)).toMatchObject({ Age: 3 })
  })

  test.each([
    ['Age/text()', '3'],
    ['Tags[2]/text()', 'b'],
    ['p:Tags[1]', '<p:Tags>a</p:Tags>'],
    ['Born', '<p:Born xsi:nil="true"/>'],
  ])('%s is %s, and the answer repeats the path', async (wanted, expected) => {
    const headers = { to: 'http://host/', messageId: 'uuid:1', fragment: wanted }
    const { text } = await kennel().post(writeRequest({ kind: 'get', target: rex }, headers))
    expect(/<w:XmlFragment[^>]*>(.*)<\/w:XmlFragment>/.exec(text)?.[1]).toBe(expected)
    expect(text).toContain(`<w:FragmentTransfer s:mustUnderstand="true">${wanted}</w:FragmentTransfer>`)
  })

  test('Put of a fragment changes that property', async () => {
    const endpoint = kennel()
    const instance = animal('Dog', { Age: 12 })
    await endpoint.exchange({ kind: 'put', target: rex, instance, modified: undefined }, fragment('Age'))
    expect(values(endpoint.objects.getInstance(rex))).toMatchObject({ Age: 12, Species: 'canis' })
  })

  test.each(['/Age', 'Wings', 'Tags[3]', 'Age/..'])('%s cannot be selected', async (wanted) => {
    expect(await kennel().faultOf({ kind: 'get', target: rex }, fragment(wanted))).toBe('cannotProcessFragment')
  })
})

describe('methods', () => {
  test('an instance method gets typed arguments and answers with typed outputs', async () => {
    const response = await kennel().exchange({
      kind: 'invoke',
      target: rex,
      method: 'Bark',
      arguments: [{ name: 'Times', type: 'uint8', array: false, value: 2 }],
    })
    expect(response).toMatchObject({
      kind: 'invoke',
      returnValue: { type: 'uint32', value: 0 },
      outputs: [{ name: 'Noise', value: 'Rex:woofwoof' }],
    })
  })

  test('a static method is called on the class', async () => {
    const endpoint = kennel()
    await endpoint.exchange({
      kind: 'invoke',
      target: { kind: 'path', namespace, className: 'Dog' },
      method: 'Adopt',
      arguments: [{ name: 'Name', type: 'string', array: false, value: 'Bo' }],
    })
    expect(endpoint.objects.getInstance(path('Dog', { Name: 'Bo' })).className).toBe('Dog')
  })

  test.each<[string, string, Partial<Extract<WritableRequest, { kind: 'invoke' }>>]>([
    ['an unknown method', 'actionNotSupported', { method: 'Meow' }],
    ['an instance method on the class', 'invalidParameter', { target: { kind: 'path', namespace, className: 'Dog' } }],
    ['an unknown parameter', 'invalidParameter', { arguments: [{ name: 'Loud', type: 'string', array: false, value: 'x' }] }],
    ['an instance that is not there', 'resourceNotFound', { target: path('Dog', { Name: 'Fido' }) }],
  ])('refuses %s: %s', async (_what, fault, change) => {
    expect(await kennel().faultOf({ kind: 'invoke', target: rex, method: 'Bark', arguments: [], ...change })).toBe(fault)
  })
})

describe('class metadata', () => {
  test('Get describes a class', async () => {
    const response = await kennel().exchange({ kind: 'get-class', namespace, className: 'dog' })
    const dog = zoo.find(namespace, 'Dog')
    expect(response.kind === 'get-class' && response.class.name).toBe('Dog')
    expect(response.kind === 'get-class' && [...response.class.properties.keys()]).toEqual([...(dog?.properties.keys() ?? [])])
  })

  test('Enumerate lists the classes', async () => {
    const response = await kennel().exchange({
      kind: 'enumerate',
      resource: { of: 'classes', namespace },
      optimize: true,
      maxElements: 100,
      mode: 'object',
      polymorphism: undefined,
      filter: undefined,
    })
    expect(response.kind === 'enumerate' && response.items.map((item) => item.class?.name)).toEqual(zoo.classNames(namespace))
  })
})
