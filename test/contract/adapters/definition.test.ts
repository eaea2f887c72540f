import { describe, expect, test } from 'vitest'
import type { CimMethodDeclaration } from '../../../src/cim/class.js'
import { propertiesIn, type StepArgument } from '../../../src/cim/class-adapter.js'
import { convertValue } from '../../../src/cim/convert.js'
import { entryOfCode } from '../../../src/cim/value-map.js'
import { defined } from '../../harness/defined.js'
import { methodOf, shippedAdapters, shippedClasses } from '../../harness/shipped-adapters.js'

/** The longest that an adapter may keep a host waiting. */
const hour = 3_600_000

test('there is one file for each adapter, named for its class', () => {
  expect(shippedAdapters.length).toBeGreaterThan(4)
  for (const { file, adapter } of shippedAdapters) {
    const name = adapter.className.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    expect(name.replace(/^_+/, '').replaceAll('_', '-').toLowerCase()).toBe(file.replace(/\.yaml$/, ''))
  }
})

describe.each(shippedAdapters)('$file', (shipped) => {
  const { adapter, cimClass, steps } = shipped

  test('calls methods of the class with parameters they have, and the kind of call they are', () => {
    for (const step of steps) {
      const method = methodOf(shipped, step)
      expect([method.name, step.static]).toEqual([method.name, method.static])
      const inputs = method.parameters.filter((parameter) => parameter.in).map(({ name }) => name)
      expect(inputs).toEqual(expect.arrayContaining(step.arguments.map(({ parameter }) => parameter)))
    }
  })

  test('passes every property that calls are said to write', () => {
    for (const { name, write } of adapter.properties.values()) {
      if (write?.by !== 'method') continue
      const passed = write.steps.flatMap((step) => step.arguments.flatMap(({ from }) => propertiesIn(from)))
      expect(passed.map((one) => one.toLowerCase())).toContain(name.toLowerCase())
    }
  })

  test('creates with every property that can only be set by creating', () => {
    const { create } = adapter
    if (create === undefined || 'unsupported' in create) return
    const taken = create.steps.flatMap((step) => step.arguments.flatMap(({ from }) => propertiesIn(from)))
    const fixed = [...adapter.properties.values()].filter(({ write }) => write?.by === 'replace').map(({ name }) => name)
    expect(taken).toEqual(expect.arrayContaining(fixed))
  })

  test('passes constants, defaults and mapped values that the parameters can hold', () => {
    for (const step of steps) {
      const { parameters } = methodOf(shipped, step)
      for (const argument of step.arguments) {
        const declaration = defined(parameters.find(({ name }) => name === argument.parameter))
        for (const value of statedValues(argument)) expect(() => convertValue(declaration, value)).not.toThrow()
      }
    }
  })

  test('sends what can only be written by a call that names it', () => {
    const passed = steps.flatMap((step) =>
      step.arguments.flatMap(({ from }) => propertiesIn(from).map((name) => name.toLowerCase())),
    )
    for (const [name] of adapter.writeOnly) expect(passed).toContain(name)
  })

  test('gives meaning and advice to return codes that are documented', () => {
    for (const step of steps) {
      const method = methodOf(shipped, step)
      for (const code of [...step.returnCodes.keys(), ...step.hints.keys(), ...step.blockedBy.keys()])
        expect([method.name, code, isDocumented(method, code)]).toEqual([method.name, code, true])
    }
    for (const [name, { returnCodes, hints }] of adapter.methods) {
      const method = defined(cimClass.methods.get(name))
      if ([...method.returnCodes.keys()].every((code) => code === '0')) continue
      for (const code of [...returnCodes.keys(), ...hints.keys()])
        expect([name, code, isDocumented(method, code)]).toEqual([name, code, true])
    }
    const methods = [...cimClass.methods.values()]
    for (const code of [...adapter.returnCodes.keys(), ...adapter.hints.keys()]) {
      expect([code, methods.some((method) => isDocumented(method, code))]).toEqual([code, true])
    }
  })

  test('waits for values that the property can have, and never without end', () => {
    for (const { waitFor, job, retry } of [...steps, ...adapter.methods.values()].map((one) => ({
      waitFor: undefined,
      ...one,
    }))) {
      expect(retry.times * retry.interval).toBeLessThanOrEqual(hour)
      if (job !== undefined) expect(job.timeout).toBeLessThanOrEqual(hour)
      if (waitFor === undefined) continue
      const declaration = defined(cimClass.properties.get(waitFor.property.toLowerCase()))
      expect(() => convertValue(declaration, waitFor.value)).not.toThrow()
      for (const value of declaration.valueMap === undefined ? [] : [waitFor.value, ...waitFor.pending]) {
        expect([value, entryOfCode(declaration, value)?.value.toLowerCase()]).toEqual([value, value.toLowerCase()])
      }
      expect(waitFor.timeout).toBeGreaterThan(waitFor.interval)
      expect(waitFor.timeout).toBeLessThanOrEqual(hour)
    }
  })

  test('keeps methods that write out of those a plan may call', () => {
    for (const step of steps) {
      if (step.of === undefined) expect(adapter.readMethods).not.toContain(step.method.toLowerCase())
    }
    for (const name of adapter.readMethods) expect(name).toMatch(/^(get|enum|check|interrogate)/)
  })

  test('reads through methods that are known to read', () => {
    for (const { read } of adapter.properties.values()) {
      if (read?.by !== 'method') continue
      const { namespace, className } = read.of ?? adapter
      const owner = shippedAdapters.find(
        (other) => other.adapter.namespace === namespace && other.adapter.className === className,
      )
      expect(owner?.adapter.readMethods).toContain(read.method.toLowerCase())
      const outputs = methodOf(shipped, read)
        .parameters.filter((parameter) => parameter.out)
        .map(({ name }) => name)
      expect(outputs).toContain(read.output)
      expect(shippedClasses.find(namespace, className)).toBeDefined()
    }
  })
})

function statedValues({ from, map }: StepArgument): readonly (string | number | boolean | null)[] {
  const stated = 'constant' in from ? [from.constant] : 'property' in from ? [from.default ?? null] : []
  return [...stated, ...(map?.values() ?? [])].filter((value) => value !== null)
}

function isDocumented(method: CimMethodDeclaration, code: number): boolean {
  return [...method.returnCodes.keys()].some((codes) => {
    const [low, high = low] = codes.split('..')
    return code >= Number(low) && (high === '' || code <= Number(high))
  })
}
