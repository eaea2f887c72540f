import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from './connect-errors.js'

/**
 * Makes a folder and those above it, unless they are there. Not by the `recursive` of Node 20, which asks for ever where the
 * system will have no folder (below /proc). Raises the system's error.
 */
export function makeFolder(path: string, { mode = 0o777 }: { readonly mode?: number } = {}): void {
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    if (isFolder(path)) return
    const above = dirname(path)
    if (codeOf(error) !== 'ENOENT' || above === path || isFolder(above)) throw error
    makeFolder(above, { mode })
    // Another process may have made it meanwhile.
    makeFolder(path, { mode })
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
