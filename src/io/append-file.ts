import { appendFile, type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileError } from './file-error.js'
import { makeFolder } from './make-folder.js'

/** A text file that only grows, such as a journal. */
export interface AppendFile {
  /** Adds one line; lines of concurrent calls come in the order of the calls. */
  append(line: string): Promise<void>
  /** Resolves when everything appended so far is on the disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** Opens a file for appending, readable by its owner only, and makes it and its folders if need be. Raises UsageError. */
export async function openAppendFile(path: string): Promise<AppendFile> {
  let handle: FileHandle
  try {
    makeFolder(dirname(path), { mode: 0o700 })
    handle = await open(path, 'a', 0o600)
  } catch (error) {
    throw fileError('open', path, error)
  }
  let last: Promise<void> = Promise.resolve()
  let syncing: Promise<void> | undefined

  function queued(work: () => Promise<void>): Promise<void> {
    const next = last.then(work).catch((error: unknown) => {
      throw fileError('write', path, error)
    })
    // A failed write is its caller's to report; it must not stop the lines after it.
    last = next.catch(() => undefined)
    return next
  }

  return {
    append: (line) => queued(() => appendFile(handle, `${line}\n`)),
    sync() {
      // One fsync serves all who ask before it starts.
      syncing ??= queued(() => {
        syncing = undefined
        return handle.datasync()
      })
      return syncing
    },
    close: () => queued(() => handle.close()),
  }
}
