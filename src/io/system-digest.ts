import { createHash, createHmac, hash } from 'node:crypto'
import type { Digest } from '../base/ports.js'

/** SHA-256 of node:crypto. */
export const systemDigest: Digest = {
  sha256(data) {
    // In one go: a Hash is a stream with a native part, which costs more than hashing a line.
    return hash('sha256', data, 'hex')
  },
  hmacSha256(key, data) {
    return createHmac('sha256', key).update(data).digest('hex')
  },
  sha256Stream() {
    const running = createHash('sha256')
    return {
      update(data) {
        running.update(data)
      },
      digest() {
        return running.digest('hex')
      },
    }
  },
}
