import { describe, expect, test } from 'vitest'
import { propertyValue } from '../../../../src/cim/value.js'
import type { EnumerateRequest, WsmanItem, WsmanResponse } from '../../../../src/protocol/wsman/message.js'
import type { WritableRequest } from '../../../../src/protocol/wsman/request-writer.js'
import { writeRequest } from '../../../../src/protocol/wsman/request-writer.js'
import { animal, path } from '../fixture.js'
import { type ExchangeOptions, type TestEndpoint, testEndpoint } from './fixture.js'

const namespace = 'root/test'
const dogs = { of: 'class', namespace, className: 'Dog' } as const
const animals = { of: 'class', namespace, className: 'Animal' } as const
const all = { of: 'all', namespace } as const

function kennel(count: number, profile: object = {}): TestEndpoint {
  return testEndpoint({
    profile,
    objects: {
      seed(store) {
        for (let index = 0; index < count; index += 1) {
          store.put(namespace, animal('Dog', { Name: `dog${index}`, Age: index, Breed: index % 2 === 0 ? 'Pug' : 'Boxer' }))
        }
        store.put(namespace, animal('Cat', { Name: 'Tom', Age: 1, Lives: 9 }))
        store.put(namespace, animal('Person', { Id: 1, Name: 'Eve' }))
        store.put(namespace, animal('Owns', { Owner: path('Person', { Id: 1 }), Pet: path('Cat', { Name: 'Tom' }), Since: 7 }))
      },
    },
  })
}

function enumerate(change: Partial<EnumerateRequest> = {}): WritableRequest & { kind: 'enumerate' } {
  return {
    kind: 'enumerate',
    resource: dogs,
    optimize: true,
    maxElements: 32_000,
    mode: 'object',
    polymorphism: undefined,
    filter: undefined,
    ...change,
  }
}

const wql = (query: string) => enumerate({ resource: all, filter: { dialect: 'wql', query } })

function batch(response: WsmanResponse) {
  if (response.kind !== 'enumerate' && response.kind !== 'pull') throw new Error(response.kind)
  return response
}

const name = ({ instance }: WsmanItem) => (instance === undefined ? undefined : propertyValue(instance, 'Name'))
const names = (response: WsmanResponse) => batch(response).items.map(name)

async function pullAll(
  endpoint: TestEndpoint,
  begin: WritableRequest & { kind: 'enumerate' },
  maxElements: number,
  options?: ExchangeOptions,
) {
  const answers = [batch(await endpoint.exchange(begin, options))]
  for (let last = answers[0]; last?.context !== undefined && !last.end; last = answers.at(-1)) {
    const { context } = last
    answers.push(batch(await endpoint.exchange({ kind: 'pull', resource: begin.resource, context, maxElements }, options)))
  }
  return answers
}

describe('how many items an answer has', () => {
  test('one, unless the client asks for more', async () => {
    const begun = batch(await kennel(3).exchange(enumerate({ maxElements: undefined })))
    expect([begun.items.length, begun.end]).toEqual([1, false])
  })

  test('none, when the client wants no items on the first answer', async () => {
    const begun = batch(await kennel(3).exchange(enumerate({ optimize: false, maxElements: 10 })))
    expect([begun.items.length, begun.end, begun.context]).toEqual([0, false, expect.stringMatching(/^uuid:/)])
  })

  test('all that are asked for, and the end with the last of them', async () => {
    const answers = await pullAll(kennel(7), enumerate({ maxElements: 3 }), 3)
    expect(answers.map((answer) => answer.items.length)).toEqual([3, 3, 1])
    expect(answers.map((answer) => answer.end)).toEqual([false, false, true])
    expect(answers.flatMap((answer) => answer.items.map(name))).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => `dog${index}`))
    expect(new Set(answers.map((answer) => answer.context)).size).toBe(3)
  })

  test('no more than MaxBatchItems', async () => {
    const answers = await pullAll(kennel(50, { maxBatchItems: 20 }), enumerate(), 32_000)
    expect(answers.map((answer) => answer.items.length)).toEqual([20, 20, 10])
  })

  test('exactly all: the end comes with them', async () => {
    const begun = batch(await kennel(3).exchange(enumerate({ maxElements: 3 })))
    expect([begun.items.length, begun.end]).toEqual([3, true])
  })

  test('nothing at all is an end too', async () => {
    const begun = batch(await kennel(0).exchange(enumerate()))
    expect([begun.items.length, begun.end]).toEqual([0, true])
  })

  test.each([
    ['client', { envelope: { maxEnvelopeSize: 20_000 } }, {}, 20_000],
    ['service', {}, { maxEnvelopeSize: 30_000 }, 30_000],
  ])('as fit into the envelope of the %s, which is used well', async (_who, options, profile, limit) => {
    const endpoint = kennel(400, profile)
    const answers = await pullAll(endpoint, enumerate(), 32_000, options)
    expect(answers.reduce((sum, answer) => sum + answer.items.length, 0)).toBe(400)
    const sizes = endpoint.log.records().map((record) => record.bytesOut)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(limit)
    for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThan(limit * 0.8)
  })
})

describe('an item that does not fit', () => {
  const huge = (endpoint: TestEndpoint) =>
    endpoint.objects.store.put(namespace, animal('Dog', { Name: 'huge', Breed: 'é'.repeat(10_000) }))

  test("the client's envelope is too small: told so, and the context still good for a larger one", async () => {
    const endpoint = kennel(0)
    huge(endpoint)
    const begun = batch(await endpoint.exchange(enumerate({ optimize: false })))
    const pull = { kind: 'pull', resource: dogs, context: begun.context ?? '', maxElements: 5 } as const
    expect(await endpoint.faultOf(pull, { envelope: { maxEnvelopeSize: 9_000 } })).toBe('maxEnvelopeSizeExceeded')
    expect(names(await endpoint.exchange(pull))).toEqual(['huge'])
  })

  test("the service's envelope is too small", async () => {
    const endpoint = kennel(0, { maxEnvelopeSize: 10_000 })
    huge(endpoint)
    expect(await endpoint.faultOf(enumerate())).toBe('serviceEnvelopeLimit')
    expect(await endpoint.faultOf({ kind: 'get', target: path('Dog', { Name: 'huge' }) })).toBe('serviceEnvelopeLimit')
  })
})

describe('contexts', () => {
  const begin = enumerate({ optimize: false })
  const pull = (context: string | undefined) =>
    ({ kind: 'pull', resource: dogs, context: context ?? '-', maxElements: 1 }) as const

  test('are used up by a Pull', async () => {
    const endpoint = kennel(3)
    const { context } = batch(await endpoint.exchange(begin))
    await endpoint.exchange(pull(context))
    expect(await endpoint.faultOf(pull(context))).toBe('invalidEnumerationContext')
    expect(await endpoint.faultOf(pull('uuid:unheard-of'))).toBe('invalidEnumerationContext')
  })

  test('expire a minute after the last Pull', async () => {
    const endpoint = kennel(5)
    const first = batch(await endpoint.exchange(begin))
    await endpoint.clock.advance(59_999)
    const second = batch(await endpoint.exchange(pull(first.context)))
    await endpoint.clock.advance(59_999)
    const third = batch(await endpoint.exchange(pull(second.context)))
    expect(names(third)).toEqual(['dog1'])
    await endpoint.clock.advance(60_000)
    expect(await endpoint.faultOf(pull(third.context))).toBe('invalidEnumerationContext')
  })

  test('belong to the account that began', async () => {
    const endpoint = kennel(2)
    const { context } = batch(await endpoint.exchange(begin))
    expect(await endpoint.faultOf(pull(context), { user: 'other' })).toBe('invalidEnumerationContext')
    expect(names(await endpoint.exchange(pull(context)))).toEqual(['dog0'])
  })

  test('are gone when released', async () => {
    const endpoint = kennel(2)
    const { context } = batch(await endpoint.exchange(begin))
    const release = { kind: 'release', resource: dogs, context: context ?? '' } as const
    expect(await endpoint.exchange(release)).toEqual({ kind: 'release' })
    expect(await endpoint.faultOf(pull(context))).toBe('invalidEnumerationContext')
    expect(await endpoint.faultOf(release)).toBe('invalidEnumerationContext')
  })

  test('an account may have so many, and Release, the end and time make room', async () => {
    const endpoint = kennel(2, { maxConcurrentOperationsPerUser: 2 })
    const first = batch(await endpoint.exchange(begin))
    await endpoint.exchange(begin)
    expect(await endpoint.faultOf(begin)).toBe('quotaOperations')
    expect((await endpoint.exchange(begin, { user: 'other' })).kind).toBe('enumerate')
    await endpoint.exchange({ kind: 'release', resource: dogs, context: first.context ?? '' })
    await endpoint.exchange(begin)
    expect(await endpoint.faultOf(begin)).toBe('quotaOperations')
    await endpoint.clock.advance(60_000)
    expect((await endpoint.exchange(begin)).kind).toBe('enumerate')
  })

  test('a change during an enumeration does not disturb it', async () => {
    const endpoint = kennel(3)
    const { context } = batch(await endpoint.exchange(enumerate({ maxElements: 1 })))
    endpoint.objects.delete(path('Dog', { Name: 'dog1' }))
    const rest = await endpoint.exchange({ kind: 'pull', resource: dogs, context: context ?? '', maxElements: 10 })
    expect(names(rest)).toEqual(['dog1', 'dog2'])
  })
})

describe('modes', () => {
  const shape = async (change: Partial<EnumerateRequest>) => {
    const response = batch(await kennel(1).exchange(enumerate({ resource: animals, ...change })))
    return response.items.map(({ instance, path: reference }) => [
      instance?.className,
      reference?.className,
      instance?.properties.has('breed'),
    ])
  }

  test.each<[Partial<EnumerateRequest>, unknown]>([
    [
      { mode: 'epr' },
      [
        [undefined, 'Dog', undefined],
        [undefined, 'Cat', undefined],
      ],
    ],
    [
      { mode: 'object-and-epr' },
      [
        ['Dog', 'Dog', true],
        ['Cat', 'Cat', false],
      ],
    ],
    [
      {},
      [
        ['Dog', undefined, true],
        ['Cat', undefined, false],
      ],
    ],
    [
      { polymorphism: 'include' },
      [
        ['Dog', undefined, true],
        ['Cat', undefined, false],
      ],
    ],
    [
      { polymorphism: 'exclude' },
      [
        ['Animal', undefined, false],
        ['Animal', undefined, false],
      ],
    ],
    [{ polymorphism: 'none' }, []],
    [{ polymorphism: 'none', resource: dogs }, [['Dog', undefined, true]]],
  ])('%j', async (change, expected) => {
    expect(await shape(change)).toEqual(expected)
  })

  test('a reference names the object it came from', async () => {
    const endpoint = kennel(1)
    const [item] = batch(await endpoint.exchange(enumerate({ mode: 'epr' }))).items
    expect(item?.path).toEqual(path('Dog', { Name: 'dog0' }))
  })
})

describe('filters', () => {
  test('WQL selects', async () => {
    expect(names(await kennel(6).exchange(wql("SELECT * FROM Dog WHERE Breed = 'pug' AND Age > 1")))).toEqual(['dog2', 'dog4'])
  })

  test('a SELECT list is answered with these properties, in alphabetical order and no namespace', async () => {
    const answer = await kennel(1).post(
      writeRequest(wql('SELECT Name, Age FROM Dog'), { to: 'http://host/', messageId: 'uuid:1' }),
    )
    const [, fragment] = /<w:XmlFragment[^>]*>(.*)<\/w:XmlFragment>/.exec(answer.text) ?? []
    expect(fragment).toBe('<Age>0</Age><Name>dog0</Name>')
  })

  test('the client reads a projection with the types of the class', async () => {
    const [item] = batch(await kennel(1).exchange(wql('SELECT Age, Name FROM Dog'))).items
    const properties = [...(item?.instance?.properties.values() ?? [])]
    expect(properties.map(({ name: property, type, value }) => [property, type, value])).toEqual([
      ['Age', 'uint32', 0],
      ['Name', 'string', 'dog0'],
    ])
  })

  test.each<[string, readonly string[], Partial<Extract<EnumerateRequest['filter'], { dialect: 'association' }>>]>([
    ['associated', ['Tom'], {}],
    ['associated, of a class', [], { resultClass: 'Dog' }],
    ['associated, by its role', ['Tom'], { role: 'Owner', resultRole: 'pet', associationClass: 'Owns' }],
    ['association', [], { returns: 'association' }],
  ])('association filter: %s', async (_what, expected, change) => {
    const object = path('Person', { Id: 1 })
    const filter = { dialect: 'association', returns: 'associated', object, ...change } as const
    const response = batch(await kennel(0).exchange(enumerate({ resource: all, filter })))
    expect(response.items.map(name).filter((each) => each !== null)).toEqual(expected)
    if (change.returns === 'association') expect(response.items.map(({ instance }) => instance?.className)).toEqual(['Owns'])
  })

  test('ASSOCIATORS OF in a query', async () => {
    expect(names(await kennel(0).exchange(wql('ASSOCIATORS OF {Person.Id=1} WHERE ResultClass = Cat')))).toEqual(['Tom'])
  })

  const selector = (selectors: readonly (readonly [string, string])[], resource: EnumerateRequest['resource'] = dogs) =>
    enumerate({ resource, filter: { dialect: 'selector', selectors } })

  test('selectors compare in the type of the property', async () => {
    expect(
      names(
        await kennel(4).exchange(
          selector([
            ['age', '02'],
            ['BREED', 'PUG'],
          ]),
        ),
      ),
    ).toEqual(['dog2'])
  })

  test.each<[string, WritableRequest]>([
    ['a query that is none', wql('SELECT FROM')],
    ['a query about a class that is not there', wql('SELECT * FROM Unicorn')],
    ['a query about a property that is not there', wql('SELECT * FROM Dog WHERE Wings = 2')],
    ['a query on the URI of a class', { ...wql('SELECT * FROM Dog'), resource: dogs }],
    ['no query on the URI of all', enumerate({ resource: all })],
    ['selectors on the URI of all', selector([['Age', '1']], all)],
    ['a selector of no property', selector([['Wings', '2']])],
    ['a selector of an array', selector([['Tags', 'x']])],
    ['a selector of a datetime', selector([['Born', '20200101000000.000000+000']])],
    ['a selector of another type', selector([['Age', 'old']])],
    ['a quotation mark', selector([['Name', "o'dog"]])],
  ])('%s is refused', async (_what, request) => {
    expect(await kennel(1).faultOf(request)).toBe('cannotProcessFilter')
  })

  test('an absent class is told by its number since 2012, by a sentence before', async () => {
    const request = writeRequest(wql('SELECT * FROM Unicorn'), { to: 'http://host/', messageId: 'uuid:1' })
    expect((await kennel(0).post(request)).text).toContain('2147749904')
    const old = await kennel(0, { supportsCreateDelete: false }).post(request)
    expect(old.text).toContain('Code="2150858778"')
    expect(old.text).toContain('The specified class does not exist in the given namespace.')
  })
})
