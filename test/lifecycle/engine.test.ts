import { expect, test } from 'vitest'
import type { EngineEvent } from '../../src/engine/events.js'
import { planRollout, rolloutHostOf } from '../../src/engine/rollout.js'
import { applyFleet, planFleet, secretsOf, target } from '../harness/engine-run.js'
import { expectGolden } from '../harness/golden.js'
import { MemoryFleet, memoryHost, refusal, resource } from '../harness/memory-host.js'

const absent = { ensure: 'absent' } as const

/** One event a line: what views are given, so that every view can be rendered from it again. */
function expectStream(name: string, events: readonly EngineEvent[]): void {
  expectGolden(`engine/${name}.json`, `[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]\n`)
}

const resources = [
  resource('java-home', { fields: { key: 'JAVA_HOME', properties: { value: 'C:\\jdk-21' } } }),
  resource('spooler', {
    fields: { key: 'Spooler', properties: { mode: 'Disabled', state: 'Stopped' } },
    dependsOn: ['java-home'],
  }),
  resource('old-share', { fields: { key: 'temp$', ...absent }, dependsOn: ['old-folder'] }),
  resource('old-folder', { fields: { key: 'temp', ...absent } }),
  resource('account', { fields: { key: 'svc', properties: { password: { secret: { env: 'PASSWORD' } } } } }),
  resource('recycle', { kind: 'call', fields: { method: 'Recycle' }, onChanged: ['java-home'] }),
]
const table = { PASSWORD: 'correct horse' }

function makeFleet(): MemoryFleet {
  const fleet = new MemoryFleet([
    memoryHost('web01', { JAVA_HOME: { value: 'C:\\jdk-17' }, temp$: { path: 'C:\\temp' }, temp: { acl: 'everyone' } }),
    memoryHost('web02', { JAVA_HOME: { value: 'C:\\jdk-21' }, Spooler: { mode: 'Auto', state: 'Running' } }),
    memoryHost('web03'),
  ])
  fleet.host('web03').unreachable = true
  return fleet
}

test('plan, apply, plan again, tamper, drift', async () => {
  const fleet = makeFleet()
  const targets = [...fleet.hosts.keys()].map((name) => target(name, resources))
  const options = { concurrency: 1, secrets: secretsOf(table) }
  const planned = await planFleet(fleet, targets, options)
  expectStream('plan', planned.events)
  const applied = await applyFleet(fleet, planned.plans, { ...options, expected: { hosts: 3, resources: 18 } })
  expectStream('apply', applied.events)
  fleet.host('web03').unreachable = false
  await applyFleet(fleet, [target('web03', resources)], options)
  const empty = await planFleet(fleet, targets, options)
  expectStream('plan-empty', empty.events)
  expect(empty.completed.hosts).toMatchObject({ total: 3, unchanged: 3 })
  fleet.host('web01').objects.get('Spooler')?.set('state', 'Running')
  fleet.host('web02').objects.delete('JAVA_HOME')
  const drift = await planFleet(fleet, targets, { ...options, command: 'drift' })
  expectStream('drift', drift.events)
  expect(drift.completed.hosts).toMatchObject({ changed: 2, unchanged: 1 })
})

test('an apply in which things go wrong', async () => {
  const fleet = makeFleet()
  const [web01, web02] = [fleet.host('web01'), fleet.host('web02')]
  fleet.host('web03').unreachable = false
  web01.faults.set('JAVA_HOME', { apply: refusal('the registry is locked') })
  const targets = [...fleet.hosts.keys()].map((name) => target(name, resources))
  const options = { concurrency: 1, secrets: secretsOf(table) }
  const { plans } = await planFleet(fleet, targets, options)
  web01.faults.set('temp$', { ignore: true })
  web02.objects.get('Spooler')?.set('state', 'Paused')
  const strategies = new Map([['base', { strategy: { batch: { count: 1 }, maxFailures: { count: 1 } }, hosts: 3 }]])
  const rollout = planRollout(plans.map(rolloutHostOf), strategies)
  const { events } = await applyFleet(fleet, plans, {
    ...options,
    expected: { hosts: 3, resources: 18 },
    ...(rollout && { rollout }),
  })
  expectStream('apply-failing', events)
  expect(fleet.host('web03').log).toEqual([])
})
