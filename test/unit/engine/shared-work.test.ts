import { expect, test } from 'vitest'
import type { HostPlan } from '../../../src/engine/plan.js'
import type { Observation, ResourceType } from '../../../src/engine/resource-type.js'
import { memoryKinds, planFleet, secretsOf, target } from '../../harness/engine-run.js'
import { itemType, MemoryFleet, type MemorySession, memoryHost, resource } from '../../harness/memory-host.js'

type ItemDesired = Parameters<typeof itemType.plan>[0]
type ItemState = NonNullable<Parameters<typeof itemType.plan>[1]>
type ItemType = ResourceType<MemorySession, MemorySession, ItemDesired, ItemState>

/** Items whose observations are shared between hosts that hold the same value; counts what is worked out. */
function sharing(isShared: boolean) {
  const known = new Map<string, Observation<ItemState>>()
  const worked = { plans: 0, fingerprints: 0 }
  const type: ItemType = {
    ...itemType,
    async readAll(session, desired, context) {
      const read = await itemType.readAll(session, desired, context)
      return new Map(
        [...read].map(([identity, observation]) => {
          if (!isShared || observation.state !== 'present') return [identity, observation] as const
          const state = `${identity} ${observation.value.get('value')}`
          const shared = known.get(state) ?? { ...observation, shared: true }
          known.set(state, shared)
          return [identity, shared] as const
        }),
      )
    },
    plan(...given) {
      worked.plans++
      return itemType.plan(...given)
    },
    relevant(...given) {
      worked.fingerprints++
      return itemType.relevant(...given)
    },
  }
  return { worked, kinds: new Map([...memoryKinds, ['item', type]]) }
}

const values = ['old', 'new', 'old', 'old', undefined, 'new', undefined]
const names = values.map((_, index) => `h${index}`)

function fleet(): MemoryFleet {
  return new MemoryFleet(
    values.map((value, index) => memoryHost(`h${index}`, value === undefined ? {} : { a: { value }, b: { value } })),
  )
}

const documents = [resource('a'), resource('b', { fields: { key: 'b', properties: { value: 'x' } } })]
const targets = names.map((name) => target(name, documents))

test('hosts in the same state are worked out once, and planned as if each were alone', async () => {
  const [alone, shared] = [sharing(false), sharing(true)]
  const [expected, { plans }] = [
    await planFleet(fleet(), targets, { kinds: alone.kinds }),
    await planFleet(fleet(), targets, { kinds: shared.kinds }),
  ]
  expect(plans).toEqual(expected.plans)
  expect(plans.map(({ host }) => host)).toEqual(names)
  // Three states (old, new, absent) of two resources; what is absent is recognised without being shared, and has no fingerprint to make.
  expect(shared.worked).toEqual({ plans: 6, fingerprints: 4 })
  expect(alone.worked).toEqual({ plans: 12, fingerprints: 10 })
})

test('the next run works it out for itself', async () => {
  const { kinds, worked } = sharing(true)
  await planFleet(fleet(), targets, { kinds })
  await planFleet(fleet(), targets, { kinds })
  expect(worked.plans).toBe(12)
})

test('a resource that must not be deleted, and one that waits for another, are told for each host', async () => {
  const kept = resource('a', {
    fields: { key: 'a', ensure: 'absent' },
    lifecycle: { preventDestroy: true, ignoreChanges: [] },
  })
  const { plans } = await planFleet(
    fleet(),
    targets.map(({ name }) => target(name, [kept])),
    { kinds: sharing(true).kinds },
  )
  const told = (plan: HostPlan): unknown =>
    plan.state === 'planned' ? plan.failed.map(({ address }) => address.host) : plan.state
  expect(plans.map(told)).toEqual([['h0'], ['h1'], ['h2'], ['h3'], [], ['h5'], []])
})

test('a secret that becomes known later is redacted from what was worked out before', async () => {
  const { kinds } = sharing(true)
  const secret = { secret: { env: 'TOKEN' } } as const
  const named = resource('hunter2')
  const [one, other] = [
    target('h0', [named]),
    target('h1', [named, resource('c', { fields: { key: 'c', properties: { value: secret } } })]),
  ]
  const { plans } = await planFleet(
    new MemoryFleet([memoryHost('h0'), memoryHost('h1'), memoryHost('h2')]),
    [one, other, { ...one, name: 'h2' }],
    {
      kinds,
      concurrency: 1,
      secrets: secretsOf({ TOKEN: 'hunter2' }),
    },
  )
  const steps = plans.map((plan) => (plan.state === 'planned' ? plan.resources[0]?.change.steps : []))
  expect(steps).toEqual([['Create(hunter2)'], ['Create(hunter2)'], ['Create(***)']])
})
