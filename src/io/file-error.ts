import { messageOf, UsageError } from '../base/errors.js'
import { codeOf } from './connect-errors.js'

/** Says of a path the user gave what could not be done with it, and what to look at. */
export function fileError(action: string, path: string, error: unknown): UsageError {
  const known = explanations[codeOf(error)]
  return new UsageError(`Cannot ${action} ${path}: ${known?.detail ?? messageOf(error)}`, {
    cause: error,
    ...(known === undefined ? {} : { hint: known.hint }),
  })
}

const explanations: Readonly<Record<string, { readonly detail: string; readonly hint: string } | undefined>> = {
  ENOENT: {
    detail: 'there is no such file or directory',
    hint: 'Check the spelling; a relative path starts at the current directory.',
  },
  EACCES: { detail: 'permission denied', hint: 'Check the owner and mode of the file and of the directories above it.' },
  EPERM: { detail: 'the operation is not permitted', hint: 'Check the owner and mode of the file.' },
  EISDIR: { detail: 'it is a directory', hint: 'Give the path of a file.' },
  ENOTDIR: { detail: 'a part of the path is not a directory', hint: 'Check the path.' },
  EEXIST: { detail: 'it exists already', hint: 'Remove it, or choose another name.' },
  ENOSPC: { detail: 'no space left on the device', hint: 'Free some space and try again.' },
  EROFS: { detail: 'the file system is read-only', hint: 'Choose another place.' },
  ELOOP: { detail: 'too many symbolic links', hint: 'Check the links in the path.' },
}
