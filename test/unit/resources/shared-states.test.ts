import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { cimInstance, propertyValue } from '../../../src/cim/value.js'
import type { Observation } from '../../../src/engine/resource-type.js'
import type { LiveObject } from '../../../src/resources/cim/live-object.js'
import { SharedStates } from '../../../src/resources/cim/shared-states.js'
import { objectSession } from '../../harness/object-session.js'
import { cim, desiredOf, running, type Workshop, workshop } from './workshop.js'

const { signal } = new AbortController()

function live(text: string, number: number | bigint = 1): LiveObject {
  const instance = cimInstance('Part', [
    { name: 'Text', type: 'string', array: false, value: text },
    { name: 'Number', type: typeof number === 'bigint' ? 'uint64' : 'uint32', array: false, value: number },
  ])
  return { path: { kind: 'path', className: 'Part', keys: [{ name: 'Number', value: 1 }] }, instance }
}

function textOf(observation: Observation<LiveObject>): unknown {
  return observation.state === 'present' ? propertyValue(observation.value.instance, 'Text') : observation.state
}

test('hosts in the same state get the same observation, from the second of them on', () => {
  const states = new SharedStates()
  const [first, second, third] = ['a', 'a', 'a'].map((text) => states.observationOf(live(text)))
  expect(first).toEqual({ state: 'present', value: live('a') })
  expect(second).toEqual({ state: 'present', value: live('a'), shared: true })
  expect(third).toBe(second)
})

test('what differs in any value or type is another state', () => {
  const states = new SharedStates()
  states.observationOf(live('a'))
  const different = [live('a'), live('A'), live('a\nNumber uint32 1'), live('a', 2), live('a', 1n), live('a', 0), live('a', -0)]
  const observations = different.map((one) => states.observationOf(one))
  expect(new Set(observations).size).toBe(different.length)
  expect(different.map((one) => states.observationOf(one))).toEqual(observations)
})

test('where each host is in a state of its own nothing more is kept', () => {
  const states = new SharedStates()
  const observations = Array.from({ length: 40 }, (_, index) => states.observationOf(live(`state ${index}`)))
  const shared = observations.filter((one) => one.state === 'present' && one.shared === true)
  expect(shared).toHaveLength(16)
  expect(observations.map(textOf)).toEqual(Array.from({ length: 40 }, (_, index) => `state ${index}`))
  const long = new SharedStates()
  long.observationOf(live('a'))
  expect(long.observationOf(live('x'.repeat(5_000)))).not.toHaveProperty('shared')
})

test('a state that is kept does not keep the answer it was read from', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = (): number => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const states = Array.from({ length: 20 }, () => new SharedStates())
  for (const one of states) one.observationOf(live('first'))
  const before = used()
  for (const [index, one] of states.entries()) {
    const answer = `${index} and a name that is long${'.'.repeat(1_000_000)}`
    one.observationOf(live(answer.slice(0, 24)))
  }
  expect(used() - before).toBeLessThan(5_000_000)
})

test('hosts that were read alike share what was read, also by other ways than the query', async () => {
  const desired = desiredOf(
    cim,
    `namespace: root/test\ncim: Machine\nkey: { Name: m }\nproperties: { Label: new, State: Stopped }`,
  )
  const read = async (host: Workshop) =>
    (await cim.readAll(objectSession(host.objects), [desired], { signal })).get(cim.identity(desired))
  const hosts = [running, running, { ...running, Label: 'other' }, running].map((values) => workshop([['Machine', values]]))
  const [, second, other, last] = await Promise.all(hosts.map(read))
  expect(last).toBe(second)
  expect(other).not.toBe(second)
  expect(await read(workshop())).toEqual({ state: 'absent' })
})
