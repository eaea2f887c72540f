import { createHash, createHmac } from 'node:crypto'
import type { Digest } from '../base/ports.js'

/** SHA-256 of node:crypto. */
export const systemDigest: Digest = {
  sha256(data) {
    return createHash('sha256').update(data).digest('hex')
  },
  hmacSha256(key, data) {
    return createHmac('sha256', key).update(data).digest('hex')
  },
  sha256Stream() {
    const hash = createHash('sha256')
    return {
      update(data) {
        hash.update(data)
      },
      digest() {
        return hash.digest('hex')
      },
    }
  },
}
