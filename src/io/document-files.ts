import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError } from './file-error.js'

/**
 * The document files a path stands for: a file is itself; a directory gives its `*.yaml`, `*.yml` and `*.json` files and
 * those of the directories in it, sorted by path. Names that start with a dot, and `node_modules`, are passed over. Raises UsageError.
 */
export async function findDocumentFiles(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path]
    const found: string[] = []
    await walk(path, found, new Set())
    return found
  } catch (error) {
    throw fileError('read', path, error)
  }
}

async function walk(folder: string, found: string[], seen: Set<string>): Promise<void> {
  const real = await realpath(folder)
  // A link to a folder above would never end.
  if (seen.has(real)) return
  seen.add(real)
  const entries = await readdir(folder)
  for (const name of entries.sort(byCodeUnits)) {
    if (name.startsWith('.') || name === 'node_modules') continue
    const path = join(folder, name)
    const what = await stat(path)
    if (what.isDirectory()) await walk(path, found, seen)
    else if (what.isFile() && /\.(?:yaml|yml|json)$/i.test(name)) found.push(path)
  }
}

/** The same order on every machine, whatever its locale. */
function byCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
