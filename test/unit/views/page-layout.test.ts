import { expect, test } from 'vitest'
import { createPlanFold } from '../../../src/views/fold/plan-fold.js'
import { layOutPage } from '../../../src/views/report/html/page-layout.js'
import { delta, hostPlan, planned, spooler, uint32 } from '../../harness/views/event-samples.js'
import { webHosts } from '../../harness/views/sample-streams.js'

/** Six hosts with the same service, and a page file of another size each. */
function sampleGroups() {
  const fold = createPlanFold({ equalities: false, mergeVarying: true })
  for (const [index, host] of webHosts(6).entries()) {
    const pageFile = planned(host, 'web/page-file', 'PageFile', {
      action: 'set',
      deltas: [delta('Size', uint32(index), uint32(99))],
    })
    fold.add(hostPlan(host, [spooler(host), pageFile]))
  }
  return fold.groups()
}

test('numbers changes as they stand in the page, each host finding its own', () => {
  const layout = layOutPage(sampleGroups(), 100)
  expect(layout.groups.map(({ parts }) => parts.map(({ variants }) => variants.length))).toEqual([[0, 6]])
  expect([...layout.changesOf]).toEqual(webHosts(6).map((host, index) => [host, [0, 2 + index]]))
})

test.each([
  [4, 4, { changes: 0, groups: 0 }],
  [0, 0, { changes: 2, groups: 1 }],
])('with room for %i, tells what it leaves out', (limit, count, leftOut) => {
  const layout = layOutPage(sampleGroups(), limit)
  const laidOut = layout.groups.flatMap(({ parts }) => parts)
  expect(laidOut.reduce((sum, { variants }) => sum + 1 + variants.length, 0)).toBe(count)
  expect(laidOut.reduce((sum, { variantsLeftOut }) => sum + variantsLeftOut, 0)).toBe(limit === 0 ? 0 : 4)
  expect(layout.leftOut).toEqual(leftOut)
  expect(layout.changesOf.get('web06')?.at(-1)).toBe(-1)
})
