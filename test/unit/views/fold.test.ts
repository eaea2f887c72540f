import { describe, expect, test } from 'vitest'
import { withoutPeer } from '../../../src/views/fold/failure-fold.js'
import { createOutcomeFold } from '../../../src/views/fold/outcome-fold.js'
import { createPlanFold } from '../../../src/views/fold/plan-fold.js'
import { createRunPlans } from '../../../src/views/fold/run-plans.js'
import {
  delta,
  hostPlan,
  javaHome,
  motd,
  oldShare,
  planned,
  spooler,
  text,
  uint32,
  unchanged,
  unreachable,
} from '../../harness/views/event-samples.js'
import { sampleFleet } from '../../harness/views/sample-fleet.js'
import { sampleStreams, webHosts } from '../../harness/views/sample-streams.js'

function foldOf(plans: Parameters<ReturnType<typeof createPlanFold>['add']>[0][], equalities = false) {
  const fold = createPlanFold({ equalities, mergeVarying: false })
  for (const plan of plans) fold.add(plan)
  return fold
}

describe('the fold of a fleet', () => {
  test('keeps each change once, with the hosts that share it', () => {
    const plans = webHosts(5).map((host) => hostPlan(host, [spooler(host), oldShare(host), unchanged(host)]))
    const fold = foldOf([...plans, hostPlan('web06', [spooler('web06')])])
    expect(fold.groups().map(({ hosts, changes }) => [hosts.length, changes.map((change) => change.address.resource)])).toEqual([
      [6, ['spooler']],
      [5, ['old-share']],
    ])
  })

  test('keeps a host apart whose live value differs', () => {
    const other = planned('web02', 'web-baseline/spooler', 'Win32_Service.Name="Spooler"', {
      ...spooler('web02').change,
      deltas: [delta('StartMode', text('Manual'), text('Disabled'))],
    })
    const groups = foldOf([hostPlan('web01', [spooler('web01')]), hostPlan('web02', [other])]).groups()
    expect(groups.map(({ hosts }) => hosts)).toEqual([['web01'], ['web02']])
  })

  test.each([
    [3, [1, 1, 1], undefined],
    [4, [4], 4],
  ])('takes %i ways to the same values as %j', (ways, sizes, varying) => {
    const fold = createPlanFold({ equalities: false, mergeVarying: true })
    for (const [index, host] of webHosts(ways).entries()) {
      const deltas = [delta('InitialSize', uint32(index), uint32(4096)), delta('Auto', text('no'), text('yes'))]
      fold.add(hostPlan(host, [planned(host, 'web/page-file', 'PageFile', { action: 'set', deltas })]))
    }
    expect(fold.groups().map(({ hosts }) => hosts.length)).toEqual(sizes)
    expect(fold.groups()[0]?.changes[0]?.varying?.get('InitialSize')).toBe(varying)
    expect(fold.groups()[0]?.changes[0]?.varying?.has('Auto')).not.toBe(true)
  })

  test('does not tell hosts apart by the hash of a secret', () => {
    const second = motd('app02')
    const deltas = second.change.deltas.map((one) =>
      one.name === 'Password' ? delta('Password', { sensitive: true, hash: 'cc' }, { sensitive: true, hash: 'dd' }) : one,
    )
    const groups = foldOf([
      hostPlan('app01', [motd('app01')]),
      hostPlan('app02', [{ ...second, change: { ...second.change, deltas } }]),
    ]).groups()
    expect(groups).toHaveLength(1)
  })

  test('does not depend on which host is planned first', () => {
    const plans = sampleFleet(40)
    const order = (given: typeof plans) =>
      foldOf([...given])
        .groups()
        .map(({ hosts, changes }) => [[...hosts].sort(), changes.map((one) => one.address.resource)])
    expect(order(plans.toReversed())).toEqual(order(plans))
  })

  test('shows equalities only when asked', () => {
    const plans = [hostPlan('web01', [unchanged('web01')])]
    expect(foldOf(plans).groups()).toEqual([])
    expect(foldOf(plans, true).groups()).toHaveLength(1)
  })

  test('tells a reason once, whatever peer it names', () => {
    expect(foldOf(['web01', 'web02'].map(unreachable)).failedHosts()).toMatchObject([
      { state: 'unreachable', hosts: ['web01', 'web02'], failure: { message: 'connection refused' } },
    ])
  })

  test('takes 100,000 hosts with the memory of their names', () => {
    const hosts = Array.from({ length: 100_000 }, (_, index) => `web${index}`)
    const fold = createPlanFold({ equalities: false, mergeVarying: true })
    for (const host of hosts) fold.add(hostPlan(host, [spooler(host), javaHome(host)]))
    const groups = fold.groups()
    expect(groups).toHaveLength(1)
    expect(groups[0]?.hosts).toHaveLength(100_000)
  })
})

test.each([
  ['web01: refused', 'web01', 'refused'],
  ['web01:5985: refused', 'web01', 'refused'],
  ['127.0.0.1:40123: refused', 'web01', 'refused'],
  ['https://web01.corp:5986/wsman: refused', 'web01', 'refused'],
  ['[::1]:5985: refused', 'web01', 'refused'],
  ['Win32_Service: not found', 'web01', 'Win32_Service: not found'],
  ['DNS: no such host', 'web01', 'DNS: no such host'],
  ['refused', 'web01', 'refused'],
])('%j about %s says %j', (message, host, expected) => expect(withoutPeer(message, host)).toBe(expected))

describe('the outcome of an apply', () => {
  const outcome = createOutcomeFold()
  for (const event of sampleStreams['apply-mixed'] ?? []) outcome.event(event)

  test('lists what failed, was skipped or warned', () => {
    expect(outcome.failed().map(({ item, hosts }) => [item.address.resource, item.failure.message, hosts])).toEqual([
      ['java-home', 'Access denied (0x80041003)', ['web02']],
    ])
    expect(outcome.skipped().map(({ item }) => item.reason)).toEqual(['dependency-failed', 'stale'])
    expect(outcome.warnings()).toHaveLength(1)
    expect(outcome.hosts().map(({ hosts }) => hosts)).toEqual([['web03']])
  })

  test('counts as skipped what the engine does not count as failed', () => expect(outcome.skippedCount).toBe(1))

  test('does not repeat what the plan of the same run has told', () => {
    const fold = createOutcomeFold()
    fold.event({ type: 'host-planned', plan: unreachable('web01'), milliseconds: 1 })
    fold.event({
      type: 'host-completed',
      host: 'web01',
      state: 'unreachable',
      failure: { code: 'WMCTL_TRANSPORT', message: 'refused' },
    })
    expect(fold.hosts()).toEqual([])
  })
})

test('the plans of a run are those made, and what was begun from a saved plan', () => {
  const seen: string[] = []
  const plans = createRunPlans((plan) =>
    seen.push(`${plan.host} ${plan.state === 'planned' ? plan.resources.length : plan.state}`),
  )
  for (const event of sampleStreams['apply-mixed'] ?? []) plans.event(event)
  for (const event of sampleStreams['apply-batches'] ?? []) plans.event(event)
  expect(seen).toEqual(['web01 2', 'web02 1', 'web01 1', 'web02 1', 'web03 1', 'web04 1'])
})
