import { expect, test } from 'vitest'
import type { EngineEvent } from '../../../src/engine/events.js'
import type { HostPlan } from '../../../src/engine/plan.js'
import { planRollout, rolloutHostOf } from '../../../src/engine/rollout.js'
import { applyFleet, endings, memoryKinds, planFleet, target } from '../../harness/engine-run.js'
import { fakeClock, settle } from '../../harness/fake-clock.js'
import { callType, MemoryFleet, memoryHost, refusal, resource } from '../../harness/memory-host.js'

const absent = { ensure: 'absent' } as const

async function planOf(fleet: MemoryFleet, resources: Parameters<typeof target>[1], name = 'h'): Promise<HostPlan> {
  const { plans } = await planFleet(fleet, [target(name, resources)])
  const [plan] = plans
  if (plan === undefined) throw new Error('no plan')
  return plan
}

function hostState(events: readonly EngineEvent[], host = 'h'): string | undefined {
  return events.find((event) => event.type === 'host-completed' && event.host === host)?.['state' as never]
}

function detailOf(events: readonly EngineEvent[], resourceName: string): string {
  for (const event of events) {
    if (event.type === 'change-skipped' && event.address.resource === resourceName) return event.detail
    if (event.type === 'change-failed' && event.address.resource === resourceName) return event.failure.message
  }
  return ''
}

test('after plan and apply the next plan is empty', async () => {
  const fleet = new MemoryFleet([memoryHost('h', { b: { value: 'old' }, c: { value: 'x' } })])
  const resources = [resource('a', { dependsOn: ['b'] }), resource('b'), resource('c', { fields: { key: 'c', ...absent } })]
  const { events, completed } = await applyFleet(fleet, [await planOf(fleet, resources)])
  expect(endings(events)).toEqual({ 'h/a': 'completed', 'h/b': 'completed', 'h/c': 'completed' })
  expect(completed).toMatchObject({ actions: { create: 1, set: 1, delete: 1 }, hosts: { total: 1, changed: 1 }, failures: [] })
  expect(hostState(events)).toBe('changed')
  const again = await planFleet(fleet, [target('h', resources)])
  expect(again.completed.hosts).toMatchObject({ unchanged: 1 })
  expect(fleet.openNow).toBe(0)
})

test('hosts can be planned and applied in one go', async () => {
  const fleet = new MemoryFleet([memoryHost('h'), memoryHost('right', { a: { value: 'new' } }), memoryHost('gone')])
  fleet.host('gone').unreachable = true
  const { events, completed } = await applyFleet(
    fleet,
    ['h', 'right', 'gone'].map((name) => target(name, [resource('a')])),
  )
  expect(completed.hosts).toEqual({ total: 3, changed: 1, unchanged: 1, failed: 0, unreachable: 1, skipped: 0 })
  expect(fleet.host('h').log).toEqual(['create a'])
  expect(fleet.host('h').reads).toEqual(['item', 'item'])
  expect(events.filter(({ type }) => type === 'host-planned')).toHaveLength(3)
})

test('dependencies come first, and absent objects go in reverse', async () => {
  const host = memoryHost('h', { share: { value: 'x' }, folder: { value: 'x' } })
  const fleet = new MemoryFleet([host])
  const resources = [
    resource('folder', { fields: { key: 'folder', ...absent } }),
    resource('share', { fields: { key: 'share', ...absent }, dependsOn: ['folder'] }),
    resource('late', { dependsOn: ['early'] }),
    resource('early'),
  ]
  await applyFleet(fleet, [await planOf(fleet, resources)])
  expect(host.log.indexOf('delete share')).toBeLessThan(host.log.indexOf('delete folder'))
  expect(host.log.indexOf('create early')).toBeLessThan(host.log.indexOf('create late'))
})

test('one reading before and one after each layer, for each kind', async () => {
  const host = memoryHost('h')
  const fleet = new MemoryFleet([host])
  const resources = [...Array.from({ length: 20 }, (_, i) => resource(`r${i}`)), resource('z', { dependsOn: ['r0'] })]
  const plan = await planOf(fleet, resources)
  host.reads.length = 0
  await applyFleet(fleet, [plan])
  expect(host.reads).toEqual(['item', 'item', 'item'])
})

test('when one fails its dependents are skipped with the reason and the others go on', async () => {
  const host = memoryHost('h', { same: { value: 'new' } })
  host.faults.set('a', { apply: refusal('disk is full') })
  const fleet = new MemoryFleet([host])
  const resources = [
    resource('a'),
    resource('b', { dependsOn: ['a'] }),
    resource('c', { dependsOn: ['b'] }),
    resource('free'),
    resource('same', { dependsOn: ['a'] }),
    resource('behind', { dependsOn: ['same'] }),
  ]
  const { events, completed } = await applyFleet(fleet, [await planOf(fleet, resources)])
  expect(endings(events)).toEqual({
    'h/a': 'failed: WMCTL_CIM',
    'h/b': 'skipped: dependency-failed',
    'h/c': 'skipped: dependency-skipped',
    'h/free': 'completed',
    'h/behind': 'skipped: dependency-failed',
  })
  expect(detailOf(events, 'b')).toBe('h/base/a failed')
  expect(detailOf(events, 'c')).toBe('h/base/b was skipped')
  expect(detailOf(events, 'behind')).toBe('h/base/a failed')
  expect(hostState(events)).toBe('failed')
  expect(completed.failures).toMatchObject([{ address: { resource: 'a' }, message: expect.stringContaining('disk is full') }])
})

test('a failing host stops nothing but itself', async () => {
  const fleet = new MemoryFleet([memoryHost('a'), memoryHost('b'), memoryHost('c')])
  fleet.host('a').faults.set('r', { apply: refusal('no') })
  const plans = await Promise.all(['a', 'b', 'c'].map((name) => planOf(fleet, [resource('r')], name)))
  fleet.host('b').unreachable = true
  const { events, completed } = await applyFleet(fleet, plans)
  expect(completed.hosts).toEqual({ total: 3, changed: 1, unchanged: 0, failed: 1, unreachable: 1, skipped: 0 })
  expect(endings(events)).toEqual({ 'a/r': 'failed: WMCTL_CIM', 'b/r': 'skipped: unread', 'c/r': 'completed' })
})

test('a host lost on the way is unreachable, and what was still to come is skipped', async () => {
  const host = memoryHost('h')
  host.faults.set('a', {
    after(lost) {
      lost.unreachable = true
    },
  })
  const fleet = new MemoryFleet([host])
  const plan = await planOf(fleet, [resource('a'), resource('b', { dependsOn: ['a'] }), resource('c', { dependsOn: ['b'] })])
  const { events } = await applyFleet(fleet, [plan], { hostConcurrency: 1 })
  expect(endings(events)).toEqual({ 'h/a': 'failed: WMCTL_TRANSPORT', 'h/b': 'skipped: unread', 'h/c': 'skipped: unread' })
  expect(detailOf(events, 'a')).toContain('accepted the change, but it could not be read back')
  expect(hostState(events)).toBe('unreachable')
})

test('a change that did not take is a failure with what is and what was expected', async () => {
  const host = memoryHost('h', { a: { value: 'old' }, c: { value: 'x' } })
  for (const key of ['a', 'b', 'c']) host.faults.set(key, { ignore: true })
  const fleet = new MemoryFleet([host])
  const resources = [
    resource('a'),
    resource('b'),
    resource('c', { fields: { key: 'c', ...absent } }),
    resource('d', { dependsOn: ['a'] }),
  ]
  const { events, journal } = await applyFleet(fleet, [await planOf(fleet, resources)])
  expect(detailOf(events, 'a')).toContain('value is "old", expected "new"')
  expect(detailOf(events, 'b')).toContain('does not exist')
  expect(detailOf(events, 'c')).toContain('still exists')
  expect(endings(events)['h/d']).toBe('skipped: dependency-failed')
  expect(journal.filter((entry) => entry.type === 'change-outcome').map(({ outcome }) => outcome)).toEqual([
    'done',
    'done',
    'done',
    'not-taken',
    'not-taken',
    'not-taken',
  ])
})

test('exactly the objects that are not as planned are refused', async () => {
  const host = memoryHost('h', { a: { value: 'old' }, b: { value: 'old' } })
  const fleet = new MemoryFleet([host])
  const resources = [resource('a'), resource('b'), resource('c'), resource('d', { dependsOn: ['a'] })]
  const plan = await planOf(fleet, resources)
  host.objects.set('a', new Map([['value', 'tampered']]))
  host.objects.set('c', new Map([['value', 'tampered']]))
  const { events } = await applyFleet(fleet, [plan])
  expect(endings(events)).toEqual({
    'h/a': 'skipped: stale',
    'h/b': 'completed',
    'h/c': 'skipped: stale',
    'h/d': 'skipped: dependency-skipped',
  })
  expect(detailOf(events, 'c')).toBe('when planned, it did not exist; now it exists')
  expect(host.log).toEqual(['set b'])
  expect(hostState(events)).toBe('failed')
})

test('what the run itself has brought about is not stale', async () => {
  const host = memoryHost('h', {
    a: { value: 'old' },
    b: { value: 'old' },
    c: { value: 'old', extra: 'old' },
    d: { value: 'old' },
  })
  host.faults.set('a', {
    after({ objects }) {
      objects.get('b')?.set('value', 'new')
      objects.get('c')?.set('value', 'new')
      objects.delete('d')
    },
  })
  const fleet = new MemoryFleet([host])
  const both = { key: 'c', properties: { value: 'new', extra: 'new' } }
  const after = { dependsOn: ['a'] }
  const resources = [resource('a'), resource('b', after), resource('c', { ...after, fields: both }), resource('d', after)]
  const { events } = await applyFleet(fleet, [await planOf(fleet, resources)])
  expect(endings(events)).toEqual({ 'h/a': 'completed', 'h/b': 'completed', 'h/c': 'completed', 'h/d': 'skipped: stale' })
  expect(host.log).toEqual(['set a', 'set c'])
  expect(detailOf(events, 'd')).toContain('more than was planned')
})

test('a triggered call runs once, after all it refers to, and only when one changed', async () => {
  const host = memoryHost('h', { same: { value: 'new' } })
  const fleet = new MemoryFleet([host])
  const resources = [
    resource('restart', { kind: 'call', onChanged: ['a', 'b', 'same'] }),
    resource('a'),
    resource('b'),
    resource('same'),
    resource('never', { kind: 'call', onChanged: ['same'] }),
  ]
  const { events } = await applyFleet(fleet, [await planOf(fleet, resources)])
  expect(host.log).toEqual(['create a', 'create b', 'call restart'])
  expect(endings(events)).toEqual({ 'h/a': 'completed', 'h/b': 'completed', 'h/restart': 'completed' })
})

test('a planned call whose trigger did nothing in the end is not made, and what depends on it goes on', async () => {
  const quiet = { ...callType, apply: () => Promise.resolve({ warnings: [], changed: false }) }
  const kinds = new Map([...memoryKinds, ['quiet', { ...quiet, kind: 'quiet' }]])
  const host = memoryHost('h')
  const fleet = new MemoryFleet([host])
  const resources = [
    resource('task', { kind: 'quiet', fields: { unknown: true } }),
    resource('restart', { kind: 'call', onChanged: ['task'] }),
    resource('after', { dependsOn: ['restart'] }),
  ]
  const { plans } = await planFleet(fleet, [target('h', resources)], { kinds })
  const { events } = await applyFleet(fleet, plans, { kinds })
  expect(endings(events)).toEqual({ 'h/task': 'completed', 'h/restart': 'skipped: not-triggered', 'h/after': 'completed' })
  expect(hostState(events)).toBe('changed')
})

test('a call that depends on live state is not made when that state is gone by its turn', async () => {
  const host = memoryHost('h', { flag: { value: 'x' } })
  host.faults.set('a', { after: ({ objects }) => void objects.delete('flag') })
  const fleet = new MemoryFleet([host])
  const call = resource('call', { kind: 'call', fields: { whenExists: 'flag' }, dependsOn: ['a'] })
  const { events } = await applyFleet(fleet, [await planOf(fleet, [resource('a'), call])])
  expect(endings(events)).toEqual({ 'h/a': 'completed', 'h/call': 'skipped: not-triggered' })
})

test('what was prevented or could not be planned is skipped, with its dependents', async () => {
  const host = memoryHost('h', { kept: { value: 'x' } })
  host.faults.set('dark', { read: refusal('no access') })
  const fleet = new MemoryFleet([host])
  const lifecycle = { preventDestroy: true, ignoreChanges: [] }
  const resources = [
    resource('kept', { fields: { key: 'kept', ...absent }, lifecycle }),
    resource('dark'),
    resource('b', { dependsOn: ['dark'] }),
    resource('free'),
  ]
  const { events } = await applyFleet(fleet, [await planOf(fleet, resources)])
  expect(endings(events)).toEqual({
    'h/kept': 'skipped: prevented',
    'h/dark': 'skipped: unread',
    'h/b': 'skipped: dependency-failed',
    'h/free': 'completed',
  })
  expect(hostState(events)).toBe('failed')
})

test('a slow change says every ten seconds that it is still at work', async () => {
  const clock = fakeClock()
  const host = memoryHost('h')
  host.faults.set('a', { during: () => clock.sleep(35_000) })
  const fleet = new MemoryFleet([host])
  const plan = await planOf(fleet, [resource('a')])
  const events: EngineEvent[] = []
  const running = applyFleet(fleet, [plan], { clock, emit: (event) => void events.push(event) })
  await clock.advance(35_000)
  await running
  const progress = events.flatMap((event) => (event.type === 'change-progressed' ? [[event.message, event.milliseconds]] : []))
  expect(progress).toEqual([0, 10_000, 20_000, 30_000].map((at) => ['create a', at]))
  expect(clock.sleepers()).toBe(0)
})

test('a cancelled run finishes what is in flight, starts nothing new, and names the rest', async () => {
  const controller = new AbortController()
  const fleet = new MemoryFleet([memoryHost('h'), memoryHost('later')])
  fleet.host('h').faults.set('a', { during: () => controller.abort() })
  const plans = [
    await planOf(fleet, [resource('a'), resource('b', { dependsOn: ['a'] })]),
    await planOf(fleet, [resource('r')], 'later'),
  ]
  const { events, completed, journal } = await applyFleet(fleet, plans, { signal: controller.signal, concurrency: 1 })
  expect(endings(events)).toEqual({ 'h/a': 'completed', 'h/b': 'skipped: cancelled', 'later/r': 'skipped: cancelled' })
  expect(completed).toMatchObject({ cancelled: true, hosts: { changed: 1, skipped: 1 } })
  expect(journal.at(-1)).toMatchObject({ type: 'run-end', cancelled: true })
})

test('an abandoned run gives up what is in flight', async () => {
  const abandon = new AbortController()
  const clock = fakeClock()
  const fleet = new MemoryFleet([memoryHost('h')])
  const waiting = {
    ...callType,
    apply: (...[, , , , context]: Parameters<typeof callType.apply>) => context.sleep(60_000).then(() => ({ warnings: [] })),
  }
  const kinds = new Map([...memoryKinds, ['call', waiting]])
  const plan = await planOf(fleet, [resource('a', { kind: 'call' })])
  const running = applyFleet(fleet, [plan], { clock, kinds, abandon: abandon.signal })
  await settle()
  abandon.abort()
  expect(endings((await running).events)).toEqual({ 'h/a': 'failed: WMCTL_CANCELLED' })
  expect(clock.sleepers()).toBe(0)
})

test('changes in flight are bounded on one host and on all', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `h${index}`)
  const fleet = new MemoryFleet(names.map((name) => memoryHost(name)))
  const resources = Array.from({ length: 10 }, (_, index) => resource(`r${index}`))
  for (const host of fleet.hosts.values()) for (const { name } of resources) host.faults.set(name, { during: settle })
  const plans = await Promise.all(names.map((name) => planOf(fleet, resources, name)))
  await applyFleet(fleet, plans, { hostConcurrency: 3, changeConcurrency: 8, concurrency: 5 })
  expect(Math.max(...fleet.mostInFlightByHost.values())).toBe(3)
  expect(fleet.mostInFlight).toBe(8)
  expect([...fleet.hosts.values()].every(({ log }) => log.length === 10)).toBe(true)
})

test('every change is between its intent and its outcome', async () => {
  const order: string[] = []
  const host = memoryHost('h')
  host.faults.set('a', { during: () => void order.push('sent') })
  const fleet = new MemoryFleet([host])
  const append = async (entry: { type: string }): Promise<void> => void order.push(entry.type)
  await applyFleet(fleet, [await planOf(fleet, [resource('a')])], { planId: 'p1', journal: { append } })
  expect(order).toEqual(['run-start', 'host-start', 'change-intent', 'sent', 'change-outcome', 'run-end'])
})

test('without a journal nothing is changed', async () => {
  const fleet = new MemoryFleet([memoryHost('h')])
  const plan = await planOf(fleet, [resource('a')])
  const append = () => Promise.reject(new Error('disk full'))
  await expect(applyFleet(fleet, [plan], { journal: { append } })).rejects.toThrow('disk full')
  expect(fleet.host('h').log).toEqual([])
})

test('when the journal breaks in flight, nothing more is sent and the run says why', async () => {
  const fleet = new MemoryFleet([memoryHost('h')])
  const plan = await planOf(fleet, [resource('a'), resource('b', { dependsOn: ['a'] })])
  const events: EngineEvent[] = []
  let intents = 0
  const append = async ({ type }: { type: string }): Promise<void> => {
    if (type === 'change-intent' && ++intents === 2) throw new Error('disk full')
  }
  const run = applyFleet(fleet, [plan], { journal: { append }, emit: (event) => void events.push(event) })
  await expect(run).rejects.toThrow('disk full')
  expect(fleet.host('h').log).toEqual(['create a'])
  expect(endings(events)).toEqual({ 'h/a': 'completed', 'h/b': 'skipped: cancelled' })
  expect(events.at(-1)).toMatchObject({ type: 'run-completed', cancelled: true })
})

test('hosts roll in batches, and a batch ends before the next begins', async () => {
  const fleet = new MemoryFleet(['a', 'b', 'c', 'd', 'e'].map((name) => memoryHost(name)))
  for (const host of fleet.hosts.values()) host.faults.set('r', { during: settle })
  const plans = await Promise.all([...fleet.hosts.keys()].map((name) => planOf(fleet, [resource('r')], name)))
  const strategies = new Map([['base', { strategy: { batch: { count: 2 }, maxFailures: undefined }, hosts: 5 }]])
  const rollout = planRollout(plans.map(rolloutHostOf), strategies)
  if (rollout === undefined) throw new Error('no rollout')
  fleet.mostOpen = 0
  const { events } = await applyFleet(fleet, plans, { rollout })
  expect(events.flatMap((event) => (event.type === 'batch-started' ? [event.hosts] : []))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e'],
  ])
  expect(fleet.mostOpen).toBe(2)
  const trail = events.flatMap((event) => {
    if (event.type === 'batch-started') return [`batch ${event.number}`]
    return event.type === 'host-completed' ? [event.host] : []
  })
  expect(trail).toEqual(['batch 1', 'a', 'b', 'batch 2', 'c', 'd', 'batch 3', 'e'])
})

test('beyond the threshold the hosts of the configuration are skipped, others go on', async () => {
  const names = ['a', 'b', 'c', 'other']
  const fleet = new MemoryFleet(names.map((name) => memoryHost(name)))
  for (const name of ['a', 'b']) fleet.host(name).faults.set('r', { apply: refusal('no') })
  const plans = await Promise.all(
    names.map((name) => planOf(fleet, [resource('r', name === 'other' ? { configuration: 'other' } : {})], name)),
  )
  const strategies = new Map([['base', { strategy: { batch: { count: 1 }, maxFailures: { count: 1 } }, hosts: 3 }]])
  const rollout = planRollout(plans.map(rolloutHostOf), strategies)
  if (rollout === undefined) throw new Error('no rollout')
  const { events, completed } = await applyFleet(fleet, plans, { rollout })
  expect(endings(events)).toEqual({
    'a/r': 'failed: WMCTL_CIM',
    'b/r': 'failed: WMCTL_CIM',
    'c/r': 'skipped: threshold',
    'other/r': 'completed',
  })
  expect(
    detailOf(
      events.filter((event) => 'address' in event && event.address.host === 'c'),
      'r',
    ),
  ).toBe("2 hosts of configuration 'base' have failed, and maxFailures is 1")
  expect(completed.hosts).toMatchObject({ failed: 2, skipped: 1, changed: 1 })
})
