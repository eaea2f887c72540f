import { describe, expect, test } from 'vitest'
import type { ComparisonHint } from '../../../src/cim/class-adapter.js'
import { compareProperty } from '../../../src/cim/compare/compare.js'
import { type CimInstance, type CimValue, cimInstance } from '../../../src/cim/value.js'
import { assertChange } from '../../../src/engine/change-contract.js'
import { changeOf } from '../../../src/engine/plan-resource.js'
import type { ResourceChange } from '../../../src/engine/resource-type.js'
import { cimResourceType } from '../../../src/resources/cim/index.js'
import { defined } from '../../harness/defined.js'
import { describeDelta } from '../../harness/describe-delta.js'
import { shippedFacts } from '../../harness/facts.js'
import { resourceContexts } from '../../harness/resource-contexts.js'
import { resourceDocument } from '../../harness/resource-document.js'

// What configuration tools for Windows "correct" on every run, or show as a change without a difference.
const facts = shippedFacts()
const kind = cimResourceType(facts)

function compare(path: string, desired: CimValue, live: CimValue, hint?: ComparisonHint): string | boolean {
  const [className = '', property = ''] = path.split('.')
  const cimClass = defined(facts.classes.find(className.startsWith('MSFT_') ? 'root/standardcimv2' : 'root/cimv2', className))
  const result = compareProperty(defined(cimClass.properties.get(property.toLowerCase())), desired, live, hint)
  return result.equal ? (result.rule ?? true) : false
}

describe('case, enumerations and types', () => {
  test.each([
    ['an enumerated text in other case', 'Win32_Service.StartMode', 'auto', 'Auto', 'ignoring case'],
    ['the name of an object in other case', 'Win32_Service.Name', 'SPOOLER', 'Spooler', 'ignoring case'],
    ['a label for a code', 'Win32_LogicalDisk.DriveType', 'Local Disk', 3, 'value map: Local Disk is 3'],
    ['a number as text', 'Win32_LogicalDisk.Size', '500000000000', 500_000_000_000n, 'as numbers'],
    ['a truth value as text', 'Win32_Service.DesktopInteract', 'False', false, 'as booleans'],
    ['another enumerated text is a change', 'Win32_Service.StartMode', 'Manual', 'Auto', false],
    ['text that only a person reads keeps its case', 'Win32_Service.DisplayName', 'print spooler', 'Print Spooler', false],
  ])('%s', (_, property, desired, live, expected) => {
    expect(compare(property, desired, live)).toBe(expected)
  })
})

describe('order of lists and of embedded instances', () => {
  const trustee = (name: string, sid: string): CimInstance =>
    cimInstance('Win32_Trustee', [
      { name: 'Name', type: 'string', array: false, value: name },
      { name: 'SIDString', type: 'string', array: false, value: sid },
    ])
  const keyed: ComparisonHint = { as: ['keyed'], by: ['name'] }
  const declaration = { type: 'instance', array: true } as const

  test('matters where nothing says otherwise: DNS servers are asked in turn', () => {
    expect(
      compare('Win32_NetworkAdapterConfiguration.DNSServerSearchOrder', ['10.0.0.1', '10.0.0.2'], ['10.0.0.2', '10.0.0.1']),
    ).toBe(false)
  })

  test('does not matter in a bag, how often does', () => {
    const property = 'Win32_NetworkAdapterConfiguration.DNSServerSearchOrder'
    expect(compare(property, ['a', 'b'], ['b', 'a'], { as: ['bag'] })).toBe('ignoring order')
    expect(compare(property, ['a', 'a', 'b'], ['a', 'b', 'b'], { as: ['bag'] })).toBe(false)
  })

  test('does not matter where a key tells instances apart', () => {
    const [a, b] = [trustee('a', '1'), trustee('b', '2')]
    expect(compareProperty(declaration, [a, b], [b, a], keyed)).toEqual({ equal: true, rule: 'ignoring order, by key' })
    expect(compareProperty(declaration, [a, b], [b, trustee('a', '3')], keyed).equal).toBe(false)
    expect(compareProperty(declaration, [a, b], [b, a]).equal).toBe(false)
  })
})

describe('time', () => {
  const property = 'Win32_OperatingSystem.InstallDate'
  test.each([
    [
      'one instant in summer and winter time',
      '20240331013000.000000+060',
      '20240331023000.000000+120',
      undefined,
      'same instant',
    ],
    ['a second off', '20240331013000.000000+060', '20240331013001.000000+060', undefined, false],
    [
      'a second off, within the tolerance',
      '20240331013000.000000+060',
      '20240331013001.000000+060',
      { as: [], tolerance: 2000 },
      'within 2 s',
    ],
    [
      'a day, and a time on it',
      '20240331******.******+060',
      '20240331013001.000000+060',
      undefined,
      'to the precision both have',
    ],
    ['a length in another spelling', 'P1DT0H', '00000001000000.000000:000', undefined, true],
  ] as const)('%s', (_, desired, live, hint, expected) => {
    expect(compare(property, desired, live, hint)).toBe(expected)
  })
})

describe('noise', () => {
  function change(yaml: string, live: Readonly<Record<string, CimValue>>): ResourceChange {
    const { document, locate } = resourceDocument(yaml, [kind])
    const desired = defined(kind.parse(document, locate).desired)
    const cimClass = defined(facts.classes.find('root/cimv2', 'Win32_Service'))
    const observed = cimInstance(
      'Win32_Service',
      Object.entries(live).map(([name, value]) => {
        const { type, array } = defined(cimClass.properties.get(name.toLowerCase()))
        return { name, type, array, value }
      }),
    )
    const secrets = {
      ...resourceContexts().plan,
      reveal: () => '',
      hash: () => '',
      resolve: async () => {},
      redact: (text: string) => text,
    }
    return changeOf(kind, desired, { state: 'present', value: { path: defined(desired).path, instance: observed } }, secrets)
  }
  const spooler = 'name: spooler\ncim: Win32_Service\nkey: { Name: Spooler }\n'

  test('what nobody declared does not show, however it changes', () => {
    const live = { Name: 'Spooler', StartMode: 'Auto', ProcessId: 4321, Status: 'Degraded', Description: 'changed by hand' }
    expect(change(`${spooler}properties: { StartMode: Auto }`, live)).toEqual({
      action: 'none',
      deltas: [],
      steps: [],
      warnings: [],
    })
  })

  test('what is equal by rule is no change, and names its rule', () => {
    const found = change(`${spooler}properties: { StartMode: auto, PathName: 'c:/windows/spoolsv.exe' }`, {
      Name: 'Spooler',
      StartMode: 'Auto',
      PathName: 'C:\\Windows\\spoolsv.exe',
    })
    expect(found).toMatchObject({ action: 'none', steps: [] })
    expect(found.deltas.map(describeDelta)).toEqual(['PathName: C:\\Windows\\spoolsv.exe → c:/windows/spoolsv.exe (as paths)'])
  })

  test('a change without a difference to show is refused as a mistake of the resource type', () => {
    const text = (value: string) => ({ type: 'string', array: false, value }) as const
    const set = (deltas: ResourceChange['deltas']): ResourceChange => ({ action: 'set', deltas, steps: ['Put()'], warnings: [] })
    const present = { present: true }
    expect(() => assertChange('cim', set([]), present)).toThrow(/no property differs/)
    expect(() => assertChange('cim', set([{ name: 'A', before: text('x'), after: text('x') }]), present)).toThrow(
      /same value before and after/,
    )
    expect(() =>
      assertChange('cim', { ...set([{ name: 'A', before: text('x'), after: text('y') }]), action: 'none' }, present),
    ).toThrow(/although A differ/)
  })
})
