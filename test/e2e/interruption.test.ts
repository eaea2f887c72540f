import type { LabHost } from '@wmctl/lab'
import { describe, expect, test } from 'vitest'
import { type CimInstance, propertyValue } from '../../src/cim/value.js'
import { configuration, type Site, sites } from '../harness/site.js'
import { until } from '../harness/until.js'

const openSite = sites()

const site = configuration(`
- name: release
  cim: Win32_Environment
  key: { Name: APP_RELEASE, UserName: <SYSTEM> }
  properties: { VariableValue: '2026.11' }
- name: stop
  invoke: { cim: Win32_Service, key: { Name: W32Time }, method: StopService }
  on: { changed: [release] }
  waitFor: { State: Stopped, timeout: 60s }
- name: start
  invoke: { cim: Win32_Service, key: { Name: W32Time }, method: StartService }
  on: { changed: [release] }
  dependsOn: [stop]
  waitFor: { State: Running, timeout: 60s }
`)

const apply = ['apply', '-f', 'site.yaml', '-i', 'inventory.yaml', '--yes', '--concurrency', '1']

/** A site whose first host takes a second for a kind of request. */
async function slowSite(operation: 'create' | 'invoke', ms = 1_000): Promise<Site> {
  const at = await openSite()
  at.write('site.yaml', site)
  at.host('web01').faults.add({ operations: [operation], times: 1, fault: { kind: 'delay', ms } })
  return at
}

/** Resolves when as many changes have been sent. */
function intents(at: Site, count: number): Promise<void> {
  return until(`${count} intents`, () => at.journals().join('').split('"type":"change-intent"').length > count)
}

/** Counts what happened to the service and to the variable. */
function watch({ cim }: LabHost): { readonly stops: number; readonly starts: number; readonly releases: number } {
  const seen = { stops: 0, starts: 0, releases: 0 }
  cim.onChange((event) => {
    if (event.kind === 'deletion') return
    const { instance } = event
    if (instance.className === 'Win32_Environment') seen.releases += 1
    if (instance.className !== 'Win32_Service' || propertyValue(instance, 'Name') !== 'W32Time') return
    if (propertyValue(instance, 'State') === 'Stop Pending') seen.stops += 1
    if (propertyValue(instance, 'State') === 'Start Pending') seen.starts += 1
  })
  return seen
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, expected) => {
  test('what is in flight is finished, nothing new is started, and the next apply does the rest', async () => {
    const at = await slowSite('invoke')
    const [first, second] = [watch(at.host('web01')), watch(at.host('web02'))]
    const running = at.start(apply)
    await intents(at, 2)
    running.process.kill(signal)
    const { code, stdout, stderr } = await running.result
    expect(code).toBe(expected)
    expect(stderr).toContain('Stopping: what is in flight is finished, nothing new is started.')
    expect(stdout).toMatch(/\nApply \(cancelled\): 1 created, 1 invoked, 4 skipped\. Hosts: 1 changed, 1 skipped\.\n$/)
    expect(first).toEqual({ stops: 1, starts: 0, releases: 1 })
    expect(second).toEqual({ stops: 0, starts: 0, releases: 0 })
    expect(at.journals()[0]).toMatch(/"type":"run-end","cancelled":true/)

    if (signal === 'SIGTERM') return
    const planned = await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml'])
    expect(planned.stdout).toMatch(/web01\n {2}! site\/start/)
    expect((await at.wmctl(apply)).code).toBe(0)
    expect(first).toEqual({ stops: 1, starts: 1, releases: 1 })
    expect(second).toEqual({ stops: 1, starts: 1, releases: 1 })
    expect((await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml', '--detailed-exitcode'])).code).toBe(0)
  })

  test('a second one ends the process at once', async () => {
    const at = await slowSite('invoke', 15_000)
    const running = at.start(apply)
    await intents(at, 2)
    const started = performance.now()
    running.process.kill(signal)
    await running.printed('Interrupt again')
    running.process.kill(signal)
    expect((await running.result).code).toBe(expected)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('--timeout', () => {
  test('ends a plan that waits for an answer', async () => {
    const at = await openSite()
    at.write('site.yaml', site)
    at.host('web02').faults.add({ operations: ['enumerate'], fault: { kind: 'delay', ms: 15_000 } })
    const started = performance.now()
    const { code, stdout } = await at.wmctl([
      'plan',
      '-f',
      'site.yaml',
      '-i',
      'inventory.yaml',
      '--timeout',
      '1500ms',
      '--out',
      'x.wmplan',
    ])
    expect(code).toBe(124)
    expect(performance.now() - started).toBeLessThan(6_000)
    expect(stdout).toMatch(/web01\n/)
    expect(() => at.read('x.wmplan')).toThrow()
  })

  test('lets an apply finish what is in flight', async () => {
    const at = await slowSite('create', 3_000)
    const seen = watch(at.host('web01'))
    const { code, stdout } = await at.wmctl([...apply, '--timeout', '2s'])
    expect(code).toBe(124)
    expect(stdout).toMatch(/\nApply \(cancelled\): 1 created, 5 skipped\./)
    expect(seen).toEqual({ stops: 0, starts: 0, releases: 1 })
  })

  test('is a duration', async () => {
    const at = await openSite()
    const { code, stderr } = await at.wmctl(['plan', '-f', 'x.yaml', '--timeout', '5'])
    expect(code).toBe(6)
    expect(stderr).toMatch(/--timeout 5 is not a duration[\s\S]*90s/)
  })
})

describe('kill -9 in an apply: the next one loses nothing and does nothing twice', () => {
  /** Runs an apply and kills it in the very moment in which the first host does something. */
  async function killedApply(at: Site, moment: (instance: CimInstance) => boolean): Promise<void> {
    const running = at.start(apply)
    at.host('web01').cim.onChange((event) => {
      if (event.kind !== 'deletion' && moment(event.instance)) running.process.kill('SIGKILL')
    })
    expect((await running.result).code).toBe('SIGKILL')
  }

  async function expectRestDone(at: Site, seen: ReturnType<typeof watch>): Promise<void> {
    const again = await at.wmctl(apply)
    expect({ code: again.code, ...seen }).toEqual({ code: 0, stops: 1, starts: 1, releases: 1 })
    const { code, stderr } = await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml', '--detailed-exitcode'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  }

  test('when a change that triggers others was made and not answered', async () => {
    const at = await openSite({ hosts: 1 })
    at.write('site.yaml', site)
    const seen = watch(at.host('web01'))
    await killedApply(at, ({ className }) => className === 'Win32_Environment')
    expect(seen).toEqual({ stops: 0, starts: 0, releases: 1 })
    await expectRestDone(at, seen)
  })

  test('when a change was about to be sent, or just was', async () => {
    const at = await openSite({ hosts: 1 })
    at.write('site.yaml', site)
    const seen = watch(at.host('web01'))
    const running = at.start(apply)
    await intents(at, 1)
    running.process.kill('SIGKILL')
    await running.result
    await expectRestDone(at, seen)
  })

  test.each(['whole', 'torn'])('when a call was carried out and not answered; the journal is %s', async (journal) => {
    const at = await openSite({ hosts: 1 })
    at.write('site.yaml', site)
    const seen = watch(at.host('web01'))
    await killedApply(
      at,
      (instance) => instance.className === 'Win32_Service' && propertyValue(instance, 'State') === 'Stop Pending',
    )
    expect(seen).toEqual({ stops: 1, starts: 0, releases: 1 })
    if (journal === 'torn') at.appendToJournal('{"type":"change-out')
    const planned = await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml'])
    expect(planned.stdout).toMatch(/^web01\n {2}! site\/start .*\n.*\n\nPlan: 1 to invoke/)
    expect(planned.stderr).toMatch(
      /^warning: the last apply \(run .*\) was broken off .*\n {2}web01\/site\/stop: StopService\(\) \(perhaps called;/,
    )
    await expectRestDone(at, seen)
  })
})
