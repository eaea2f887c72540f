import { describe, expect, it } from 'vitest'
import { cimResourceType } from '../../../src/resources/cim/index.js'
import { invokeResourceType } from '../../../src/resources/invoke/index.js'
import { registryResourceType } from '../../../src/resources/registry/index.js'
import { shippedFacts } from '../../harness/facts.js'
import { resourceDocument } from '../../harness/resource-document.js'

const facts = shippedFacts()
const kinds = [cimResourceType(facts), invokeResourceType(facts), registryResourceType(facts)] as const

function parse(yaml: string) {
  const { document, locate } = resourceDocument(yaml, kinds)
  const type = kinds.find(({ kind }) => kind === document.kind)
  if (type === undefined) throw new Error(`no kind ${document.kind}`)
  return type.parse(document, locate)
}

/** What is wrong, the text the caret stands under, what is suggested. */
const mistakes: readonly (readonly [yaml: string, summary: string, under: string, suggestion?: string])[] = [
  ['name: x\ncim: MSFT_NetFirewallRule\nkey: { InstanceID: S }', 'Class in another namespace', 'MSFT_NetFirewallRule'],
  ['name: x\ncim: Win32_Service\nkey: { Name: S }\nproperties: { StartMod: Auto }', 'Unknown property', 'StartMod', 'StartMode'],
  ['name: x\ncim: Win32_Service\nkey: { Nam: S }', 'Unknown key', 'Nam', 'Name'],
  ['name: x\ncim: Win32_Service', 'Missing key', 'Win32_Service'],
  ['name: x\ncim: Win32_Environment\nkey: { Name: JAVA_HOME }', 'Missing key', 'key'],
  ['name: x\ncim: Win32_Service\nkey: { Name: 5 }', 'Wrong value', '5'],
  ['name: x\ncim: Win32_Service\nkey: { Name: S }\nproperties: { Name: T }', 'Key among the properties', 'Name'],
  ['name: x\ncim: Win32_Service\nkey: { Name: S }\nproperties: { ProcessId: 4 }', 'Read-only property', 'ProcessId'],
  ['name: x\ncim: Win32_Service\nkey: { Name: S }\nproperties: { State: Unknown }', 'Value that cannot be set', 'Unknown'],
  ['name: x\ncim: Win32_PageFileSetting\nkey: { Name: p }\nproperties: { InitialSize: -1 }', 'Wrong value', '-1'],
  ['name: x\ncim: Win32_PageFileSetting\nkey: { Name: p }\nproperties: { InitialSize: 4294967296 }', 'Wrong value', '4294967296'],
  ['name: x\ncim: Win32_PageFileSetting\nkey: { Name: p }\nproperties: { InitialSize: big }', 'Wrong value', 'big'],
  [
    'name: x\ncim: Win32_Share\nkey: { Name: s }\nensure: absent\nproperties: { Path: c }',
    'Properties of an absent object',
    'properties',
  ],
  [
    'name: x\ncim: Win32_Service\nkey: { Name: S }\nlifecycle: { ignoreChanges: [StateMode] }',
    'Unknown property',
    '[StateMode]',
    'StartMode',
  ],
  ['name: x\ncim: Win32_Service\nkey: { Name: S }\nwaitFor: { Stat: Running }', 'Unknown property', 'Stat', 'State'],
  ['name: x\ncim: Win32_Service\nkey: { Name: S }\nwaitFor: { State: Running, timeout: soon }', 'Not a duration', 'soon'],
  [
    'name: x\ncim: Win32_Service\nkey: { Name: S }\nensure: absent\nwaitFor: { State: Stopped }',
    'Properties of an absent object',
    'waitFor',
  ],
  [
    'name: x\ncim: Win32_Service\nkey: { Name: S }\nproperties: { State: { secret: { env: X } } }',
    'Secret for a value that cannot be one',
    '{ secret: { env: X } }',
  ],
  [
    'name: x\nregistry: HKLM\\SOFTWARE\\X\nvalues: { Alpha: 1 }\nlifecycle: { ignoreChanges: [Alhpa] }',
    'Unknown value',
    '[Alhpa]',
    'Alpha',
  ],
  ['name: x\nregistry: HKLX\\Software\\X', 'Not a registry key', 'HKLX\\Software\\X'],
  ['name: x\nregistry: HKLM', 'Not a registry key', 'HKLM'],
  ['name: x\nregistry: HKLM\\SOFTWARE\\X\nvalues: { A: { type: dword, value: 4294967296 } }', 'Wrong value', '4294967296'],
  ['name: x\nregistry: HKLM\\SOFTWARE\\X\nvalues: { A: { type: binary, value: 0xyz } }', 'Not hex digits', '0xyz'],
  ['name: x\nregistry: HKLM\\SOFTWARE\\X\nvalues: { A: 1, a: 2 }', 'Value given twice', 'a'],
  ['name: x\nregistry: HKLM\\SOFTWARE\\X\nensure: absent\nvalues: { A: 1 }', 'Values of an absent key', 'values'],
  [
    'name: x\ninvoke: { cim: Win32_Service, key: { Name: S }, method: StopServce }\nwhen: { State: Running }',
    'Unknown method',
    'StopServce',
    'StopService',
  ],
  [
    'name: x\ninvoke: { cim: Win32_Service, key: { Name: S }, method: ChangeStartMode, arguments: { Mode: Auto } }\nwhen: { State: Running }',
    'Unknown parameter',
    'Mode',
  ],
  ['name: x\ninvoke: { cim: Win32_Service, key: { Name: S }, method: StopService }', 'Invoke without a trigger', 'invoke'],
  ['name: x\ninvoke: { cim: Win32_Service, method: StopService }\nwhen: { State: Running }', 'Missing key', 'Win32_Service'],
]

describe('mistakes in resources', () => {
  it.each(mistakes.map(([yaml, summary, under, suggestion]) => [yaml, summary, under, suggestion] as const))(
    '%j: %s',
    (yaml, summary, under, suggestion) => {
      const { desired, diagnostics } = parse(yaml)
      const errors = diagnostics.filter(({ severity }) => severity === 'error')
      expect(errors.map((error) => error.summary)).toEqual([summary])
      const [error] = errors
      const { range } = error ?? {}
      expect(range?.lineText?.slice((range?.start.column ?? 1) - 1, (range?.end.column ?? 1) - 1)).toBe(under)
      expect(error?.suggestion).toBe(suggestion)
      expect(desired).toBeUndefined()
    },
  )
})

describe('classes that the catalogue does not know', () => {
  it.each([
    ['name: x\ncim: Win32_Sevice\nkey: { Name: Spooler }', 'Win32_Sevice', 'Win32_Service', false],
    ['name: x\ncim: Win32_Sevice\nkey: { Name: Spooler }\nensure: absent', 'Win32_Sevice', 'Win32_Service', true],
    ['name: x\ncim: Win32_Service\nnamespace: root/cimv3\nkey: { Name: S }', 'root/cimv3', 'root/cimv2', false],
    [
      'name: x\ncim: HP_BIOSSetting\nnamespace: root/HP/InstrumentedBIOS\nkey: { Name: S }',
      'root/HP/InstrumentedBIOS',
      undefined,
      false,
    ],
    [
      'name: x\ncim: MSFT_NetFirewallRule\nnamespace: root/interop\nkey: { Name: S }',
      'root/interop',
      'root/standardcimv2',
      false,
    ],
    ['name: x\ninvoke: { cim: Win32_Sevice, method: Go }\nwhen: { State: Running }', 'Win32_Sevice', 'Win32_Service', false],
  ] as const)('%j is a warning that hosts settle', (yaml, under, suggestion, absent) => {
    const { desired, diagnostics, unsettled } = parse(yaml)
    expect(desired).toBeUndefined()
    expect(unsettled).toEqual({ absent })
    expect(diagnostics.map(({ severity, summary }) => [severity, summary])).toEqual([
      ['warning', 'Class unknown to the catalogue'],
    ])
    const { range } = diagnostics[0] ?? {}
    expect(range?.lineText?.slice((range?.start.column ?? 1) - 1, (range?.end.column ?? 1) - 1)).toBe(under)
    expect(diagnostics[0]?.suggestion).toBe(suggestion)
  })
})

describe('good resources', () => {
  it('are typed by their class, whatever the case', () => {
    const { desired, diagnostics } = parse(
      'name: x\ncim: win32_service\nkey: { name: Spooler }\nproperties: { startmode: Disabled, STATE: Stopped }',
    )
    expect(diagnostics).toEqual([])
    expect(kinds[0].identity(desired as never)).toBe('Win32_Service.Name="Spooler"')
    const { properties } = desired as unknown as { properties: { declaration: { name: string }; write: { by: string } }[] }
    expect(properties.map(({ declaration, write }) => [declaration.name, write.by])).toEqual([
      ['StartMode', 'method'],
      ['State', 'value'],
    ])
  })

  it('may be written as the method calls a value', () => {
    const { desired, diagnostics } = parse('name: x\ncim: Win32_Service\nkey: { Name: S }\nproperties: { StartMode: automatic }')
    expect(diagnostics).toEqual([])
    expect(desired).toMatchObject({ properties: [{ value: { plain: 'Auto' } }] })
  })

  it('read registry values as the types they stand for', () => {
    const { desired } = parse(
      'name: x\nregistry: HKEY_LOCAL_MACHINE\\SOFTWARE\\X\\\nvalues: { A: 1, B: text, C: [a, b], D: 4294967296, E: null, F: { type: binary, value: "00 ff" }, (Default): d }',
    )
    expect(kinds[2].identity(desired as never)).toBe('HKLM\\SOFTWARE\\X')
    const { values } = desired as unknown as { values: readonly unknown[] }
    expect(values).toEqual([
      { name: 'A', wanted: { type: 'dword', data: 1 } },
      { name: 'B', wanted: { type: 'string', data: 'text' } },
      { name: 'C', wanted: { type: 'multiString', data: ['a', 'b'] } },
      { name: 'D', wanted: { type: 'qword', data: 4294967296n } },
      { name: 'E', wanted: 'removed' },
      { name: 'F', wanted: { type: 'binary', data: [0, 255] } },
      { name: '', wanted: { type: 'string', data: 'd' } },
    ])
  })
})
