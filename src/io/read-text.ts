import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { UsageError } from '../base/errors.js'
import { fileError } from './file-error.js'

/** More than any document is long. */
const textLimit = 64 * 1024 * 1024

/** The text of a UTF-8 file, without a byte order mark. Raises UsageError. */
export async function readTextFile(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size <= textLimit) return decode(await readFile(path), path)
  } catch (error) {
    throw error instanceof UsageError ? error : fileError('read', path, error)
  }
  throw tooLong(path)
}

/** All of a stream, such as standard input, as text. Raises UsageError. */
export async function readStreamText(stream: Readable, name: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk
    length += bytes.length
    if (length > textLimit) throw tooLong(name)
    chunks.push(bytes)
  }
  return decode(Buffer.concat(chunks, length), name)
}

/** The lines of a file one at a time, however long the file is. Raises UsageError. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, { encoding: 'utf8' })
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  try {
    yield* lines
  } catch (error) {
    throw fileError('read', path, error)
  } finally {
    lines.close()
    stream.destroy()
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new UsageError(`Cannot read ${name}: it is not UTF-8 text`, {
      cause: error,
      hint: 'Save it as UTF-8; PowerShell 5.1 writes UTF-16 unless told `-Encoding utf8`.',
    })
  }
}

function tooLong(name: string): UsageError {
  return new UsageError(`Cannot read ${name}: it is longer than ${textLimit / 1024 / 1024} MB`)
}
