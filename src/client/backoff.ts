import type { RandomSource } from '../base/ports.js'

/** How often a request that the host could not take is sent in all. */
export const maxAttempts = 6

const first = 500
const longest = 10_000

/** Milliseconds to wait after `attempt` (from 1) failed: doubling, with up to half taken off so that a fleet does not return at once. */
export function backoffDelay(attempt: number, random: RandomSource): number {
  const full = Math.min(longest, first * 2 ** (attempt - 1))
  return Math.round(full * (1 - (random.bytes(1)[0] ?? 0) / 510))
}
