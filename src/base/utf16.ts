import { DecodeError } from './errors.js'

/** UTF-16LE, code unit by code unit, so that what Windows accepts (lone surrogates too) survives; no byte order mark. */
export function encodeUtf16le(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    bytes[at * 2] = unit & 0xff
    bytes[at * 2 + 1] = unit >> 8
  }
  return bytes
}

/** `structure` names the field in the error thrown when there is half a code unit. */
export function decodeUtf16le(bytes: Uint8Array, structure: string): string {
  if (bytes.length % 2 !== 0) throw new DecodeError(structure, `UTF-16 text of ${bytes.length} bytes`)
  let text = ''
  for (let from = 0; from < bytes.length; from += CHUNK)
    text += String.fromCharCode(...unitsOf(bytes.subarray(from, from + CHUNK)))
  return text
}

/** Bytes converted at a time: an argument list must stay short. */
const CHUNK = 8192

function unitsOf(bytes: Uint8Array): Uint16Array {
  const units = new Uint16Array(bytes.length / 2)
  for (let at = 0; at < units.length; at++) units[at] = (bytes[at * 2] ?? 0) | ((bytes[at * 2 + 1] ?? 0) << 8)
  return units
}
