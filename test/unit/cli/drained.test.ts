import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { drained } from '../../../src/cli/drained.js'

/** A stream whose reader takes what was written when it is told to. */
function slowStream() {
  const waiting: (() => void)[] = []
  const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, callback) => void waiting.push(callback) })
  return { stream, read: () => waiting.shift()?.() }
}

function listeners(stream: Writable): number {
  return ['drain', 'close', 'error'].reduce((count, event) => count + stream.listenerCount(event), 0)
}

test('nobody waits for a stream that takes more', async () => {
  await drained(slowStream().stream)
})

test('many wait with one set of listeners, and go on together', async () => {
  const { stream, read } = slowStream()
  const before = listeners(stream)
  stream.write('text')
  let gone = 0
  const waits = Array.from({ length: 40 }, () => drained(stream).then(() => gone++))
  expect(listeners(stream) - before).toBe(3)
  await new Promise(setImmediate)
  expect(gone).toBe(0)
  read()
  await Promise.all(waits)
  expect(listeners(stream)).toBe(before)
  stream.write('more')
  const again = drained(stream)
  read()
  await again
})

test.each(['destroyed', 'broken'])('a stream that is %s holds nobody up', async (how) => {
  const { stream } = slowStream()
  stream.on('error', () => undefined)
  stream.write('text')
  const waiting = drained(stream)
  stream.destroy(how === 'broken' ? new Error('the reader has gone') : undefined)
  await waiting
  await drained(stream)
})
