import { describe, expect, it } from 'vitest'
import type { CimInstance, CimKeyValue, CimProperty, CimScalar, CimValue } from 'wmctl'
import { profileNames } from '../src/profile/profile.js'
import { hostProviders } from '../src/provider/all.js'
import { seededRandom } from '../src/seed/random.js'
import { catalog, testHost } from './lab-host.js'

const seeded = hostProviders.filter((provider) => provider.seed !== undefined)

function hasClass({ objects }: ReturnType<typeof testHost>, namespace: string, className: string): boolean {
  return objects.classes.find(namespace, className) !== undefined
}

describe('seeds', () => {
  it.each(seeded.map(({ namespace, className }) => [namespace, className] as const))(
    '%s %s: every value is of its declared type, on every profile and role',
    (namespace, className) => {
      for (const profile of profileNames) {
        for (const index of [0, 2, 3, 4, 7, 9]) {
          const host = testHost({ profile, index })
          if (!hasClass(host, namespace, className)) continue
          for (const instance of host.objects.enumerate(namespace, className, { depth: 'shallow' })) {
            expect(mistyped(instance), `${profile} ${index}`).toEqual([])
          }
        }
      }
    },
  )

  it('gives every instance a distinct, complete key', () => {
    const host = testHost({ index: 4 })
    for (const { namespace, className } of seeded) {
      if (!hasClass(host, namespace, className)) continue
      const paths = [...host.objects.enumerate(namespace, className, { depth: 'shallow' })].map((instance) =>
        JSON.stringify(host.objects.pathOf(instance)),
      )
      expect(new Set(paths).size, className).toBe(paths.length)
    }
  })

  it('makes the same host of the same seed and index, whatever is asked first', () => {
    const [first, second] = [testHost({ index: 5 }), testHost({ index: 5 })]
    const classes = seeded
      .filter(({ namespace, className }) => hasClass(first, namespace, className))
      .map(({ namespace, className }) => [namespace, className] as const)
    const read = (host: ReturnType<typeof testHost>, order: typeof classes): Map<string, string> =>
      new Map(order.map(([namespace, className]) => [className, dump([...host.objects.enumerate(namespace, className)])]))
    const forward = read(first, classes)
    const backward = read(second, classes.toReversed())
    for (const [className, text] of forward) expect(backward.get(className), className).toBe(text)
  })

  it('makes hosts that differ by index and by seed', () => {
    const dumpOf = (options: { index?: number; seed?: string }): string => {
      const host = testHost(options)
      return ['Win32_Service', 'Win32_Environment', 'Win32_Share', 'Win32_LogicalDisk', 'Win32_UserAccount']
        .map((className) => dump([...host.objects.enumerate('root/cimv2', className)]))
        .join('\n')
    }
    const texts = [dumpOf({ index: 0 }), dumpOf({ index: 1 }), dumpOf({ index: 0, seed: 'other' })]
    expect(new Set(texts).size).toBe(3)
  })

  it('has the services of a Windows server, with dependencies among those installed', () => {
    const host = testHost({ index: 0 })
    const services = [...host.objects.enumerate('root/cimv2', 'Win32_Service')].map(
      (service) => service.properties.get('name')?.value,
    )
    expect(services.length).toBeGreaterThanOrEqual(60)
    expect(services).toEqual(expect.arrayContaining(['Spooler', 'W32Time', 'WinRM', 'W3SVC', 'RpcSs', 'LanmanServer']))
    const links = [...host.objects.enumerate('root/cimv2', 'Win32_DependentService')]
    expect(links.length).toBeGreaterThan(40)
    for (const link of links) {
      for (const end of ['antecedent', 'dependent']) {
        const path = link.properties.get(end)?.value
        expect(path).toMatchObject({ kind: 'path', className: 'Win32_Service' })
        expect(services).toContain(nameIn(path))
      }
    }
  })

  it('never lets a service run whose dependencies do not', () => {
    for (let index = 0; index < 30; index += 1) {
      const host = testHost({ index })
      const state = (name: string): unknown => host.value('Win32_Service', { Name: name }, 'State')
      for (const link of host.objects.enumerate('root/cimv2', 'Win32_DependentService')) {
        const [needed, dependent] = ['antecedent', 'dependent'].map((end) => nameIn(link.properties.get(end)?.value))
        if (state(dependent ?? '') === 'Running')
          expect(state(needed ?? ''), `${index}: ${dependent} needs ${needed}`).toBe('Running')
      }
    }
  })

  it('has a namespace and class of the catalogue behind every provider', () => {
    for (const { namespace, className, methods } of hostProviders) {
      const declaration = catalog.find(namespace, className)
      expect(declaration, `${namespace} ${className}`).toBeDefined()
      for (const method of Object.keys(methods ?? {})) {
        expect(declaration?.methods.has(method.toLowerCase()), `${className}.${method}`).toBe(true)
      }
    }
  })

  it('draws numbers that depend on the words alone', () => {
    const draw = (...topics: string[]): number[] => {
      const random = seededRandom('s', ...topics)
      return [random.next(), random.next(), random.next()]
    }
    expect(draw('a')).toEqual(draw('a'))
    expect(draw('a')).not.toEqual(draw('b'))
    const random = seededRandom('range')
    const drawn = Array.from({ length: 1000 }, () => random.integer(3, 5))
    expect(new Set(drawn)).toEqual(new Set([3, 4, 5]))
    expect(random.guid()).toMatch(/^\{[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-A[0-9A-F]{3}-[0-9A-F]{12}\}$/)
  })
})

function nameIn(value: CimValue | undefined): string {
  const found = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'path' ? value.keys : undefined
  return typeof found === 'object' ? keyText(found[0]?.value) : ''
}

function keyText(value: CimKeyValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function mistyped(instance: CimInstance): string[] {
  return [...instance.properties.values()].filter((property) => !isTyped(property)).map(({ name, type }) => `${name}: ${type}`)
}

function isTyped({ type, array, value }: CimProperty): boolean {
  if (value === null) return true
  const members: readonly CimScalar[] = Array.isArray(value) ? value : [value as CimScalar]
  return array === Array.isArray(value) && members.every((member) => isScalarOf(type, member))
}

function isScalarOf(type: CimProperty['type'], value: CimScalar): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'string':
    case 'char16':
      return typeof value === 'string'
    case 'datetime':
      return typeof value === 'object' && 'dmtf' in value && value.dmtf.length === 25
    case 'reference':
      return typeof value === 'object' && value.kind === 'path'
    case 'object':
    case 'instance':
      return typeof value === 'object' && value.kind === 'instance'
    case 'sint64':
    case 'uint64':
      return typeof value === 'bigint' && inRange(type, value)
    case 'real32':
    case 'real64':
      return typeof value === 'number'
    case 'sint8':
    case 'uint8':
    case 'sint16':
    case 'uint16':
    case 'sint32':
    case 'uint32':
      return typeof value === 'number' && Number.isInteger(value) && inRange(type, BigInt(value))
  }
}

function inRange(type: string, value: bigint): boolean {
  const bits = Number(type.slice(4))
  return (type.startsWith('u') ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value)) === value
}

function dump(instances: readonly CimInstance[]): string {
  return JSON.stringify(
    instances.map((instance) => [instance.className, [...instance.properties.values()]]),
    (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
  )
}
