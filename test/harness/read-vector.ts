import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Folder of data recorded from other software; undefined when it is not on this machine. */
export const recordedVectors = process.env['WMCTL_VECTORS']

/** A file of `test/vectors`. */
export function readVector<T>(path: string): T {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../vectors/${path}`, import.meta.url)), 'utf8')) as T
}

/** A file of the recorded data, as JSON. */
export function readRecorded<T>(path: string): T {
  return JSON.parse(recordedBytes(path).toString('utf8')) as T
}

export function recordedBytes(path: string): Buffer {
  return readFileSync(`${recordedVectors}/${path}`)
}
