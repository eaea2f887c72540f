import { describe, expect, test } from 'vitest'
import type { FaultRule } from '../../src/server/faults.js'
import { expectFirstAlone, firstHostApply, firstHostSite, writeInventory, writes } from '../harness/first-host.js'
import { sites } from '../harness/site.js'

const openSite = sites()

describe('a host that answers nonsense', () => {
  interface Nonsense {
    readonly what: string
    readonly rule: FaultRule
    readonly code: 3 | 4
    readonly says: readonly RegExp[]
  }
  const cases: readonly Nonsense[] = [
    { what: 'HTML', rule: { fault: { kind: 'body', content: 'html' } }, code: 3, says: [/text\/html/, /hint: /] },
    {
      what: 'garbage',
      rule: { fault: { kind: 'body', content: 'garbage' } },
      code: 3,
      says: [/cannot be read|not UTF-8|decode/i, /hint: /],
    },
    {
      what: 'truncated XML',
      rule: { fault: { kind: 'body', content: 'truncated' } },
      code: 3,
      says: [/cannot be read/, /hint: .*cut/s],
    },
    {
      what: 'an endless body',
      rule: { fault: { kind: 'body', content: 'endless' } },
      code: 3,
      says: [/longer than|more than/, /hint: /],
    },
    {
      what: 'an empty body',
      rule: { fault: { kind: 'body', content: 'empty' } },
      code: 3,
      says: [/empty|cannot be read/, /hint: /],
    },
    { what: 'nothing, and hangs up', rule: { fault: { kind: 'close', afterBytes: 0 } }, code: 4, says: [/closed/] },
    { what: 'half an answer, and hangs up', rule: { fault: { kind: 'close', afterBytes: 200 } }, code: 4, says: [/closed/] },
    {
      what: 'HTTP 500 without a message',
      rule: { fault: { kind: 'http', status: 500 } },
      code: 3,
      says: [/answered 500 with an empty body/, /hint: /],
    },
    { what: 'HTTP 404', rule: { fault: { kind: 'http', status: 404 } }, code: 3, says: [/answered 404/, /hint: .*\/wsman/s] },
    {
      what: 'another content type',
      rule: { fault: { kind: 'content-type', value: 'image/png' } },
      code: 3,
      says: [/image\/png/],
    },
  ]
  test.each(cases)('$what', async ({ rule, code, says }) => {
    const at = await openSite()
    at.write('site.yaml', firstHostSite)
    writeInventory(at, {})
    at.host('web01').faults.add(rule)
    await expectFirstAlone(at, { code, says: [/web01/, ...says] })
  })

  test('an enumeration that never ends: --timeout ends it', async () => {
    const at = await openSite()
    at.write('site.yaml', firstHostSite)
    writeInventory(at, {})
    at.host('web01').faults.add({ operations: ['enumerate', 'pull'], fault: { kind: 'endless-enumeration' } })
    const { code, stdout, stderr } = await at.wmctl([...firstHostApply, '--timeout', '2s'])
    expect(code, stderr).toBe(124)
    expect(stdout + stderr).not.toMatch(/ {4}at /)
    expect(writes(at.host('web01'))).toEqual([])
  })

  test('a class that is absent on one host of many: its resource fails there, the others are applied', async () => {
    const at = await openSite({ hosts: 3 })
    at.write('site.yaml', firstHostSite)
    writeInventory(at, {})
    at.host('web02').faults.add({
      operations: ['enumerate'],
      resource: 'root/subscription',
      fault: { kind: 'fault', name: 'invalidResourceUri' },
    })
    const { code, stdout, stderr } = await at.wmctl(firstHostApply)
    expect(code).toBe(3)
    expect(stdout).toMatch(/web02\n {2}✗ site\/filter/)
    expect(stdout).toMatch(/Apply: 5 created, 3 set/)
    expect(stdout + stderr).not.toMatch(/ {4}at /)
  })
})
