import { setImmediate } from 'node:timers/promises'
import { expect } from 'vitest'

/** Sockets, listeners and connection attempts of this thread. Server handles too: nothing may be left of them. */
export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Pipe(?:Connect|Server)/.test(name)).length
}

/** Waits for the event loop to finish what was closed, then asserts that no more sockets are open than before. */
export async function expectNoMoreSocketsThan(before: number): Promise<void> {
  for (let turn = 0; turn < 2_000 && openSockets() > before; turn++) await setImmediate()
  expect(openSockets(), process.getActiveResourcesInfo().join(' ')).toBeLessThanOrEqual(before)
}
