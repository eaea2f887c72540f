import { readFile, stat } from 'node:fs/promises'
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
