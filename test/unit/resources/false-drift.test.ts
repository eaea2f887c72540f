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

// What configuration tools for Windows "correct" on every run, or show as a change without a difference. Where users of such a
// tool have described it, the name of the test says where.
const facts = shippedFacts()
const kind = cimResourceType(facts)

function compare(path: string, desired: CimValue, live: CimValue, hint?: ComparisonHint): string | boolean {
  const [className = '', property = ''] = path.split('.')
  const cimClass = defined(facts.classes.find(className.startsWith('MSFT_') ? 'root/standardcimv2' : 'root/cimv2', className))
  const result = compareProperty(defined(cimClass.properties.get(property.toLowerCase())), desired, live, hint)
  return result.equal ? (result.rule ?? true) : false
}

const secrets = {
  ...resourceContexts().plan,
  reveal: () => '',
  hash: () => '',
  resolve: async () => {},
  redact: (text: string) => text,
}

/** What is planned for a resource whose object has these properties; undefined: there is none. */
function plannedFor(yaml: string, live: Readonly<Record<string, CimValue>> | undefined): ResourceChange {
  const { document, locate } = resourceDocument(yaml, [kind])
  const desired = defined(kind.parse(document, locate).desired)
  if (live === undefined) return changeOf(kind, desired, { state: 'absent' }, secrets)
  const { path, cimClass } = desired
  const properties = Object.entries(live).map(([name, value]) => {
    const { type, array } = defined(cimClass.properties.get(name.toLowerCase()))
    return { name, type, array, value }
  })
  const instance = cimInstance(cimClass.name, properties)
  return changeOf(kind, desired, { state: 'present', value: { path, instance } }, secrets)
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

describe('case, enumerations and types, as they were reported', () => {
  test.each<readonly [string, string, CimValue, CimValue, ComparisonHint | undefined, string | boolean]>([
    [
      'PowerShell/PSDscResources#211: running for Running',
      'Win32_Service.State',
      'running',
      'Running',
      undefined,
      'ignoring case',
    ],
    [
      'puppetlabs/ruby-pwsh#127: Dword for DWord',
      'Win32_Service.ServiceType',
      'own process',
      'Own Process',
      undefined,
      'ignoring case',
    ],
    [
      'puppetlabs/ruby-pwsh#104: Disabled, set on every run',
      'MSFT_NetFirewallRule.Enabled',
      'Disabled',
      2,
      undefined,
      'value map: Disabled is 2',
    ],
    [
      'puppetlabs/ruby-pwsh#112: all options checked, by name',
      'MSFT_NetFirewallRule.Profiles',
      ['Private', 'Domain'],
      3,
      { as: ['bits'] },
      'as a set of bits',
    ],
    [
      'Microsoft365DSC/Microsoft365DSC#2955: names in other case',
      'Win32_Service.StartName',
      'corp\\SVC-Web',
      'CORP\\svc-web',
      { as: ['account'] },
      'ignoring case',
    ],
  ])('%s', (_, property, desired, live, hint, expected) => {
    expect(compare(property, desired, live, hint)).toBe(expected)
    expect(compare(property, live, desired, hint)).toBe(expected)
  })

  test('puppetlabs/ruby-pwsh#254: a documented value is accepted in any case', () => {
    const { document, locate } = resourceDocument(
      'name: it\ncim: Win32_Service\nkey: { Name: Spooler }\nproperties: { StartMode: disabled }',
      [kind],
    )
    expect(kind.parse(document, locate).diagnostics).toEqual([])
  })

  test('puppetlabs/ruby-pwsh#53: an object that is to be absent, and is', () => {
    expect(plannedFor('name: gone\ncim: Win32_Share\nkey: { Name: temp$ }\nensure: absent', undefined)).toMatchObject({
      action: 'none',
      deltas: [],
    })
  })

  test('puppetlabs/ruby-pwsh#116: an instance of which nothing is set is no list with one in it', () => {
    const declaration = { type: 'instance', array: true } as const
    const nothing = cimInstance('Win32_Trustee', [{ name: 'Name', type: 'string', array: false, value: null }])
    const administrators = cimInstance('Win32_Trustee', [{ name: 'Name', type: 'string', array: false, value: 'Administrators' }])
    expect(compareProperty(declaration, [administrators], [nothing]).equal).toBe(false)
    expect(compareProperty(declaration, [cimInstance('Win32_Trustee', [])], [nothing])).toEqual({
      equal: true,
      rule: 'left out is null',
    })
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

  test('puppetlabs/ruby-pwsh#82: names in the order in which a host lists them', () => {
    const types = ['AES128_HMAC_SHA1', 'FUTURE', 'AES256_HMAC_SHA1']
    const declaration = { type: 'string', array: true } as const
    expect(compareProperty(declaration, types, types.toReversed(), { as: ['bag'] })).toEqual({
      equal: true,
      rule: 'ignoring order',
    })
  })

  test('Microsoft365DSC/Microsoft365DSC#6452: embedded instances whose properties come in another order', () => {
    const properties = [
      { name: 'Name', type: 'string', array: false, value: 'User.Read' },
      { name: 'Type', type: 'string', array: false, value: 'Delegated' },
    ] as const
    const [one, other] = [cimInstance('Permission', properties), cimInstance('Permission', properties.toReversed())]
    expect(compareProperty(declaration, [one], [other])).toEqual({ equal: true })
  })

  test('argoproj/argo-cd, metrics of an autoscaler: entries that a host sorts by itself', () => {
    const metric = (name: string, target: number): CimInstance =>
      cimInstance('Metric', [
        { name: 'Name', type: 'string', array: false, value: name },
        { name: 'Target', type: 'uint32', array: false, value: target },
      ])
    const desired = [metric('memory', 80), metric('cpu', 70)]
    expect(compareProperty(declaration, desired, [metric('cpu', 70), metric('memory', 80)], keyed).equal).toBe(true)
    expect(compareProperty(declaration, desired, [metric('cpu', 80), metric('memory', 70)], keyed).equal).toBe(false)
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
    [
      'dsccommunity/ComputerManagementDsc#374: a start in winter, read in summer',
      '20241201060000.000000+060',
      '20241201070000.000000+120',
      undefined,
      'same instant',
    ],
    [
      'ugurkocde/TenantBaseline#9: identical but for how they are written',
      '2024-05-31T13:30:00Z',
      '20240531133000.000000+000',
      undefined,
      'in another spelling',
    ],
    [
      'Microsoft365DSC/Microsoft365DSC#7031: an hour that is read a second short',
      '00000000010000.000000:000',
      '00000000005959.000000:000',
      { as: [], tolerance: 1000 },
      'within 1 s',
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
    ['a length in another spelling', 'P1DT0H', '00000001000000.000000:000', undefined, 'in another spelling'],
  ] as const)('%s', (_, desired, live, hint, expected) => {
    expect(compare(property, desired, live, hint)).toBe(expected)
  })
})

describe('noise', () => {
  const spooler = 'name: spooler\ncim: Win32_Service\nkey: { Name: Spooler }\n'

  test('hashicorp/terraform#28803: what nobody declared does not show, however it changes', () => {
    const live = { Name: 'Spooler', StartMode: 'Auto', ProcessId: 4321, Status: 'Degraded', Description: 'changed by hand' }
    expect(plannedFor(`${spooler}properties: { StartMode: Auto }`, live)).toEqual({
      action: 'none',
      deltas: [],
      steps: [],
      warnings: [],
    })
  })

  test('what is equal by rule is no change, and names its rule', () => {
    const found = plannedFor(`${spooler}properties: { StartMode: auto, PathName: 'c:/windows/spoolsv.exe' }`, {
      Name: 'Spooler',
      StartMode: 'Auto',
      PathName: 'C:\\Windows\\spoolsv.exe',
    })
    expect(found).toMatchObject({ action: 'none', steps: [] })
    expect(found.deltas.map(describeDelta)).toEqual(['PathName: C:\\Windows\\spoolsv.exe → c:/windows/spoolsv.exe (as paths)'])
  })

  test('argoproj/argo-cd#15898: defaults that are written out are no change', () => {
    const declaration = { type: 'string', array: true } as const
    expect(compareProperty(declaration, [], null, { as: [], nullIsEmpty: true })).toEqual({ equal: true, rule: 'empty is null' })
    expect(compareProperty(declaration, [], null).equal).toBe(false)
  })

  test('argoproj/argo-cd#14666, #18153: a change without a difference to show is refused as a mistake of the resource type', () => {
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
