import { randomBytes } from 'node:crypto'
import type { RandomSource } from '../base/ports.js'

/** The operating system's random source. */
export const systemRandom: RandomSource = {
  bytes(length) {
    return new Uint8Array(randomBytes(length))
  },
}
