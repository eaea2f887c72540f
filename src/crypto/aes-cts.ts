import { createCipheriv, createDecipheriv } from 'node:crypto'
import { DecodeError, MisuseError } from '../base/errors.js'

const BLOCK = 16
const zeroBlock = new Uint8Array(BLOCK)

/**
 * AES in CBC mode with ciphertext stealing as Kerberos uses it (RFC 3962 5): the last two blocks always change places, the
 * output is as long as the input. The key is 16 or 32 bytes, the data at least one block.
 */
export function aesCtsEncrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array = zeroBlock): Uint8Array {
  if (data.length < BLOCK) throw new MisuseError('AES with ciphertext stealing needs at least 16 bytes')
  const whole = Math.ceil(data.length / BLOCK) * BLOCK
  const padded = whole === data.length ? data : grown(data, whole)
  const blocks = cbc(createCipheriv(cipherName(key), key, iv), padded)
  if (data.length === BLOCK) return blocks
  const tail = whole - 2 * BLOCK
  const last = blocks.slice(tail + BLOCK)
  blocks.copyWithin(tail + BLOCK, tail, tail + BLOCK)
  blocks.set(last, tail)
  return blocks.subarray(0, data.length)
}

/** The reverse of `aesCtsEncrypt`. */
export function aesCtsDecrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array = zeroBlock): Uint8Array {
  if (data.length < BLOCK) throw new DecodeError('AES ciphertext', `${data.length} bytes are less than a block`)
  if (data.length === BLOCK) return cbc(createDecipheriv(cipherName(key), key, iv), data)
  const whole = Math.ceil(data.length / BLOCK) * BLOCK
  const tail = whole - 2 * BLOCK
  const last = data.subarray(tail, tail + BLOCK)
  const stolen = data.subarray(tail + BLOCK)
  // Decrypted alone, the last block gives the padding that the stolen block was shortened by.
  const completed = cbc(createDecipheriv(cipherName(key), key, zeroBlock), last)
  completed.set(stolen)
  const blocks = new Uint8Array(whole)
  blocks.set(data.subarray(0, tail))
  blocks.set(completed, tail)
  blocks.set(last, tail + BLOCK)
  return cbc(createDecipheriv(cipherName(key), key, iv), blocks).subarray(0, data.length)
}

function cipherName(key: Uint8Array): string {
  return `aes-${key.length * 8}-cbc`
}

/** Whole blocks in, whole blocks out: nothing is left for `final`. */
function cbc(cipher: ReturnType<typeof createCipheriv>, blocks: Uint8Array): Uint8Array {
  const output = cipher.setAutoPadding(false).update(blocks)
  return new Uint8Array(output.buffer, output.byteOffset, output.length)
}

function grown(data: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  bytes.set(data)
  return bytes
}
