import { expect, test } from 'vitest'
import { AuthError } from '../../../src/base/errors.js'
import type { FailedResource, HostPlan, PlannedResource } from '../../../src/engine/plan.js'
import { memoryKinds, planFleet, secretsOf, target } from '../../harness/engine-run.js'
import { settle } from '../../harness/fake-clock.js'
import { itemType, MemoryFleet, memoryHost, refusal, resource } from '../../harness/memory-host.js'

function planned(plan: HostPlan | undefined): readonly PlannedResource[] {
  return plan?.state === 'planned' ? plan.resources : []
}

function failed(plan: HostPlan | undefined): readonly FailedResource[] {
  return plan?.state === 'planned' ? plan.failed : []
}

function actions(plan: HostPlan | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(planned(plan).map(({ address, change }) => [address.resource, change.action]))
}

test('what is missing, different, unwanted and right', async () => {
  const fleet = new MemoryFleet([memoryHost('h', { b: { value: 'old' }, c: { value: 'x' }, d: { value: 'new' } })])
  const gone = resource('c', { fields: { key: 'c', ensure: 'absent' } })
  const { plans, completed } = await planFleet(fleet, [target('h', [resource('a'), resource('b'), gone, resource('d')])])
  expect(actions(plans[0])).toEqual({ a: 'create', b: 'set', c: 'delete', d: 'none' })
  expect(completed.actions).toEqual({ create: 1, set: 1, delete: 1, replace: 0, invoke: 0, unknown: 0 })
  expect(completed.hosts).toEqual({ total: 1, changed: 1, unchanged: 0, failed: 0, unreachable: 0, skipped: 0 })
})

test('each kind of a host is read in one batch, however many resources', async () => {
  const host = memoryHost('h')
  const calls = [
    resource('k', { kind: 'call', fields: { whenExists: 'x' } }),
    resource('l', { kind: 'call', fields: { whenExists: 'x' } }),
  ]
  await planFleet(new MemoryFleet([host]), [target('h', [...Array.from({ length: 30 }, (_, i) => resource(`r${i}`)), ...calls])])
  expect(host.reads).toEqual(['item', 'call'])
})

test('one failing resource does not stop the others', async () => {
  const host = memoryHost('h')
  host.faults.set('a', { read: refusal('no access') })
  const { plans, completed } = await planFleet(new MemoryFleet([host]), [target('h', [resource('a'), resource('b')])])
  expect(actions(plans[0])).toEqual({ b: 'create' })
  expect(failed(plans[0])).toMatchObject([{ identity: 'Item.Key="a"', message: expect.stringContaining('no access') }])
  expect(completed.hosts.failed).toBe(1)
  expect(completed.failures).toHaveLength(1)
})

test('a kind that fails as a whole fails for its resources only', async () => {
  const broken = { ...itemType, readAll: () => Promise.reject(refusal('class is gone')) }
  const kinds = new Map([...memoryKinds, ['item', broken]])
  const resources = [resource('a'), resource('k', { kind: 'call' })]
  const { plans } = await planFleet(new MemoryFleet([memoryHost('h')]), [target('h', resources)], { kinds })
  expect(actions(plans[0])).toEqual({ k: 'invoke' })
  expect(failed(plans[0])).toHaveLength(1)
})

test('an unreachable host is told apart from a failed one', async () => {
  const fleet = new MemoryFleet([memoryHost('a'), memoryHost('b'), memoryHost('c')])
  fleet.host('a').unreachable = true
  const resources = [resource('r')]
  const { plans, completed } = await planFleet(fleet, [target('a', resources), target('b', resources), target('c', resources)], {
    openReader: (name) => (name === 'b' ? Promise.reject(new Error('a bug')) : fleet.openReader(name)),
  })
  expect(Object.fromEntries(plans.map((plan) => [plan.host, plan.state]))).toEqual({
    a: 'unreachable',
    b: 'failed',
    c: 'planned',
  })
  expect(completed.hosts).toMatchObject({ unreachable: 1, failed: 1, changed: 1 })
})

test('a host lost while it is read is unreachable', async () => {
  const host = memoryHost('h')
  host.faults.set('a', { read: new AuthError('h', 'basic', 'rejected', 'access denied') })
  const { plans } = await planFleet(new MemoryFleet([host]), [target('h', [resource('a'), resource('b')])])
  expect(plans[0]).toMatchObject({ state: 'unreachable', failure: { code: 'WMCTL_AUTH', reason: 'rejected' } })
  expect(host.open).toBe(0)
})

test('the same object wanted twice is refused, naming both, even across configurations and letter case', async () => {
  const first = resource('one', { fields: { key: 'Temp', properties: { value: 'x' } } })
  const second = resource('two', { configuration: 'other', fields: { key: 'TEMP', ensure: 'absent' } })
  const { plans } = await planFleet(new MemoryFleet([memoryHost('h')]), [target('h', [first, second, resource('free')])])
  expect(actions(plans[0])).toEqual({ free: 'create' })
  expect(failed(plans[0])).toHaveLength(2)
  for (const { message, code } of failed(plans[0])) {
    expect(message).toContain('base/one and other/two')
    expect(code).toBe('WMCTL_PLAN')
  }
})

test('a cycle fails the host, names all its members, and contacts nothing', async () => {
  const host = memoryHost('h')
  const resources = [resource('a', { dependsOn: ['b'] }), resource('b', { dependsOn: ['a'] })]
  const { plans } = await planFleet(new MemoryFleet([host]), [target('h', resources)])
  expect(plans[0]).toMatchObject({ state: 'failed', failure: { message: expect.stringContaining('base/a → base/b → base/a') } })
  expect(host.reads).toEqual([])
})

test('a triggered call is planned only when what it refers to changes', async () => {
  const restart = resource('restart', { kind: 'call', onChanged: ['a'] })
  const changed = await planFleet(new MemoryFleet([memoryHost('h')]), [target('h', [resource('a'), restart])])
  expect(planned(changed.plans[0])[1]).toMatchObject({
    change: { action: 'invoke', reason: 'a changed' },
    fingerprint: undefined,
  })
  const right = await planFleet(new MemoryFleet([memoryHost('h', { a: { value: 'new' } })]), [
    target('h', [resource('a'), restart]),
  ])
  expect(actions(right.plans[0])).toEqual({ a: 'none', restart: 'none' })
})

test('a triggered call that an earlier run owes is planned although nothing changes', async () => {
  const restart = resource('restart', { kind: 'call', onChanged: ['a'] })
  const fleet = new MemoryFleet([memoryHost('h', { a: { value: 'new' } })])
  const { plans } = await planFleet(fleet, [target('h', [resource('a'), restart])], { pending: new Set(['h/base/restart']) })
  expect(planned(plans[0])[1]?.change).toMatchObject({ action: 'invoke', reason: 'due since a run that was broken off' })
})

test('a task that cannot tell is unknown, and what it triggers may come', async () => {
  const task = resource('task', { kind: 'call', fields: { unknown: true } })
  const restart = resource('restart', { kind: 'call', onChanged: ['task'] })
  const { plans, completed } = await planFleet(new MemoryFleet([memoryHost('h')]), [target('h', [task, restart])])
  expect(planned(plans[0]).map(({ change }) => [change.action, change.reason])).toEqual([
    ['unknown', undefined],
    ['invoke', 'task may change'],
  ])
  expect(completed.actions).toMatchObject({ unknown: 1, invoke: 1 })
})

test('preventDestroy refuses a delete at plan time and shows it', async () => {
  const lifecycle = { preventDestroy: true, ignoreChanges: [] }
  const gone = resource('a', { fields: { key: 'a', ensure: 'absent' }, lifecycle })
  const { plans } = await planFleet(new MemoryFleet([memoryHost('h', { a: { value: 'x' } })]), [target('h', [gone])])
  expect(failed(plans[0])).toMatchObject([
    { code: 'WMCTL_PREVENTED', action: 'delete', message: expect.stringContaining('preventDestroy') },
  ])
})

test('ignoreChanges reaches the type', async () => {
  const lifecycle = { preventDestroy: false, ignoreChanges: ['value'] }
  const fleet = new MemoryFleet([memoryHost('h', { a: { value: 'old' } })])
  const { plans } = await planFleet(fleet, [target('h', [resource('a', { lifecycle })])])
  expect(actions(plans[0])).toEqual({ a: 'none' })
})

test.each([
  ["'none' was planned although", { action: 'none', deltas: [delta('x', 'a', 'b')], steps: [], warnings: [] }],
  [
    "'set' was planned although no property differs",
    { action: 'set', deltas: [{ ...delta('x', 'a', 'b'), equal: 'rule' }], steps: [], warnings: [] },
  ],
  ['same value before and after', { action: 'set', deltas: [delta('x', 'a', 'a')], steps: [], warnings: [] }],
  ["'create' was planned for an object that exists", { action: 'create', deltas: [], steps: [], warnings: [] }],
  ["'delete' was planned with values after it", { action: 'delete', deltas: [delta('x', 'a', 'b')], steps: [], warnings: [] }],
  ["'replace' was planned although no property differs", { action: 'replace', deltas: [], steps: [], warnings: [] }],
  ["'invoke' was planned without saying what is called", { action: 'invoke', deltas: [], steps: [], warnings: [] }],
] as const)('a type that plans nonsense is a bug in the type: %s', async (message, change) => {
  const kinds = new Map([...memoryKinds, ['item', { ...itemType, plan: () => change }]])
  const fleet = new MemoryFleet([memoryHost('h', { a: { value: 'a' } })])
  const { plans } = await planFleet(fleet, [target('h', [resource('a')])], { kinds })
  expect(failed(plans[0])).toMatchObject([{ code: 'WMCTL_RESOURCE_TYPE', message: expect.stringContaining(message) }])
})

test('a type that throws while planning or answers nothing is a bug in the type', async () => {
  const throwing = { ...itemType, plan: () => JSON.parse('{') }
  const silent = { ...itemType, readAll: () => Promise.resolve(new Map()) }
  for (const type of [throwing, silent]) {
    const { plans } = await planFleet(new MemoryFleet([memoryHost('h')]), [target('h', [resource('a')])], {
      kinds: new Map([['item', type]]),
    })
    expect(failed(plans[0])).toMatchObject([{ code: 'WMCTL_RESOURCE_TYPE' }])
  }
})

test('a kind nobody brings fails its resources and suggests', async () => {
  const { plans } = await planFleet(new MemoryFleet([memoryHost('h')]), [target('h', [resource('a', { kind: 'itme' })])])
  expect(failed(plans[0])).toMatchObject([
    { message: expect.stringContaining("'itme'"), hint: expect.stringContaining("'item'") },
  ])
})

test('equal observations have equal fingerprints, different ones differ, absence is said', async () => {
  const fleet = new MemoryFleet([
    memoryHost('a', { r: { value: '1' } }),
    memoryHost('b', { r: { value: '1' } }),
    memoryHost('c', { r: { value: '2' } }),
    memoryHost('d'),
  ])
  const { plans } = await planFleet(
    fleet,
    ['a', 'b', 'c', 'd'].map((name) => target(name, [resource('r')])),
  )
  const prints = new Map(plans.map((plan) => [plan.host, planned(plan)[0]?.fingerprint]))
  expect(prints.get('a')).toMatch(/^[0-9a-f]{64}$/)
  expect(prints.get('b')).toBe(prints.get('a'))
  expect(prints.get('c')).not.toBe(prints.get('a'))
  expect(prints.get('d')).toBe('absent')
})

test('no more hosts are open than asked for, and none stays open', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `h${index}`)
  const fleet = new MemoryFleet(names.map((name) => memoryHost(name)))
  const { openReader } = fleet
  // As long as opening takes in earnest: memory answers before the next host has its turn.
  fleet.openReader = async (name) => {
    const lease = await openReader(name)
    await settle()
    return lease
  }
  const { completed } = await planFleet(
    fleet,
    names.map((name) => target(name, [resource('r')])),
    { concurrency: 7 },
  )
  expect(completed.hosts.total).toBe(40)
  expect(fleet.mostOpen).toBe(7)
  expect(fleet.openNow).toBe(0)
})

test('hosts are taken from their source only when there is room', async () => {
  const fleet = new MemoryFleet(Array.from({ length: 20 }, (_, index) => memoryHost(`h${index}`)))
  let taken = 0
  let done = 0
  let ahead = 0
  const sink = async (): Promise<void> => {
    done += 1
  }
  async function* source() {
    for (const name of fleet.hosts.keys()) {
      taken += 1
      ahead = Math.max(ahead, taken - done)
      yield target(name, [resource('r')])
    }
  }
  await planFleet(fleet, [], { hosts: source(), concurrency: 3, sink })
  expect(done).toBe(20)
  expect(ahead).toBeLessThanOrEqual(4)
})

test('a failing sink ends the run with its error', async () => {
  const fleet = new MemoryFleet(Array.from({ length: 20 }, (_, index) => memoryHost(`h${index}`)))
  const targets = [...fleet.hosts.keys()].map((name) => target(name, [resource('r')]))
  const run = planFleet(fleet, targets, { concurrency: 2, sink: () => Promise.reject(new Error('disk full')) })
  await expect(run).rejects.toThrow('disk full')
  expect(fleet.openNow).toBe(0)
  expect([...fleet.hosts.values()].filter(({ reads }) => reads.length > 0).length).toBeLessThanOrEqual(2)
})

test('a cancelled run skips what it has not planned and says so', async () => {
  const fleet = new MemoryFleet(Array.from({ length: 5 }, (_, index) => memoryHost(`h${index}`)))
  const targets = [...fleet.hosts.keys()].map((name) => target(name, [resource('r')]))
  const controller = new AbortController()
  const sink = async () => controller.abort()
  const { completed } = await planFleet(fleet, targets, { concurrency: 1, signal: controller.signal, sink })
  expect(completed).toMatchObject({ cancelled: true, hosts: { total: 5, changed: 1, skipped: 4 } })
})

test('a secret that cannot be resolved fails its resource only', async () => {
  const sealed = resource('a', { fields: { key: 'a', properties: { password: { secret: { env: 'NONE' } } } } })
  const { plans } = await planFleet(new MemoryFleet([memoryHost('h')]), [target('h', [sealed, resource('b')])], {
    secrets: secretsOf(),
  })
  expect(failed(plans[0])).toMatchObject([{ message: 'no secret NONE' }])
  expect(actions(plans[0])).toEqual({ b: 'create' })
})

function delta(name: string, before: string, after: string) {
  return {
    name,
    before: { type: 'string', array: false, value: before },
    after: { type: 'string', array: false, value: after },
  } as const
}
