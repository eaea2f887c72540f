import { expect, test } from 'vitest'
import { formatJournalEntry, type JournalEntry } from '../../../src/engine/journal.js'
import { decodeJournalEntry, findAppliedPlan, readJournal } from '../../../src/engine/journal-state.js'

const start: JournalEntry = { type: 'run-start', format: 1, runId: 'r1', planId: 'p1', pending: [], time: 1 }
const end: JournalEntry = { type: 'run-end', cancelled: false, time: 9 }

function intent(change: number, address: string, triggers: readonly string[] = []): JournalEntry {
  return { type: 'change-intent', change, address, kind: 'item', identity: address, action: 'set', steps: [], triggers, time: 2 }
}

function outcome(change: number, result: 'done' | 'nothing-to-do' | 'failed' | 'not-taken'): JournalEntry {
  return { type: 'change-outcome', change, outcome: result, time: 3 }
}

function linesOf(...entries: readonly JournalEntry[]): readonly string[] {
  return entries.map((entry) => formatJournalEntry(entry).trimEnd())
}

test.each<readonly [string, readonly JournalEntry[], readonly string[], readonly string[]]>([
  ['all answered', [intent(1, 'a'), outcome(1, 'done')], [], []],
  ['in flight', [intent(1, 'a'), outcome(1, 'done'), intent(2, 'b')], ['b'], []],
  ['a trigger owed', [intent(1, 'a', ['r']), outcome(1, 'done')], [], ['r']],
  ['a trigger owed by what was in flight', [intent(1, 'a', ['r'])], ['a'], ['r']],
  ['a trigger paid', [intent(1, 'a', ['r']), outcome(1, 'done'), intent(2, 'r'), outcome(2, 'done')], [], []],
  ['a triggered one in flight is not made again', [intent(1, 'a', ['r']), outcome(1, 'done'), intent(2, 'r')], ['r'], []],
  [
    'a triggered one that failed is still owed',
    [intent(1, 'a', ['r']), outcome(1, 'done'), intent(2, 'r'), outcome(2, 'failed')],
    [],
    ['r'],
  ],
  ['a failed change owes nothing', [intent(1, 'a', ['r']), outcome(1, 'failed')], [], []],
  ['a change that did nothing owes nothing', [intent(1, 'a', ['r']), outcome(1, 'nothing-to-do')], [], []],
  ['a change that did not take owes nothing', [intent(1, 'a', ['r']), outcome(1, 'done'), outcome(1, 'not-taken')], [], []],
  [
    'one that did not take leaves what another owes',
    [intent(1, 'a', ['r']), outcome(1, 'done'), intent(2, 'b', ['r']), outcome(2, 'done'), outcome(2, 'not-taken')],
    [],
    ['r'],
  ],
  [
    'a chain owes its next link',
    [intent(1, 'a', ['stop']), outcome(1, 'done'), intent(2, 'stop', ['start']), outcome(2, 'done')],
    [],
    ['start'],
  ],
])('%s', async (_name, entries, inFlight, pending) => {
  const state = await readJournal(linesOf(start, ...entries))
  expect(state.inFlight.map(({ address }) => address)).toEqual(inFlight)
  expect([...state.pending]).toEqual(pending)
  expect(state.ended).toBe(false)
})

test('what earlier runs owe is carried until it is paid', async () => {
  const carried: JournalEntry = { ...start, pending: ['r', 's'] }
  const state = await readJournal(linesOf(carried, intent(1, 's'), outcome(1, 'done'), end))
  expect([...state.pending]).toEqual(['r'])
  expect(state.ended).toBe(true)
})

test('a torn last line is passed over, a damaged line before the end is not', async () => {
  const [first = '', second = ''] = linesOf(start, intent(1, 'a'))
  expect((await readJournal([first, second.slice(0, 20)])).inFlight).toEqual([])
  await expect(readJournal([first, second.slice(0, 20), second])).rejects.toThrow('line 2')
})

test.each([
  ['nothing', []],
  ['no start', linesOf(end)],
  ['another format', [linesOf(start).join('').replace('"format":1', '"format":2')]],
  ['garbage', ['garbage']],
])('%s is no journal', async (_name, lines) => {
  await expect(readJournal(lines)).rejects.toMatchObject({ code: 'WMCTL_DECODE' })
})

test('an entry with a member nobody knows is refused', () => {
  expect(() => decodeJournalEntry('{"type":"run-end","cancelled":true,"time":1,"more":1}')).toThrow('more is not known')
})

test('a plan that was applied is found by its id', async () => {
  const others = ['garbage p1', ...linesOf({ ...start, planId: 'p0' }, { ...start, runId: 'r7', planId: 'p1' })]
  expect(await findAppliedPlan('p1', others)).toMatchObject({ runId: 'r7' })
  expect(await findAppliedPlan('p2', others)).toBeUndefined()
})
