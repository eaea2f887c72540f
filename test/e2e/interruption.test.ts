import { describe, expect, test } from 'vitest'
import { intents, restartApply, restartSite, watchRestart } from '../harness/restart-site.js'
import { type Site, sites } from '../harness/site.js'

const openSite = sites()

/** A site whose first host takes its time for a kind of request: long enough for a signal sent meanwhile to arrive meanwhile. */
async function slowSite(operation: 'create' | 'invoke', ms = 5_000): Promise<Site> {
  const at = await openSite()
  at.write('site.yaml', restartSite)
  at.host('web01').faults.add({ operations: [operation], times: 1, fault: { kind: 'delay', ms } })
  return at
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, expected) => {
  test('what is in flight is finished, nothing new is started, and the next apply does the rest', async () => {
    const at = await slowSite('invoke')
    const [first, second] = [watchRestart(at.host('web01')), watchRestart(at.host('web02'))]
    const running = at.start(restartApply)
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
    expect((await at.wmctl(restartApply)).code).toBe(0)
    expect(first).toEqual({ stops: 1, starts: 1, releases: 1 })
    expect(second).toEqual({ stops: 1, starts: 1, releases: 1 })
    expect((await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml', '--detailed-exitcode'])).code).toBe(0)
  })

  test('a second one ends the process at once', async () => {
    const at = await slowSite('invoke', 15_000)
    const running = at.start(restartApply)
    await intents(at, 2)
    const started = performance.now()
    running.process.kill(signal)
    await running.printed('Interrupt again')
    running.process.kill(signal)
    expect((await running.result).code).toBe(expected)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

// Limits far above what starting the program takes on a busy machine, so that it is the run that is cut.
describe('--timeout', { timeout: 120_000 }, () => {
  test('ends a plan that waits for an answer', async () => {
    const at = await openSite()
    at.write('site.yaml', restartSite)
    at.host('web02').faults.add({ operations: ['enumerate'], fault: { kind: 'delay', ms: 60_000 } })
    const started = performance.now()
    const { code, stdout } = await at.wmctl([
      'plan',
      '-f',
      'site.yaml',
      '-i',
      'inventory.yaml',
      '--timeout',
      '6s',
      '--out',
      'x.wmplan',
    ])
    expect(code).toBe(124)
    expect(performance.now() - started).toBeLessThan(40_000)
    expect(stdout).toMatch(/web01\n/)
    expect(() => at.read('x.wmplan')).toThrow()
  })

  test('lets an apply finish what is in flight', async () => {
    const at = await slowSite('create', 12_000)
    const seen = watchRestart(at.host('web01'))
    const { code, stdout } = await at.wmctl([...restartApply, '--timeout', '8s'])
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
