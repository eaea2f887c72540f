import { createCipheriv } from 'node:crypto'

/**
 * Encrypts whole blocks with single DES in ECB mode. The key is eight bytes, parity ignored. OpenSSL 3 has no single DES any
 * more, but triple DES with three equal keys is the same function.
 */
export function desEncrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const triple = new Uint8Array(24)
  for (const part of [0, 8, 16]) triple.set(key, part)
  const cipher = createCipheriv('des-ede3-ecb', triple, null).setAutoPadding(false)
  return new Uint8Array(cipher.update(blocks))
}
