import type { Diagnostic } from '../base/diagnostic.js'
import { InternalError } from '../base/errors.js'
import type { ClassSource } from '../cim/class.js'
import type { AdapterSource, ClassAdapter } from '../cim/class-adapter.js'
import { readAdapter } from './adapter.js'
import { checkAdapter } from './adapter-check.js'
import { errorAt, hasErrors, placeOf } from './problem.js'
import { readText } from './read-text.js'
import { adapterSchema } from './schema/adapter.js'
import { compileSchema } from './schema-check.js'
import type { SourceText } from './source.js'
import { child, headOf, rangeOf } from './source-node.js'

/** Adapters of one text. */
export interface CheckedAdapters extends AdapterSource {
  /** In the order of the text. */
  readonly adapters: readonly ClassAdapter[]
}

export interface ReadAdapters {
  readonly source: AdapterSource
  /** The same, in the order of the texts. */
  readonly adapters: readonly ClassAdapter[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads class adapters from YAML texts, one or more documents each. With `classes`, names that a class does not have are errors;
 * adapters with errors are left out.
 */
export function readAdapters(sources: readonly SourceText[], classes?: ClassSource): ReadAdapters {
  const diagnostics: Diagnostic[] = []
  const schema = compileSchema(adapterSchema)
  const adapters = new Map<string, { readonly adapter: ClassAdapter; readonly place: string }>()
  for (const source of sources) {
    const texts = readText(source)
    diagnostics.push(...texts.diagnostics)
    for (const node of texts.documents) {
      const found: Diagnostic[] = [...schema.check(node, 'the adapter')]
      if (node.kind === 'map' && found.length === 0) {
        const adapter = readAdapter(node, found)
        if (classes !== undefined && found.length === 0) found.push(...checkAdapter(node, classes))
        const key = keyOf(adapter.namespace, adapter.className)
        const first = adapters.get(key)
        const range = rangeOf(child(node, 'class') ?? node)
        if (first !== undefined) {
          found.push(errorAt(range, 'Duplicate adapter', `${adapter.className} already has an adapter at ${first.place}.`))
        } else if (!hasErrors(found)) adapters.set(key, { adapter, place: placeOf(headOf(node)) })
      }
      diagnostics.push(...found)
    }
  }
  return {
    source: { find: (namespace, className) => adapters.get(keyOf(namespace, className))?.adapter },
    adapters: [...adapters.values()].map(({ adapter }) => adapter),
    diagnostics,
  }
}

/** Reads a text that `readAdapters` has found nothing in before: the same without its checks, which cost more than the reading. */
export function readCheckedAdapters(source: SourceText): CheckedAdapters {
  const { documents, diagnostics } = readText(source)
  const found = [...diagnostics]
  const adapters = documents.flatMap((node) => (node.kind === 'map' ? [readAdapter(node, found)] : []))
  if (hasErrors(found)) throw new InternalError(`The adapter ${source.file} is broken: ${found[0]?.detail ?? ''}`)
  const byClass = new Map(adapters.map((adapter) => [keyOf(adapter.namespace, adapter.className), adapter]))
  return { adapters, find: (namespace, className) => byClass.get(keyOf(namespace, className)) }
}

function keyOf(namespace: string, className: string): string {
  return `${namespace.replaceAll('\\', '/')}:${className}`.toLowerCase()
}
