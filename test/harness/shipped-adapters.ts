import { readdirSync, readFileSync } from 'node:fs'
import { createCatalog } from '../../src/catalog/catalog.js'
import type { CimClass, CimMethodDeclaration } from '../../src/cim/class.js'
import { type ClassAdapter, type MethodStep, sequencesOf } from '../../src/cim/class-adapter.js'
import { readAdapters } from '../../src/config/adapters.js'
import { defined } from './defined.js'

const schemas = new URL('../../schemas/', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, schemas), 'utf8')

export const shippedClasses = createCatalog((file) => text(`catalog/${file}`))

/** An adapter that comes with the product, with its class and every call it describes. */
export interface ShippedAdapter {
  readonly file: string
  readonly text: string
  readonly adapter: ClassAdapter
  readonly cimClass: CimClass
  readonly steps: readonly MethodStep[]
}

/** All files in schemas/adapters; each has to be without findings. */
export const shippedAdapters: readonly ShippedAdapter[] = readdirSync(new URL('adapters/', schemas))
  .sort()
  .map((file) => {
    const source = { file, text: text(`adapters/${file}`) }
    const { source: adapters, diagnostics } = readAdapters([source], shippedClasses)
    if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics, undefined, 1))
    const [, namespace = ''] = /^namespace: (.*)$/m.exec(source.text) ?? []
    const [, className = ''] = /^class: (.*)$/m.exec(source.text) ?? []
    const adapter = defined(adapters.find(namespace, className))
    return { ...source, adapter, cimClass: defined(shippedClasses.find(namespace, className)), steps: stepsOf(adapter) }
  })

function stepsOf({ properties, create, delete: remove }: ClassAdapter): readonly MethodStep[] {
  const written = [...properties.values()].flatMap(({ write }) => sequencesOf(write))
  const lives = [create, remove].flatMap((life) => (life === undefined || 'unsupported' in life ? [] : [life]))
  return [...new Set([...written, ...lives])].flatMap(({ steps }) => steps)
}

/** The method of a call, of the adapter's class or of the other that the call names. */
export function methodOf(
  { cimClass }: Pick<ShippedAdapter, 'cimClass'>,
  step: Pick<MethodStep, 'method' | 'of'>,
): CimMethodDeclaration {
  const owner = step.of === undefined ? cimClass : shippedClasses.find(step.of.namespace, step.of.className)
  return defined(owner?.methods.get(step.method.toLowerCase()))
}
