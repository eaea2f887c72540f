import { DecodeError } from '../../base/errors.js'

/**
 * Octet strings ([DSP0004] OctetString): a CIM value begins with its length in four bytes, themselves included; the base64
 * on the wire holds what follows them.
 */
export function bytesOfOctetString(base64: string): number[] {
  const compact = base64.replace(/[\t\n\r ]+/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) {
    throw new DecodeError('base64', 'the text is not base64')
  }
  const data = Array.from(atob(compact), (character) => character.charCodeAt(0))
  const length = data.length + 4
  return [(length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255, ...data]
}

/** The base64 of an octet string; undefined when the length in its first four bytes is wrong, so that it is just an array. */
export function octetStringText(bytes: readonly number[]): string | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  if (bytes.length < 4 || ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 !== bytes.length) return undefined
  let binary = ''
  for (let index = 4; index < bytes.length; index++) binary += String.fromCharCode(bytes[index] as number)
  return btoa(binary)
}
