import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '../../../src/base/errors.js'
import { createCatalog } from '../../../src/catalog/catalog.js'
import type { CimClass, ClassSource } from '../../../src/cim/class.js'

const folder = new URL('../../../schemas/catalog/', import.meta.url)
const load = (file: string): Uint8Array => readFileSync(new URL(file, folder))
const catalog = createCatalog(load)

function need(source: ClassSource, namespace: string, className: string): CimClass {
  const found = source.find(namespace, className)
  if (found === undefined) throw new Error(`${namespace} has no ${className}`)
  return found
}

describe('the shipped catalogue', () => {
  test('describes Win32_Service', () => {
    const service = need(catalog, 'root/cimv2', 'Win32_Service')
    expect(service).toMatchObject({
      name: 'Win32_Service',
      namespace: 'root/cimv2',
      superclass: 'Win32_BaseService',
      abstract: false,
      association: false,
      singleton: false,
      supportsCreate: false,
      supportsUpdate: true,
      keys: ['Name'],
    })
    expect(service.properties.get('name')).toMatchObject({
      name: 'Name',
      type: 'string',
      array: false,
      key: true,
      access: 'read',
    })
    expect(service.properties.get('processid')).toMatchObject({ type: 'uint32', key: false })
    expect(service.properties.get('state')).toMatchObject({ access: 'read/write' })
    expect(service.properties.get('startmode')?.valueMap?.map(({ value }) => value)).toEqual([
      'Boot',
      'System',
      'Auto',
      'Manual',
      'Disabled',
    ])
    const create = service.methods.get('create')
    expect(create).toMatchObject({ static: true, returns: { type: 'uint32', array: false } })
    expect(create?.parameters.map(({ name }) => name).slice(0, 2)).toEqual(['Name', 'DisplayName'])
    expect(create?.parameters.find(({ name }) => name === 'ServiceDependencies')).toMatchObject({
      array: true,
      in: true,
      out: false,
    })
    expect(create?.parameters.find(({ name }) => name === 'ServiceType')).toMatchObject({ bitmap: true })
    expect(service.methods.get('startservice')?.returnCodes.get('10')).toBe('Service Already Running')
    expect(service.methods.get('getsecuritydescriptor')?.parameters[0]).toMatchObject({
      type: 'instance',
      className: 'Win32_SecurityDescriptor',
      in: false,
      out: true,
    })
  })

  test('finds names in any case and namespaces in any spelling', () => {
    const [a, b] = [need(catalog, 'ROOT\\CIMV2', 'win32_SERVICE'), need(catalog, '/root/cimv2/', 'Win32_Service')]
    expect(a).toBe(b)
    expect(a.namespace).toBe('root/cimv2')
    expect(catalog.find('root/cimv2', 'Win32_Servic')).toBeUndefined()
    expect(catalog.find('root/nowhere', 'Win32_Service')).toBeUndefined()
    expect(catalog.find('root/cimv2', 'win32_service\t{')).toBeUndefined()
    expect(catalog.find('root/cimv2', '')).toBeUndefined()
  })

  test('has the system classes in every namespace, under its name', () => {
    for (const namespace of ['root/cimv2', 'root/microsoft/windows/storage']) {
      expect(need(catalog, namespace, '__InstanceCreationEvent')).toMatchObject({
        namespace,
        superclass: '__InstanceOperationEvent',
      })
      expect(catalog.classNames(namespace)).toContain('__Event')
    }
  })

  test('includes what superclasses declare', () => {
    // Pages of the storage classes list their own properties alone; ObjectId comes from MSFT_StorageObject.
    const disk = need(catalog, 'root/microsoft/windows/storage', 'MSFT_Disk')
    expect(disk.superclass).toBe('MSFT_StorageObject')
    expect(disk.properties.get('objectid')).toMatchObject({ name: 'ObjectId', key: true })
    expect(disk.properties.get('uniqueid')).toBeDefined()
    expect(disk.keys).toEqual(['ObjectId'])
  })

  test('has keys, directions, references, static methods and codes of pages that refer to others', () => {
    expect(need(catalog, 'root/cimv2', 'Win32_Environment').keys.toSorted()).toEqual(['Name', 'UserName'])
    const registry = need(catalog, 'root/default', 'StdRegProv')
    expect(registry.methods.get('getstringvalue')).toMatchObject({ static: true })
    expect(registry.methods.get('getstringvalue')?.parameters.find(({ name }) => name === 'sValue')).toMatchObject({
      out: true,
      in: false,
    })
    const link = need(catalog, 'root/cimv2', 'Win32_LogicalDiskToPartition')
    expect(link.association).toBe(true)
    expect(link.properties.get('antecedent')).toMatchObject({ type: 'reference', className: 'Win32_DiskPartition', key: true })
    const limits = need(catalog, 'root/cimv2', 'Win32_OperatingSystem').properties.get('suitemask')
    expect(limits).toMatchObject({ bitmap: true })
    // The page gives positions; what combines are values.
    const flags = need(catalog, 'root/microsoft/windows/dfsn', 'MSFT_DFSNamespace').properties.get('flags')
    expect(flags?.valueMap?.map(({ value }) => value)).toEqual(['1', '2', '4', '8', '32'])
  })

  test('can give every class, each with its keys among its properties', () => {
    let count = 0
    for (const namespace of catalog.namespaces()) {
      const system = new Set(catalog.classNames('root/nowhere'))
      for (const name of catalog.classNames(namespace)) {
        const cimClass = need(catalog, namespace, name)
        expect(cimClass.name).toBe(name)
        expect(cimClass.keys.every((key) => cimClass.properties.get(key.toLowerCase())?.key === true)).toBe(true)
        if (!system.has(name)) count++
      }
    }
    expect(count + catalog.classNames('root/nowhere').length).toBe(4021)
  })

  test('reads only the files that are asked for, each once', () => {
    const files: string[] = []
    const counted = createCatalog((file) => {
      files.push(file)
      return readFileSync(new URL(file, folder), 'utf8')
    })
    for (const name of ['Win32_Service', 'Win32_Process', 'Win32_Share']) need(counted, 'root/cimv2', name)
    expect(files).toEqual(['index.txt', 'root~cimv2.txt', ...files.slice(2)])
    expect(files.slice(2).every((file) => file === '_any.txt')).toBe(true)
    expect(files.length).toBeLessThanOrEqual(3)
  })

  test('refuses another version', () => {
    expect(() => createCatalog(() => 'wmctl class catalogue\t2\n\n\n').find('root', 'A')).toThrow(DecodeError)
    expect(() => createCatalog(() => '').find('root', 'A')).toThrow('version unknown')
  })

  test('refuses superclasses that go in a circle', () => {
    const files: Record<string, string> = {
      'index.txt': 'wmctl class catalogue\t1\n\n\nroot\troot.txt\tA B\n',
      'root.txt': '[]\na\t{"n":"A","s":"B","q":"","p":[],"m":[]}\nb\t{"n":"B","s":"A","q":"","p":[],"m":[]}\n',
    }
    expect(() => createCatalog((file) => files[file] ?? '').find('root', 'A')).toThrow('cycle')
  })
})

const source = process.env['WMCTL_CATALOG']

describe.skipIf(source === undefined)('against the source it was built from [needs WMCTL_CATALOG]', () => {
  test('every class says what the source says', () => {
    for (const file of readdirSync(source ?? '').filter(
      (name) => name.endsWith('.json') && !/^(index|_return-codes)/.test(name),
    )) {
      for (const each of JSON.parse(readFileSync(`${source}/${file}`, 'utf8'))) {
        const cimClass = need(catalog, each.namespace === '*' ? 'root/cimv2' : each.namespace, each.class)
        expect(cimClass.keys.map((key) => key.toLowerCase()).toSorted()).toEqual(
          (each.keys ?? []).map((key: string) => key.toLowerCase()).toSorted(),
        )
        for (const property of each.properties) {
          const found = cimClass.properties.get(property.name.toLowerCase())
          // A key is never an array ([DSP0004] 5.6.3.22), though one page says so.
          const array = property.array && found?.key !== true
          expect(found).toMatchObject({ name: property.name, array, access: property.access })
          if (property.maxLen !== null) expect(found?.maxLength).toBe(property.maxLen)
          if (typeof property.minLen === 'number') expect(found?.minLength).toBe(property.minLen)
          if (property.units !== null) expect(found?.units).toBe(property.units)
          expect(found?.deprecated ?? false).toBe(property.deprecated ?? false)
          // Positions of bits become values, of which the first test has an example.
          if (property.valueMap !== null && property.bitmap !== true) {
            expect(found?.valueMap).toEqual(
              property.valueMap.map((value: string, index: number) => ({ value, label: property.values[index] ?? undefined })),
            )
          }
        }
        for (const method of each.methods) {
          const found = cimClass.methods.get(method.name.toLowerCase())
          expect(found).toMatchObject({ name: method.name, static: method.static })
          expect(found?.parameters.map(({ name }) => name)).toEqual(
            (method.params ?? []).map(({ name }: { name: string }) => name),
          )
          for (const [code, label] of Object.entries(method.returnCodes ?? {}))
            expect(found?.returnCodes.get(code)).toBe(label ?? undefined)
        }
      }
    }
  })
})
