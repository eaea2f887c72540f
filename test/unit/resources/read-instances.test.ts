import { describe, expect, test } from 'vitest'
import { TransportError } from '../../../src/base/errors.js'
import { CimError } from '../../../src/cim/status.js'
import { propertyValue } from '../../../src/cim/value.js'
import type { Observation } from '../../../src/engine/resource-type.js'
import type { LiveObject } from '../../../src/resources/cim/live-object.js'
import { objectSession } from '../../harness/object-session.js'
import { cim, desiredOf, type Workshop, workshop } from './workshop.js'

const { signal } = new AbortController()

/** Reads the objects of these resources together. */
async function read(documents: readonly string[], host: Workshop) {
  const session = objectSession(host.objects)
  const desired = documents.map((yaml) => desiredOf(cim, `namespace: root/test\n${yaml}`))
  const found = await cim.readAll(session, desired, { signal })
  return { calls: session.calls, found: desired.map((one) => found.get(cim.identity(one))) }
}

function seen(observation: Observation<LiveObject> | undefined, name: string): unknown {
  if (observation?.state === 'error') return observation.error
  return observation?.state === 'present' ? propertyValue(observation.value.instance, name) : observation?.state
}

const part = (maker: string, number: number) =>
  `cim: Part\nkey: { Maker: '${maker}', Number: ${number} }\nproperties: { Text: x }`
const machine = (name: string) => `cim: Machine\nkey: { Name: '${name}' }\nproperties: { Limit: 1 }`

describe('one question for each class', () => {
  test('whatever the number of objects, with the properties that matter', async () => {
    const host = workshop([
      ['Part', { Maker: 'a', Number: 1, Text: 'one' }],
      ['Part', { Maker: 'a', Number: 2, Text: 'two' }],
      ['Machine', { Name: 'm', Limit: 5 }],
    ])
    const { calls, found } = await read([part('a', 1), machine('m'), part('a', 2), part('b', 1), machine('n')], host)
    expect(calls).toEqual([
      'query SELECT Maker, Number, Text FROM Part WHERE (Maker = "a" AND Number = 1) OR (Maker = "a" AND Number = 2) OR (Maker = "b" AND Number = 1)',
      'query SELECT Name, Limit, Label, Serial FROM Machine WHERE Name = "m" OR Name = "n"',
    ])
    expect(found.map((one, index) => seen(one, index % 2 === 1 ? 'Limit' : 'Text'))).toEqual([
      'one',
      5,
      'two',
      'absent',
      'absent',
    ])
  })

  test('asks also for what the calls of the adapter pass on', async () => {
    const { calls } = await read(['cim: Machine\nkey: { Name: m }\nproperties: { State: Stopped }'], workshop())
    expect(calls).toEqual(['query SELECT Name, State, Serial FROM Machine WHERE Name = "m"'])
  })

  test('with keys that hold quotes, backslashes and what WQL would take for its own', async () => {
    const names = [`O'Brien`, 'C:\\x\\', '"quoted"', `' OR Name LIKE '%`, 'Ümlaut ✓']
    const host = workshop(names.map((name, index) => ['Machine', { Name: name, Limit: index }]))
    const { calls, found } = await read(
      names.map((name) => `cim: Machine\nkey: { Name: ${JSON.stringify(name)} }\nproperties: { Limit: 1 }`),
      host,
    )
    expect(calls).toHaveLength(1)
    expect(found.map((one) => seen(one, 'Limit'))).toEqual([0, 1, 2, 3, 4])
  })

  test('finds objects whose keys differ in case', async () => {
    const { found } = await read([part('ACME', 1)], workshop([['Part', { Maker: 'Acme', Number: 1, Text: 'it' }]]))
    expect(found.map((one) => seen(one, 'Text'))).toEqual(['it'])
  })
})

test('what is asked of one host is not what the next one is asked', async () => {
  const session = objectSession(workshop().objects)
  const [m, n, o] = ['m', 'n', 'o'].map((name) => desiredOf(cim, `namespace: root/test\n${machine(name)}`))
  for (const desired of [[m, n], [m, n], [m, o], [m], [n, m]])
    await cim.readAll(
      session,
      desired.filter((one) => one !== undefined),
      { signal },
    )
  expect(session.calls.map((call) => call.replace(/.*WHERE /, ''))).toEqual([
    'Name = "m" OR Name = "n"',
    'Name = "m" OR Name = "n"',
    'Name = "m" OR Name = "o"',
    'Name = "m"',
    'Name = "n" OR Name = "m"',
  ])
})

test('more questions when the keys do not fit one query that WMI takes', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `${'n'.repeat(100)}${index}`)
  const session = objectSession(workshop(names.map((name, index) => ['Machine', { Name: name, Limit: index }])).objects)
  const one = desiredOf(cim, `namespace: root/test\n${machine('m')}`)
  const desired = names.map((value) => ({ ...one, path: { ...one.path, keys: [{ name: 'Name', value }] } }))
  const found = await cim.readAll(session, desired, { signal })
  expect(session.calls.length).toBeGreaterThan(1)
  expect(session.calls.length).toBeLessThan(10)
  for (const call of session.calls) expect(call.length).toBeLessThan(16_384)
  expect(desired.map((each) => seen(found.get(cim.identity(each)), 'Limit'))).toEqual(names.map((_, index) => index))
})

test('a singleton is asked for by its class', async () => {
  const shop = 'cim: Shop\nproperties: { Title: x }'
  const { calls, found } = await read([shop], workshop([['Shop', { Title: 'Ours' }]]))
  expect(calls).toEqual(['query SELECT Title FROM Shop'])
  expect(found.map((one) => seen(one, 'Title'))).toEqual(['Ours'])
  expect((await read([shop], workshop())).found).toEqual([{ state: 'absent' }])
})

test('objects with references among their keys are asked for by their paths', async () => {
  const path = (className: string, key: string, value: string | number) =>
    ({ kind: 'path', namespace: 'root/test', className, keys: [{ name: key, value }] }) as const
  const host = workshop([['Fits', { Part: path('Part', 'Number', 1), Whole: path('Machine', 'Name', 'm'), Since: 1999 }]])
  const fits = (name: string) =>
    `cim: Fits\nkey: { Part: 'root/test:Part.Number=1', Whole: 'root/test:Machine.Name="${name}"' }\nproperties: { Since: 1 }`
  const { calls, found } = await read([fits('m'), fits('n')], host)
  expect(calls).toHaveLength(2)
  expect(calls.every((call) => call.startsWith('get Fits.'))).toBe(true)
  expect(found.map((one) => seen(one, 'Since'))).toEqual([1999, 'absent'])
})

test('what a host refuses of one class leaves the others alone', async () => {
  const host = workshop([['Machine', { Name: 'm', Limit: 5 }]])
  const { found } = await read([machine('m'), 'cim: Missing\nkey: { Name: a }\nproperties: { Text: x }'], host)
  expect(seen(found[0], 'Limit')).toBe(5)
  expect(seen(found[1], 'Text')).toBeInstanceOf(CimError)
})

test('what ends the connection ends the reading', async () => {
  const session = objectSession(workshop().objects)
  const reset = new TransportError('read', 'pc-1', 'connection reset')
  const broken = {
    ...session,
    query: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(reset) }) }),
  }
  const desired = desiredOf(cim, `namespace: root/test\n${machine('m')}`)
  await expect(cim.readAll(broken, [desired], { signal })).rejects.toThrow('connection reset')
})
