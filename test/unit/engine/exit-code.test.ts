import { expect, test } from 'vitest'
import { AuthError, InternalError, TransportError, UsageError } from '../../../src/base/errors.js'
import type { EngineEvent } from '../../../src/engine/events.js'
import { exitCodeOf, exitCodeTable } from '../../../src/engine/exit-code.js'
import { OutcomeObserver, outcomeOfError, quietOutcome, type RunOutcome } from '../../../src/engine/run-outcome.js'
import { applyFleet, memoryKinds, planFleet, target } from '../../harness/engine-run.js'
import { itemType, MemoryFleet, memoryHost, refusal, resource } from '../../harness/memory-host.js'

/** DESIGN: highest wins. */
const byPrecedence: readonly (readonly [number, Partial<RunOutcome>])[] = [
  [70, { bug: true }],
  [130, { signal: 'SIGINT' }],
  [124, { timedOut: true }],
  [6, { usage: true }],
  [5, { policy: true }],
  [7, { stale: true }],
  [8, { locked: true }],
  [9, { unauthenticated: true }],
  [1, { error: true }],
  [3, { failedHosts: 2 }],
  [4, { unreachableHosts: 1 }],
  [2, { reportedChanges: true }],
  [0, {}],
]

test.each(byPrecedence)('%i by itself, and against all that is lower', (code, part) => {
  expect(exitCodeOf({ ...quietOutcome, ...part })).toBe(code)
  const lower = byPrecedence.slice(byPrecedence.findIndex(([other]) => other === code))
  const all: RunOutcome = Object.assign({}, quietOutcome, ...lower.map(([, more]) => more))
  expect(exitCodeOf(all)).toBe(code)
})

test('termination is 143', () => {
  expect(exitCodeOf({ ...quietOutcome, signal: 'SIGTERM', error: true })).toBe(143)
})

test('the table has every code once, by number', () => {
  const codes = exitCodeTable().map((line) => Number.parseInt(line, 10))
  expect(codes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 70, 124, 130, 143])
})

test.each([
  [new InternalError('x'), 70],
  [new UsageError('x'), 6],
  [new TransportError('connect', 'h', 'refused'), 4],
  [new Error('x'), 1],
])('%o ends with %i', (error, code) => {
  expect(exitCodeOf(outcomeOfError(error))).toBe(code)
})

function codeOf(events: readonly EngineEvent[], options = { detailed: false }): number {
  const observer = new OutcomeObserver(options)
  for (const event of events) observer.observe(event)
  return exitCodeOf(observer.outcome())
}

test('of a plan and of drift: changes count only when asked for', async () => {
  const fleet = new MemoryFleet([memoryHost('h')])
  const plan = await planFleet(fleet, [target('h', [resource('a')])])
  expect(codeOf(plan.events)).toBe(0)
  expect(codeOf(plan.events, { detailed: true })).toBe(2)
  const drift = await planFleet(fleet, [target('h', [resource('a')])], { command: 'drift' })
  expect(codeOf(drift.events)).toBe(0)
  expect(codeOf(drift.events, { detailed: true })).toBe(2)
  const none = await planFleet(fleet, [target('h', [])], { command: 'drift' })
  expect(codeOf(none.events, { detailed: true })).toBe(0)
})

test('of hosts: failed before unreachable before drift', async () => {
  const fleet = new MemoryFleet(['a', 'b', 'c'].map((name) => memoryHost(name)))
  fleet.host('b').unreachable = true
  const two = ['a', 'b'].map((name) => target(name, [resource('r')]))
  expect(codeOf((await planFleet(fleet, two, { command: 'drift' })).events, { detailed: true })).toBe(4)
  fleet.host('c').faults.set('r', { read: refusal('no') })
  const three = [...two, target('c', [resource('r')])]
  expect(codeOf((await planFleet(fleet, three, { command: 'drift' })).events, { detailed: true })).toBe(3)
})

test('no host could authenticate only when none did', async () => {
  const fleet = new MemoryFleet(['a', 'b'].map((name) => memoryHost(name)))
  const reject = (name: string) => Promise.reject(new AuthError(name, 'basic', 'rejected', 'access denied'))
  const targets = ['a', 'b'].map((name) => target(name, [resource('r')]))
  expect(codeOf((await planFleet(fleet, targets, { openReader: reject })).events)).toBe(9)
  const one = (name: string) => (name === 'a' ? reject(name) : fleet.openReader(name))
  expect(codeOf((await planFleet(fleet, targets, { openReader: one })).events)).toBe(4)
})

test('stale objects are 7, an apply that did all it should is 0, a bug of wmctl is 70', async () => {
  const fleet = new MemoryFleet([memoryHost('h', { a: { value: 'old' } })])
  const { plans } = await planFleet(fleet, [target('h', [resource('a')])])
  fleet.host('h').objects.get('a')?.set('value', 'tampered')
  expect(codeOf((await applyFleet(fleet, plans)).events, { detailed: true })).toBe(7)
  expect(codeOf((await applyFleet(fleet, [target('h', [resource('a')])])).events, { detailed: true })).toBe(0)
  const broken = { ...itemType, readAll: () => Promise.reject(new InternalError('boom')) }
  const kinds = new Map([...memoryKinds, ['item', broken]])
  expect(codeOf((await planFleet(fleet, [target('h', [resource('a')])], { kinds })).events)).toBe(70)
})
