import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileError } from './file-error.js'
import { makeFolder } from './make-folder.js'

export interface WriteFileOptions {
  /** Permission bits of a new file; 0o600 for what only its owner may read. */
  readonly mode?: number
}

/** A file that appears under its name only when it is whole. */
export interface FileInMaking {
  /** Takes the next piece. Small ones are written together; resolves at once unless there is enough of them to write. */
  append(text: string): Promise<void>
  /** Makes it durable and puts it in the place of what was there before. */
  commit(): Promise<void>
  /** Gives it up and leaves what was there before. Does nothing after `commit`. */
  discard(): Promise<void>
}

/** Writes a whole text file, or changes nothing. Missing folders are made. Raises UsageError. */
export async function writeTextFile(path: string, text: string, options: WriteFileOptions = {}): Promise<void> {
  const file = await createFile(path, options)
  try {
    await file.append(text)
    await file.commit()
  } finally {
    await file.discard()
  }
}

/** Starts a file that is written piece by piece. Missing folders are made. Raises UsageError. */
export async function createFile(path: string, options: WriteFileOptions = {}): Promise<FileInMaking> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const handle = await attempt(path, async () => {
    makeFolder(dirname(path))
    return open(temporary, 'wx', options.mode ?? 0o666)
  })
  let state: 'open' | 'closed' = 'open'
  // As bytes: text put together piece by piece is copied once more when it is encoded.
  let pending: Buffer[] = []
  let size = 0
  let written: Promise<void> = Promise.resolve()

  /** Writes what has gathered, after what is being written. */
  function flush(): Promise<void> {
    written = written.then(async () => {
      const bytes = Buffer.concat(pending)
      pending = []
      size = 0
      await writeAll(handle, bytes)
    })
    return written
  }

  return {
    async append(text) {
      const bytes = Buffer.from(text, 'utf8')
      pending.push(bytes)
      size += bytes.length
      if (size >= batchSize) await attempt(path, flush)
    },
    commit: () =>
      attempt(path, async () => {
        await flush()
        await handle.sync()
        await handle.close()
        await rename(temporary, path)
        state = 'closed'
      }),
    async discard() {
      if (state === 'closed') return
      state = 'closed'
      await written.catch(() => undefined)
      await handle.close().catch(() => undefined)
      await rm(temporary, { force: true })
    },
  }
}

/** Bytes to write at once: a write costs much the same however little it writes. */
const batchSize = 256 * 1024

/** FileHandle.write may write a part. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw fileError('write', path, error)
  }
}
