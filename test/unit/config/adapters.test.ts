import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createCatalog } from '../../../src/catalog/catalog.js'
import type { ClassAdapter } from '../../../src/cim/class-adapter.js'
import { readAdapters } from '../../../src/config/adapters.js'
import { brief } from './helpers.js'

const schemas = new URL('../../../schemas/', import.meta.url)
const classes = createCatalog((file) => readFileSync(new URL(`catalog/${file}`, schemas), 'utf8'))
const head = 'apiVersion: wmctl/v1\nkind: ClassAdapter\nnamespace: root/cimv2\nclass: Win32_Service\n'

/** A call as it is when its adapter says no more than the method. */
const bareStep = {
  static: false,
  arguments: [],
  returnCodes: new Map(),
  hints: new Map(),
  blockedBy: new Map(),
  retry: { times: 5, interval: 1_000 },
}

function adapterOf(body: string): ClassAdapter {
  const { source, diagnostics } = readAdapters([{ file: 'x.yaml', text: head + body }], classes)
  expect(diagnostics).toEqual([])
  const adapter = source.find('ROOT\\CIMV2', 'win32_service')
  if (adapter === undefined) throw new Error('no adapter')
  return adapter
}

test('the adapters that come with the product name only what their classes have', () => {
  const files = readdirSync(new URL('adapters/', schemas)).map((file) => ({
    file,
    text: readFileSync(new URL(`adapters/${file}`, schemas), 'utf8'),
  }))
  expect(files.length).toBeGreaterThan(0)
  expect(readAdapters(files, classes).diagnostics.map(({ summary, detail, range }) => [range?.file, summary, detail])).toEqual([])
})

test('one method for several properties passes each as the parameter of its name', () => {
  const { properties } = adapterOf('writes:\n  - { properties: [DisplayName, PathName], method: Change, order: 10 }\n')
  expect([...properties.keys()]).toEqual(['displayname', 'pathname'])
  expect(properties.get('pathname')).toEqual({
    name: 'PathName',
    write: {
      by: 'method',
      passes: 'all',
      order: 10,
      steps: [
        {
          ...bareStep,
          method: 'Change',
          arguments: [
            { parameter: 'DisplayName', from: { property: 'DisplayName' } },
            { parameter: 'PathName', from: { property: 'PathName' } },
          ],
        },
      ],
    },
  })
  expect(properties.get('displayname')?.write).toBe(properties.get('pathname')?.write)
})

test('arguments are properties, mapped properties and constants', () => {
  const { properties } = adapterOf(`writes:
  - properties: [StartMode]
    method: Change
    arguments:
      StartMode: { property: StartMode, map: { Auto: Automatic } }
      DisplayName: DisplayName
      ErrorControl: { constant: 1 }
      StartPassword: { constant: null }
`)
  const write = properties.get('startmode')?.write
  expect(write?.by === 'method' ? write.steps.map((step) => step.arguments) : undefined).toEqual([
    [
      { parameter: 'StartMode', from: { property: 'StartMode' }, map: new Map([['auto', 'Automatic']]) },
      { parameter: 'DisplayName', from: { property: 'DisplayName' } },
      { parameter: 'ErrorControl', from: { constant: 1 } },
      { parameter: 'StartPassword', from: { constant: null } },
    ],
  ])
})

test('a method for each value, with codes and waits', () => {
  const { properties } = adapterOf(`writes:
  - properties: [State]
    cases:
      Running: { method: StartService, returnCodes: { 10: already }, waitFor: { State: Running, timeout: 2m }, disrupts: nothing }
      Stopped: { method: StopService }
`)
  const write = properties.get('state')?.write
  expect(write?.by === 'value' ? write.cases : undefined).toEqual(
    new Map([
      [
        'running',
        {
          order: 0,
          steps: [
            {
              ...bareStep,
              method: 'StartService',
              returnCodes: new Map([[10, 'already']]),
              waitFor: { property: 'State', value: 'Running', pending: new Set(), timeout: 120_000, interval: 500 },
              disrupts: 'nothing',
            },
          ],
        },
      ],
      ['stopped', { order: 0, steps: [{ ...bareStep, method: 'StopService' }] }],
    ]),
  )
})

test('the rest: put, replace, read-only, create, delete, codes, comparison', () => {
  const adapter = adapterOf(`writes:
  - { properties: [DisplayName], by: put }
  - { properties: [PathName], by: replace }
readOnly: { ProcessId: It changes. }
create: { method: Create, arguments: { Name: Name } }
delete: { unsupported: Not on this class. }
readMethods: [InterrogateService]
returnCodes: { 0: success, 7: retry }
compare:
  PathName: path
  DisplayName: [bag, ignore-case]
  InstallDate: { as: keyed, by: Name, nullIsEmpty: true, tolerance: 2s }
`)
  expect(adapter.properties).toEqual(
    new Map([
      ['displayname', { name: 'DisplayName', write: { by: 'put' } }],
      ['pathname', { name: 'PathName', write: { by: 'replace' } }],
      ['processid', { name: 'ProcessId', readOnly: 'It changes.' }],
    ]),
  )
  expect(adapter.create).toMatchObject({ order: 0, steps: [{ method: 'Create', static: true }], initial: new Map() })
  expect(adapter.delete).toEqual({ unsupported: 'Not on this class.' })
  expect(adapter.readMethods).toEqual(new Set(['interrogateservice']))
  expect(adapter.returnCodes).toEqual(
    new Map([
      [0, 'success'],
      [7, 'retry'],
    ]),
  )
  expect(adapter.compare).toEqual(
    new Map([
      ['pathname', { as: ['path'] }],
      ['displayname', { as: ['bag', 'ignore-case'] }],
      ['installdate', { as: ['keyed'], by: ['name'], nullIsEmpty: true, tolerance: 2000 }],
    ]),
  )
})

test.each([
  ['class', 'class: Win32_Servce\n', 'x.yaml:4:8 error Unknown class (→ Win32_Service)'],
  ['property', 'writes: [{ properties: [Stat], by: put }]\n', 'x.yaml:5:25 error Unknown property (→ State)'],
  ['method', 'writes: [{ properties: [State], method: StrtService }]\n', 'x.yaml:5:41 error Unknown method (→ StartService)'],
  [
    'parameter',
    'writes: [{ properties: [StartMode], method: Change, arguments: { StartMod: StartMode } }]\n',
    'x.yaml:5:66 error Unknown parameter (→ StartMode)',
  ],
  [
    'parameter of a property without argument',
    'writes: [{ properties: [State], method: Change }]\n',
    'x.yaml:5:25 error Unknown parameter',
  ],
  [
    'property of an argument',
    'delete: { method: Change, arguments: { PathName: Path } }\n',
    'x.yaml:5:50 error Unknown property',
  ],
  ['property to wait for', 'delete: { method: Delete, waitFor: { Stat: x } }\n', 'x.yaml:5:38 error Unknown property (→ State)'],
  ['read-only property', 'readOnly: { ProcesId: x }\n', 'x.yaml:5:13 error Unknown property (→ ProcessId)'],
  ['read method', 'readMethods: [Interrogate]\n', 'x.yaml:5:15 error Unknown method'],
])('an unknown %s is an error at its place', (_, body, found) => {
  const text = body.startsWith('class:') ? head.replace('class: Win32_Service\n', body) : head + body
  const { source, diagnostics } = readAdapters([{ file: 'x.yaml', text }], classes)
  expect(diagnostics.map(brief)).toEqual([found])
  expect(source.find('root/cimv2', 'Win32_Service')).toBeUndefined()
})

test.each([
  ['two ways to write', 'writes: [{ properties: [State], by: put, method: Change }]\n', /error Not exactly one field/],
  ['no way to write', 'writes: [{ properties: [State] }]\n', /error Not exactly one field/],
  [
    'a property twice',
    'writes: [{ properties: [State], by: put }, { properties: [state], by: put }]\n',
    /5:59 error Duplicate property/,
  ],
  [
    'a property written and read-only',
    'writes: [{ properties: [State], by: put }]\nreadOnly: { State: x }\n',
    /error Duplicate property/,
  ],
  ['a create without a method', 'create: { static: true }\n', /error Not exactly one field/],
  ['an instance method called on the class', 'create: { method: Delete }\n', /error Wrong kind of method/],
  ['a static method called on an object', 'delete: { method: Create }\n', /error Wrong kind of method/],
  ['a wait for two properties', 'delete: { method: Delete, waitFor: { State: a, Name: b } }\n', /error Unusable wait/],
  ['an unknown meaning', 'returnCodes: { 1: fine }\n', /error Value not allowed/],
  ['a code that is no number', 'returnCodes: { one: success }\n', /error Unusable name/],
  ['an unknown field', 'write: []\n', /5:1 error Unknown field \(→ writes\)/],
  ['an unknown comparison', 'compare: { State: fuzzy }\n', /error Value not allowed/],
])('%s is an error', (_, body, found) => {
  const { diagnostics } = readAdapters([{ file: 'x.yaml', text: head + body }], classes)
  expect(diagnostics.map(brief)).toEqual([expect.stringMatching(found)])
})

test('a class has one adapter', () => {
  const { source, diagnostics } = readAdapters([
    { file: 'a.yaml', text: head },
    { file: 'b.yaml', text: head },
  ])
  expect(diagnostics.map(brief)).toEqual(['b.yaml:4:8 error Duplicate adapter'])
  expect(source.find('root/cimv2', 'Win32_Service')).toBeDefined()
  expect(source.find('root/cimv2', 'Win32_Share')).toBeUndefined()
})
