import { readFile, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { UsageError } from '../base/errors.js'
import { fileError } from './file-error.js'

/** The bytes of a file that is no longer than `limit`. Raises UsageError. */
export async function readBytesFile(path: string, { limit }: { readonly limit: number }): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > limit) throw new UsageError(`Cannot read ${path}: it has ${size} bytes, more than the ${limit} allowed`)
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw error instanceof UsageError ? error : fileError('read', path, error)
  }
}

/** All of a stream, such as standard input, as it is. Raises UsageError. */
export async function readStreamBytes(
  stream: Readable,
  { name, limit }: { readonly name: string; readonly limit: number },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk
    length += bytes.length
    if (length > limit) throw new UsageError(`Cannot read ${name}: it has more than the ${limit} bytes allowed`)
    chunks.push(bytes)
  }
  return new Uint8Array(Buffer.concat(chunks, length))
}
