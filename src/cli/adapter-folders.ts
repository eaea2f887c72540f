import { join, relative, sep } from 'node:path'
import { UsageError } from '../base/errors.js'

/** Where a plugin keeps its class adapters. */
export interface AdapterFolder {
  readonly plugin: string
  /** Absolute. */
  readonly path: string
}

/** A package as oclif has loaded it. */
interface LoadedPlugin {
  readonly name: string
  readonly root: string
  readonly pjson: object
}

let installed: readonly AdapterFolder[] = []

/** The plugins are a fact of the whole process, as its arguments are: what `loadFacts` reads besides what wmctl ships. */
export function rememberPlugins(plugins: Iterable<LoadedPlugin>): void {
  installed = [...plugins].flatMap(adapterFolder)
}

export function adapterFolders(): readonly AdapterFolder[] {
  return installed
}

/** What `"wmctl": { "adapters": "…" }` in the plugin's package.json names. */
function adapterFolder({ name, root, pjson }: LoadedPlugin): readonly AdapterFolder[] {
  const { wmctl } = pjson as { readonly wmctl?: { readonly adapters?: unknown } }
  const adapters = wmctl?.adapters
  if (adapters === undefined) return []
  const path = typeof adapters === 'string' ? join(root, adapters) : root
  const below = relative(root, path)
  if (below === '' || below === '..' || below.startsWith(`..${sep}`)) {
    throw new UsageError(`The plugin ${name} names no folder of its own under wmctl.adapters in its package.json`, {
      hint: 'Uninstall the plugin, or tell its author: the value is the path of a folder below the package, such as schemas/adapters.',
    })
  }
  return [{ plugin: name, path }]
}
