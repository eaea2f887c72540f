import { afterEach, beforeEach, expect } from 'vitest'

/** After each test: no socket, server or child process more than before it. What is closing is given a moment. */

const watched = new Set(['TCPServerWrap', 'TCPSocketWrap', 'TLSWrap', 'PipeWrap', 'ProcessWrap', 'UDPWrap'])
const patience = 200
let before: ReadonlyMap<string, number> = new Map()

beforeEach(() => {
  before = countResources()
})

afterEach(async () => {
  for (let turn = 0; turn < patience && leaked().length > 0; turn++) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(leaked(), 'left open by the test').toEqual([])
})

function leaked(): readonly string[] {
  return [...countResources()].flatMap(([type, count]) => {
    const more = count - (before.get(type) ?? 0)
    return more > 0 ? [`${more} × ${type}`] : []
  })
}

function countResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo()) {
    if (watched.has(type)) counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  return counts
}
