import type { CimMethodDeclaration } from '../../../src/cim/class.js'
import { type CimInstance, type CimValue, cimInstance, propertyValue } from '../../../src/cim/value.js'
import { readAdapters } from '../../../src/config/adapters.js'
import type { ResourceType } from '../../../src/engine/resource-type.js'
import { cimResourceType } from '../../../src/resources/cim/index.js'
import { invokeResourceType } from '../../../src/resources/invoke/index.js'
import type { ResourceFacts } from '../../../src/resources/shared/facts.js'
import { createObjectManager, type ObjectManager } from '../../../src/server/object-manager.js'
import type { ClassProvider, ProviderMethod } from '../../../src/server/provider.js'
import type { CimReader, CimSession } from '../../../src/session/cim-session.js'
import { resourceDocument } from '../../harness/resource-document.js'
import { classSource, testClass, testMethod } from '../server/fixture.js'

/** A class with every kind of write an adapter knows, and others without one. */
const adapterText = `
apiVersion: wmctl/v1
kind: ClassAdapter
namespace: root/test
class: Machine
writes:
  - properties: [Label, Limit]
    method: Configure
    order: 10
  - properties: [Mode]
    method: SetMode
    arguments: { Mode: { property: Mode, map: { Auto: Automatic } } }
    order: 20
  - properties: [State]
    cases:
      Running: { method: Start, returnCodes: { 10: already }, waitFor: { State: Running, timeout: 5s, interval: 200ms }, order: 30 }
      Stopped: { method: Stop, arguments: { Serial: Serial }, order: 30, disrupts: stops the machine }
  - properties: [Folder]
    by: replace
readOnly: { Serial: It comes with the machine. }
create:
  method: Make
  arguments: { Name: Name, Folder: Folder, Mode: { property: Mode, map: { Auto: Automatic }, default: Manual } }
delete: { method: Remove, arguments: { Serial: Serial } }
returnCodes: { 3: retry, 4: restart-needed }
compare: { Folder: path }
---
apiVersion: wmctl/v1
kind: ClassAdapter
namespace: root/test
class: Fixture
writes:
  - properties: [Size]
    by: replace
create: { unsupported: 'Fixtures come with the building.' }
`

const codes: ReadonlyMap<string, string | undefined> = new Map([
  ['5', 'Access Denied'],
  ['100..200', 'Vendor Specific'],
])

function method(name: string, parameters: readonly string[], options: { readonly static?: boolean } = {}): CimMethodDeclaration {
  return { ...testMethod(name, parameters, options), returnCodes: codes }
}

const valueMap = [
  { value: 'Auto', label: 'Automatic' },
  { value: 'Manual', label: undefined },
]

const machine = testClass(
  'Machine',
  [
    'key Name string',
    'Label string',
    'Limit uint32',
    'Mode string',
    'State string',
    'Folder string',
    'Password string',
    'Count uint64',
    'read Serial string',
  ],
  {
    methods: [
      method('Configure', ['in Label', 'in Limit uint32']),
      method('SetMode', ['in Mode']),
      method('Start', []),
      method('Stop', ['in Serial']),
      method('Make', ['in Name', 'in Folder', 'in Mode'], { static: true }),
      method('Remove', ['in Serial']),
      method('Reset', ['in Password', 'in Times uint8', 'out Done boolean']),
    ],
  },
)
const mode = machine.properties.get('mode')

const classes = classSource(
  mode === undefined ? machine : { ...machine, properties: new Map([...machine.properties, ['mode', { ...mode, valueMap }]]) },
  testClass('Fixture', ['key Id uint32', 'Size uint32', 'Colour string']),
  testClass('Part', ['key Maker string', 'key Number uint32', 'Text string']),
  testClass('Fits', ['key Part reference', 'key Whole reference', 'Since uint16'], { association: true }),
  testClass('Shop', ['Title string', 'Note string'], { singleton: true }),
  testClass('Wall', ['key Id uint32', 'Colour string'], { supportsCreate: false, supportsDelete: false }),
  testClass('Missing', ['key Name string', 'Text string']),
)

/** A machine as it stands before a test. */
export const running = {
  Name: 'm',
  Label: 'old',
  Limit: 5,
  Mode: 'Auto',
  State: 'Running',
  Folder: 'C:\\Data',
  Serial: 's-1',
  Count: 1n,
}

export interface Workshop {
  readonly objects: ObjectManager
  /** Codes that methods answer with instead of doing anything, each once and in order. */
  readonly answers: number[]
  put(className: string, values: Readonly<Record<string, CimValue>>): void
  value(className: string, keys: Readonly<Record<string, string | number>>, property: string): CimValue
}

/** A host with these classes, save the one called Missing. */
export function workshop(instances: readonly (readonly [className: string, values: Record<string, CimValue>])[] = []): Workshop {
  const answers: number[] = []
  const objects = createObjectManager({
    classes: { ...classes, find: (namespace, name) => (name === 'Missing' ? undefined : classes.find(namespace, name)) },
    providers: [machines(answers)],
    clock: { now: () => 0 },
  })
  const put: Workshop['put'] = (className, values) => objects.store.put('root/test', instanceOf(className, values))
  for (const [className, values] of instances) put(className, values)
  return {
    objects,
    answers,
    put,
    value(className, keys, property) {
      const names = Object.entries(keys).map(([name, value]) => ({ name, value }))
      const path = { kind: 'path', namespace: 'root/test', className, keys: names } as const
      return propertyValue(objects.getInstance(path), property)
    },
  }
}

function instanceOf(className: string, values: Readonly<Record<string, CimValue>>): CimInstance {
  const declared = classes.find('root/test', className)?.properties
  const properties = Object.entries(values).map(([name, value]) => {
    const { type = 'string', array = false } = declared?.get(name.toLowerCase()) ?? {}
    return { name, type, array, value } as const
  })
  return cimInstance(className, properties, 'root/test')
}

function machines(answers: number[]): ClassProvider {
  const setting = (values: (inputs: Record<string, CimValue>) => Record<string, CimValue>): ProviderMethod => {
    return ({ repository }, current, inputs) => {
      const answer = answers.shift() ?? 0
      if (answer === 0) {
        const old = [...(current?.properties.values() ?? [])].map(({ name, value }) => [name, value] as const)
        const given = Object.fromEntries([...inputs.values()].map(({ name, value }) => [name, value]))
        repository.put('root/test', instanceOf('Machine', { ...Object.fromEntries(old), ...values(given) }))
      }
      return { returnValue: { type: 'uint32', array: false, value: answer }, outputs: [] }
    }
  }
  return {
    namespace: 'root/test',
    className: 'Machine',
    methods: new Map([
      ['configure', setting((inputs) => inputs)],
      ['setmode', setting((inputs) => ({ Mode: inputs['Mode'] === 'Automatic' ? 'Auto' : (inputs['Mode'] ?? null) }))],
      ['start', setting(() => ({ State: 'Starting' }))],
      ['stop', setting(() => ({ State: 'Stopped' }))],
      ['make', setting((inputs) => ({ ...inputs, Serial: 'new', State: 'Stopped' }))],
      ['reset', setting(() => ({}))],
      [
        'remove',
        ({ repository }, current) => {
          const keys = [{ name: 'Name', value: current === undefined ? '' : (propertyValue(current, 'Name') as string) }]
          repository.remove({ kind: 'path', namespace: 'root/test', className: 'Machine', keys })
          return { returnValue: { type: 'uint32', array: false, value: answers.shift() ?? 0 }, outputs: [] }
        },
      ],
    ]),
  }
}

const { source: adapters, diagnostics } = readAdapters([{ file: 'adapters.yaml', text: adapterText }], classes)
if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))

const facts: ResourceFacts = { classes, adapters }

export const cim = cimResourceType(facts)
export const invoke = invokeResourceType(facts)

/** The typed desired state of one resource, written as YAML without its name and namespace. */
export function desiredOf<Desired, Observed>(
  type: ResourceType<CimReader, CimSession, Desired, Observed>,
  yaml: string,
  name = 'it',
): Desired {
  const { document, locate } = resourceDocument(`name: ${name}\n${yaml}`, [cim, invoke])
  const parsed = type.parse(document, locate)
  if (parsed.desired === undefined) throw new Error(JSON.stringify(parsed.diagnostics))
  return parsed.desired
}
