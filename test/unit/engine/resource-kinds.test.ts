import { expect, test } from 'vitest'
import { kindOf, resourceKinds } from '../../../src/engine/resource-kinds.js'
import { applyFleet, memoryKinds, planFleet, target } from '../../harness/engine-run.js'
import { callType, itemType, MemoryFleet, memoryHost, resource } from '../../harness/memory-host.js'

test('two types of one kind are a bug of the plugins that bring them', () => {
  expect(() => resourceKinds([itemType, callType, itemType])).toThrow("resource type 'item': it is registered twice")
})

test('an unknown kind is answered with the nearest, or with all', () => {
  expect(() => kindOf(memoryKinds, 'itm')).toThrow(expect.objectContaining({ code: 'WMCTL_USAGE', hint: "Did you mean 'item'?" }))
  expect(() => kindOf(memoryKinds, 'registry')).toThrow(expect.objectContaining({ hint: 'Known are item, call.' }))
})

test('hosts that do not come as the rollout expects are a bug, and the rest is not begun', async () => {
  const fleet = new MemoryFleet([memoryHost('a'), memoryHost('b')])
  const { plans } = await planFleet(
    fleet,
    ['a', 'b'].map((name) => target(name, [resource('r')])),
    { concurrency: 1 },
  )
  const rollout = { batches: [['b'], ['a']], strategies: new Map() }
  await expect(applyFleet(fleet, plans, { rollout })).rejects.toMatchObject({ code: 'WMCTL_INTERNAL' })
  expect([...fleet.hosts.values()].flatMap(({ log }) => log)).toEqual([])
})
