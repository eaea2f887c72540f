import { describe, expect, test } from 'vitest'
import type { EngineEvent } from '../../../src/engine/events.js'
import type { FailedResource, HostPlan } from '../../../src/engine/plan.js'
import { hostPlan, runOf } from '../../harness/views/event-samples.js'
import { renderHuman } from '../../harness/views/render.js'

const reason = 'A header that must be understood is not (MustUnderstand, 0x80338010)'

function failed(host: string, resource: string, message = reason): FailedResource {
  const identity = `Win32_Service.Name="${resource}"`
  return { address: { host, configuration: 'site', resource }, identity, message, hint: '`wmctl probe` shows what it speaks.' }
}

function planOf(host: string, resources: readonly FailedResource[]): HostPlan {
  return { ...hostPlan(host, []), failed: resources } as HostPlan
}

const plans = [
  planOf('sql01', [failed('sql01', 'one'), failed('sql01', 'two'), failed('sql01', 'three', 'Access is denied')]),
  planOf('sql02', [failed('sql02', 'one', 'Access is denied')]),
]

describe('resources that could not be planned', () => {
  test('are told together where hosts and reason are the same', () => {
    const text = renderHuman(runOf('plan', plans)).out
    expect(text).toMatchInlineSnapshot(`
      "sql01
        ✗ site/one  Win32_Service.Name="one"
        ✗ site/two  Win32_Service.Name="two"
            A header that must be understood is not (MustUnderstand, 0x80338010)
            hint: \`wmctl probe\` shows what it speaks.

      sql01
        ✗ site/three  Win32_Service.Name="three"
            Access is denied
            hint: \`wmctl probe\` shows what it speaks.

      sql02
        ✗ site/one  Win32_Service.Name="one"
            Access is denied
            hint: \`wmctl probe\` shows what it speaks.

      Plan: 4 failed. Hosts: 2 failed.
      "
    `)
    expect(text.split('must be understood')).toHaveLength(2)
  })

  test('are not told again by the apply of the plan that was shown', () => {
    const skipped: readonly EngineEvent[] = plans.flatMap((plan) =>
      (plan as Extract<HostPlan, { state: 'planned' }>).failed.map(
        ({ address, identity, message }): EngineEvent => ({
          type: 'change-skipped',
          address,
          identity,
          action: 'unknown',
          reason: 'unread',
          detail: message,
        }),
      ),
    )
    const [start, ...rest] = runOf('plan', [])
    const apply = [{ ...start, command: 'apply' } as EngineEvent, ...skipped, ...rest]
    const after = renderHuman([...runOf('plan', plans), ...apply]).out
    expect(after.split('must be understood')).toHaveLength(2)
    expect(renderHuman(apply).out.split('must be understood')).toHaveLength(3)
  })
})
