import { readdirSync, readFileSync } from 'node:fs'
import { createCatalog } from '../../src/catalog/catalog.js'
import { readAdapters } from '../../src/config/adapters.js'
import type { ResourceFacts } from '../../src/resources/shared/facts.js'

const schemas = new URL('../../schemas/', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, schemas), 'utf8')

/** The shipped catalogue and adapters, as the program loads them. */
export function shippedFacts(): ResourceFacts {
  const classes = createCatalog((file) => text(`catalog/${file}`))
  const files = readdirSync(new URL('adapters/', schemas)).filter((name) => name.endsWith('.yaml'))
  const { source, diagnostics } = readAdapters(
    files.map((file) => ({ file, text: text(`adapters/${file}`) })),
    classes,
  )
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))
  return { classes, adapters: source }
}
