import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One of the examples: a file, or a folder whose documents belong together. */
export interface Example {
  readonly name: string
  readonly files: readonly string[]
  readonly variableFiles: readonly string[]
}

/** Everything in `examples/`, paths as a person in the repository's folder types them. */
export function findExamples(): readonly Example[] {
  return readdirSync('examples')
    .sort()
    .flatMap((entry): readonly Example[] => {
      const path = join('examples', entry)
      if (statSync(path).isDirectory()) return [folderOf(entry, path)]
      return entry.endsWith('.yaml') ? [{ name: entry.replace(/\.yaml$/, ''), files: [path], variableFiles: [] }] : []
    })
}

/** Configurations in all folders but `inventory`, which holds hosts and `vars.*.yaml`. */
function folderOf(name: string, path: string): Example {
  const inventory = join(path, 'inventory')
  const folders = readdirSync(path, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'inventory',
  )
  const variables = existsSync(inventory) ? readdirSync(inventory).filter((file) => file.startsWith('vars.')) : []
  return {
    name,
    files: folders.map((folder) => join(path, folder.name)),
    variableFiles: variables.map((file) => join(inventory, file)),
  }
}
