import { describe, expect, test } from 'vitest'
import { type CimInstance, propertyValue } from '../../src/cim/value.js'
import { intents, restartApply, restartSite, watchRestart } from '../harness/restart-site.js'
import { manyRuns } from '../harness/run-wmctl.js'
import { type Site, sites } from '../harness/site.js'

const openSite = sites()

describe('kill -9 in an apply: the next one loses nothing and does nothing twice', manyRuns, () => {
  /** Runs an apply and kills it in the very moment in which the first host does something. */
  async function killedApply(at: Site, moment: (instance: CimInstance) => boolean): Promise<void> {
    const running = at.start(restartApply)
    at.host('web01').cim.onChange((event) => {
      if (event.kind !== 'deletion' && moment(event.instance)) running.process.kill('SIGKILL')
    })
    expect((await running.result).code).toBe('SIGKILL')
  }

  async function expectRestDone(at: Site, seen: ReturnType<typeof watchRestart>): Promise<void> {
    const again = await at.wmctl(restartApply)
    expect({ code: again.code, ...seen }).toEqual({ code: 0, stops: 1, starts: 1, releases: 1 })
    const { code, stderr } = await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml', '--detailed-exitcode'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  }

  test('when a change that triggers others was made and not answered', async () => {
    const at = await openSite({ hosts: 1 })
    at.write('site.yaml', restartSite)
    const seen = watchRestart(at.host('web01'))
    await killedApply(at, ({ className }) => className === 'Win32_Environment')
    expect(seen).toEqual({ stops: 0, starts: 0, releases: 1 })
    await expectRestDone(at, seen)
  })

  test('when a change was about to be sent, or just was', async () => {
    const at = await openSite({ hosts: 1 })
    at.write('site.yaml', restartSite)
    const seen = watchRestart(at.host('web01'))
    const running = at.start(restartApply)
    await intents(at, 1)
    running.process.kill('SIGKILL')
    await running.result
    await expectRestDone(at, seen)
  })

  test.each(['whole', 'torn'])('when a call was carried out and not answered; the journal is %s', async (journal) => {
    const at = await openSite({ hosts: 1 })
    at.write('site.yaml', restartSite)
    const seen = watchRestart(at.host('web01'))
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
