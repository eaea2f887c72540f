import { createCatalog } from '../catalog/catalog.js'
import type { ClassAdapter } from '../cim/class-adapter.js'
import type { ResourceFacts } from '../resources/shared/facts.js'
import { adapterFolders } from './adapter-folders.js'
import { readPackageText } from './package-files.js'
import { pluginAdapters } from './plugin-adapters.js'
import { shippedAdapters } from './shipped-adapters.js'

export interface InstalledFacts extends ResourceFacts {
  /** All class adapters. */
  adapted(): readonly ClassAdapter[]
}

/**
 * The shipped class catalogue, and the class adapters of wmctl and of its plugins. Of what is shipped a file is read when one of
 * its classes is asked for.
 */
export function loadFacts(): InstalledFacts {
  const classes = createCatalog((file) => readPackageText(`schemas/catalog/${file}`))
  const shipped = shippedAdapters()
  const brought = pluginAdapters(adapterFolders(), { classes, shipped })
  return {
    classes,
    adapters: {
      find: (namespace, className) => shipped.find(namespace, className) ?? brought?.source.find(namespace, className),
    },
    adapted: () => [...shipped.all(), ...(brought?.adapters ?? [])],
  }
}
