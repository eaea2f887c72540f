import { randomFillSync } from 'node:crypto'
import type { RandomSource } from '../base/ports.js'

/** Bytes drawn from the system at a time: asking it costs more than all else that a message identifier takes. */
const poolSize = 4096

/** The operating system's random source. */
export const systemRandom: RandomSource = pooled()

function pooled(): RandomSource {
  const pool = new Uint8Array(poolSize)
  let used = poolSize
  return {
    bytes(length) {
      if (length > poolSize / 4) return randomFillSync(new Uint8Array(length))
      if (used + length > poolSize) {
        randomFillSync(pool)
        used = 0
      }
      const bytes = pool.slice(used, used + length)
      // What was given out is nowhere else.
      pool.fill(0, used, used + length)
      used += length
      return bytes
    },
  }
}
