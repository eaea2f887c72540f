import { readdirSync } from 'node:fs'
import { InternalError } from '../base/errors.js'
import { createCatalog } from '../catalog/catalog.js'
import type { ClassAdapter } from '../cim/class-adapter.js'
import { readAdapters } from '../config/adapters.js'
import type { ResourceFacts } from '../resources/shared/facts.js'
import { packageFile, readPackageText } from './package-files.js'

export interface ShippedFacts extends ResourceFacts {
  /** All class adapters. */
  readonly adapted: readonly ClassAdapter[]
}

/** The shipped class catalogue and class adapters. Catalogue files are read when one of their classes is asked for. */
export function loadFacts(): ShippedFacts {
  const classes = createCatalog((file) => readPackageText(`schemas/catalog/${file}`))
  const files = readdirSync(packageFile('schemas/adapters'))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
  const { source, adapters, diagnostics } = readAdapters(
    files.map((file) => ({ file, text: readPackageText(`schemas/adapters/${file}`) })),
  )
  const [broken] = diagnostics.filter(({ severity }) => severity === 'error')
  if (broken !== undefined) throw new InternalError(`The adapter ${broken.range?.file ?? ''} is broken: ${broken.detail}`)
  return { classes, adapters: source, adapted: adapters }
}
