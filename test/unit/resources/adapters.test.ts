import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createCatalog } from '../../../src/catalog/catalog.js'
import type { CimClass, CimMethodDeclaration } from '../../../src/cim/class.js'
import type { ClassAdapter, MethodStep } from '../../../src/cim/class-adapter.js'
import { convertValue } from '../../../src/cim/convert.js'
import { readAdapters } from '../../../src/config/adapters.js'

const schemas = new URL('../../../schemas/', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, schemas), 'utf8')
const classes = createCatalog((file) => text(`catalog/${file}`))
const files = readdirSync(new URL('adapters/', schemas))

/** The adapter of a file, its class, and every call it describes. */
function load(file: string): {
  readonly adapter: ClassAdapter
  readonly cimClass: CimClass
  readonly steps: readonly MethodStep[]
} {
  const [, namespace = ''] = /^namespace: (.*)$/m.exec(text(`adapters/${file}`)) ?? []
  const [, className = ''] = /^class: (.*)$/m.exec(text(`adapters/${file}`)) ?? []
  const { source, diagnostics } = readAdapters([{ file, text: text(`adapters/${file}`) }], classes)
  expect(diagnostics).toEqual([])
  const adapter = source.find(namespace, className)
  const cimClass = classes.find(namespace, className)
  if (adapter === undefined || cimClass === undefined) throw new Error(`${file} describes no known class`)
  return { adapter, cimClass, steps: stepsOf(adapter) }
}

function stepsOf(adapter: ClassAdapter): readonly MethodStep[] {
  const written = [...adapter.properties.values()].flatMap(({ write }) => {
    if (write?.by === 'method') return [write]
    return write?.by === 'value' ? [...write.cases.values()] : []
  })
  const lives = [adapter.create, adapter.delete].flatMap((life) => (life === undefined || 'unsupported' in life ? [] : [life]))
  return [...written, ...lives]
}

function methodOf(cimClass: CimClass, step: MethodStep): CimMethodDeclaration {
  const method = cimClass.methods.get(step.method.toLowerCase())
  if (method === undefined) throw new Error(`${cimClass.name} has no method ${step.method}`)
  return method
}

function isDocumented(method: CimMethodDeclaration, code: number): boolean {
  return [...method.returnCodes.keys()].some((codes) => {
    const [low, high = low] = codes.split('..')
    return code >= Number(low) && (high === '' || code <= Number(high))
  })
}

test('there is one file for each adapter, named for its class', () => {
  for (const file of files) {
    expect(
      load(file)
        .adapter.className.replace(/([a-z0-9])([A-Z])/g, '$1-$2')
        .replaceAll('_', '-')
        .toLowerCase(),
    ).toBe(file.replace(/\.yaml$/, ''))
  }
})

describe.each(files)('%s', (file) => {
  const { adapter, cimClass, steps } = load(file)

  test('calls methods of the class with parameters they have, and the kind of call they are', () => {
    for (const step of steps) {
      const method = methodOf(cimClass, step)
      expect([method.name, step.static]).toEqual([method.name, method.static])
      const inputs = method.parameters.filter((parameter) => parameter.in).map(({ name }) => name)
      expect(inputs).toEqual(expect.arrayContaining(step.arguments.map(({ parameter }) => parameter)))
    }
  })

  test('passes every property that a call is said to write', () => {
    for (const { name, write } of adapter.properties.values()) {
      if (write?.by !== 'method') continue
      expect(write.arguments.map(({ from }) => ('property' in from ? from.property : undefined))).toContain(name)
    }
  })

  test('creates with every property that can only be set by creating', () => {
    const { create } = adapter
    if (create === undefined || 'unsupported' in create) return
    const taken = create.arguments.map(({ from }) => ('property' in from ? from.property : undefined))
    const fixed = [...adapter.properties.values()].filter(({ write }) => write?.by === 'replace').map(({ name }) => name)
    expect(taken).toEqual(expect.arrayContaining(fixed))
  })

  test('passes constants, defaults and mapped values that the parameters can hold', () => {
    for (const step of steps) {
      const { parameters } = methodOf(cimClass, step)
      for (const { parameter, from, map } of step.arguments) {
        const declaration = parameters.find(({ name }) => name === parameter)
        if (declaration === undefined) throw new Error(`no parameter ${parameter}`)
        const values = [...('constant' in from ? [from.constant] : [from.default ?? null]), ...(map?.values() ?? [])]
        for (const value of values) expect(() => convertValue(declaration, value)).not.toThrow()
      }
    }
  })

  test('gives meaning to return codes that are documented', () => {
    for (const step of steps) {
      const method = methodOf(cimClass, step)
      for (const code of step.returnCodes.keys())
        expect([method.name, code, isDocumented(method, code)]).toEqual([method.name, code, true])
    }
    const methods = [...cimClass.methods.values()]
    for (const code of adapter.returnCodes.keys()) {
      expect([code, methods.some((method) => isDocumented(method, code))]).toEqual([code, true])
    }
  })

  test('waits for values that the property can have', () => {
    for (const { waitFor } of steps) {
      if (waitFor === undefined) continue
      const declaration = cimClass.properties.get(waitFor.property.toLowerCase())
      if (declaration === undefined) throw new Error(`no property ${waitFor.property}`)
      expect(() => convertValue(declaration, waitFor.value)).not.toThrow()
      if (declaration.valueMap !== undefined) expect(declaration.valueMap.map(({ value }) => value)).toContain(waitFor.value)
      expect(waitFor.timeout).toBeGreaterThan(waitFor.interval)
    }
  })

  test('keeps methods that write out of those a plan may call', () => {
    for (const step of steps) expect(adapter.readMethods).not.toContain(step.method.toLowerCase())
    for (const name of adapter.readMethods) expect(name).toMatch(/^(get|enum|check|interrogate)/)
  })
})
