import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UsageError } from '../base/errors.js'
import type { ClassSource } from '../cim/class.js'
import type { AdapterSource } from '../cim/class-adapter.js'
import { type ReadAdapters, readAdapters } from '../config/adapters.js'
import { ConfigError } from '../config/config-error.js'
import type { SourceText } from '../config/source.js'
import type { AdapterFolder } from './adapter-folders.js'

/** The adapters of plugins, all checked. Raises ConfigError for one with errors, UsageError for a class that has one already. */
export function pluginAdapters(
  folders: readonly AdapterFolder[],
  { classes, shipped }: { readonly classes: ClassSource; readonly shipped: AdapterSource },
): ReadAdapters | undefined {
  if (folders.length === 0) return undefined
  const read = readAdapters(folders.flatMap(textsIn), classes)
  if (read.diagnostics.some(({ severity }) => severity === 'error')) throw new ConfigError(read.diagnostics)
  const taken = read.adapters.find(({ namespace, className }) => shipped.find(namespace, className) !== undefined)
  if (taken === undefined) return read
  const { namespace, className } = taken
  throw new UsageError(`A plugin brings an adapter for ${namespace}:${className}, and wmctl has one`, {
    hint: `It is in one of: ${folders.map(({ plugin, path }) => `${path} (${plugin})`).join(', ')}. Uninstall the plugin.`,
  })
}

function textsIn({ plugin, path }: AdapterFolder): readonly SourceText[] {
  try {
    return readdirSync(path)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => ({ file: join(path, name), text: readFileSync(join(path, name), 'utf8') }))
  } catch (error) {
    throw new UsageError(`The class adapters of the plugin ${plugin} cannot be read: ${messageOf(error)}`, {
      cause: error,
      hint: 'Install the plugin again, or uninstall it.',
    })
  }
}
