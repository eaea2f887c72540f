import { describe, expect, test } from 'vitest'
import { CancelledError } from '../../../src/base/errors.js'
import { ChannelPool } from '../../../src/client/wsman/channel-pool.js'
import { fakeClock, settle } from '../../harness/fake-clock.js'

function pool(maximum: number) {
  const clock = fakeClock()
  const made: { closed: boolean; close(): Promise<void> }[] = []
  const channels = new ChannelPool(
    () => {
      const channel = {
        closed: false,
        close() {
          channel.closed = true
          return Promise.resolve()
        },
      }
      made.push(channel)
      return channel
    },
    { maximum, clock },
  )
  const running: { end(): void; fail(): void }[] = []
  const start = (signal?: AbortSignal) =>
    channels.use(
      () => new Promise<void>((resolve, reject) => running.push({ end: resolve, fail: () => reject(new Error('failed')) })),
      signal,
    )
  return { channels, clock, made, running, start }
}

describe('a pool of channels', () => {
  test('serves a host that answers soon over one channel', async () => {
    const { clock, made, running, start } = pool(4)
    const uses = Array.from({ length: 5 }, () => start())
    for (let answered = 0; answered < 5; answered++) {
      await clock.advance(40)
      expect([made.length, running.length]).toEqual([1, answered + 1])
      running[answered]?.end()
      await uses[answered]
    }
    await clock.advance(1000)
    expect([made.length, clock.sleepers()]).toEqual([1, 0])
  })

  test('opens as many as are needed, up to its limit, once all have been busy for long, and reuses them', async () => {
    const { clock, made, running, start } = pool(2)
    const uses = [start(), start(), start()]
    await clock.advance(49)
    expect([made.length, running.length]).toEqual([1, 1])
    await clock.advance(1)
    expect([made.length, running.length]).toEqual([2, 2])
    running[0]?.end()
    await uses[0]
    await settle()
    expect([made.length, running.length]).toEqual([2, 3])
    running[1]?.end()
    running[2]?.end()
    await Promise.all(uses)
    expect(clock.sleepers()).toBe(0)
  })

  test('needs no patience any more with a host that was slow once', async () => {
    const { clock, made, running, start } = pool(3)
    const first = [start(), start()]
    await clock.advance(50)
    for (const run of running) run.end()
    await Promise.all(first)
    const uses = Array.from({ length: 3 }, () => start())
    await settle()
    expect([made.length, running.length]).toEqual([3, 5])
    for (const run of running) run.end()
    await Promise.all(uses)
  })

  test('shrinks by half, and grows again after a while', async () => {
    const { channels, clock, running, start } = pool(4)
    const uses = Array.from({ length: 4 }, () => start())
    await clock.advance(50)
    channels.shrink()
    for (const run of running) run.end()
    await Promise.all(uses)
    const most = async () => {
      const from = running.length
      const started = Array.from({ length: 6 }, () => start())
      await settle()
      const count = running.length - from
      for (let at = from; at < from + 6; at++) {
        running[at]?.end()
        await settle()
      }
      await Promise.all(started)
      return count
    }
    expect(await most()).toBe(2)
    for (let round = 0; round < 20; round++) await most()
    expect(await most()).toBe(4)
  })

  test('a failure gives the channel back', async () => {
    const { running, start } = pool(1)
    const uses = [start(), start()]
    await settle()
    running[0]?.fail()
    await expect(uses[0]).rejects.toThrow('failed')
    await settle()
    running[1]?.end()
    await uses[1]
  })

  test('one who no longer waits does not lose the turn of the next', async () => {
    const { running, start } = pool(1)
    const cancel = new AbortController()
    const first = start()
    await settle()
    const second = start(cancel.signal)
    const third = start()
    running[0]?.end()
    cancel.abort()
    await first
    await expect(second).rejects.toBeInstanceOf(CancelledError)
    await settle()
    expect(running).toHaveLength(2)
    running[1]?.end()
    await third
  })

  test('closing closes every channel and ends the waiting', async () => {
    const { channels, clock, made, running, start } = pool(2)
    const first = start()
    const second = start()
    await settle()
    await channels.close()
    expect(made.map((channel) => channel.closed)).toEqual([true])
    running[0]?.end()
    await first
    await expect(second).rejects.toBeInstanceOf(CancelledError)
    await settle()
    expect(clock.sleepers()).toBe(0)
    await expect(start()).rejects.toBeInstanceOf(CancelledError)
  })
})
