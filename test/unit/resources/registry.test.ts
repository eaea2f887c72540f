import { startLab } from '@wmctl/lab'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../src/engine/canonical-json.js'
import type { ResourceChange } from '../../../src/engine/resource-type.js'
import type { RegistryDesired } from '../../../src/resources/registry/desired.js'
import { registryResourceType } from '../../../src/resources/registry/index.js'
import { describeDelta } from '../../harness/describe-delta.js'
import { shippedFacts } from '../../harness/facts.js'
import { fakeClock } from '../../harness/fake-clock.js'
import { type ObjectSession, objectSession } from '../../harness/object-session.js'
import { resourceContexts } from '../../harness/resource-contexts.js'
import { resourceDocument } from '../../harness/resource-document.js'

const registry = registryResourceType(shippedFacts())
const password = { secret: { env: 'PASSWORD' } } as const
const contexts = resourceContexts({ secrets: new Map([[canonicalJson(password), 'hunter2!']]) })
const { signal } = new AbortController()

let lab: Awaited<ReturnType<typeof startLab>>
let session: ObjectSession

beforeAll(async () => {
  lab = await startLab({ hosts: 1, clock: fakeClock() })
  const [host] = lab.hosts
  if (host === undefined) throw new Error('a lab of no hosts')
  session = objectSession(host.cim)
})

afterAll(() => lab.close())

function desiredOf(yaml: string): RegistryDesired {
  const { document, locate } = resourceDocument(`name: it\n${yaml}`, [registry])
  const { desired, diagnostics } = registry.parse(document, locate)
  if (desired === undefined) throw new Error(JSON.stringify(diagnostics))
  return desired
}

/** What was asked, and what would be done. */
async function plan(yaml: string): Promise<{ readonly calls: readonly string[]; readonly change: ResourceChange }> {
  const desired = desiredOf(yaml)
  session.calls.length = 0
  const observation = (await registry.readAll(session, [desired], { signal })).get(registry.identity(desired))
  if (observation === undefined || observation.state === 'error') throw observation?.error ?? new Error('not read')
  const observed = observation.state === 'present' ? observation.value : undefined
  return { calls: session.calls.map(methodOf), change: registry.plan(desired, observed, contexts.plan) }
}

/** The writing calls that brought it about; afterwards nothing is left to do. */
async function apply(yaml: string): Promise<readonly string[]> {
  const desired = desiredOf(yaml)
  const { change } = await plan(yaml)
  session.calls.length = 0
  await registry.apply(session, desired, change, undefined, contexts.apply)
  const calls = session.calls.filter((call) => !call.startsWith('read ')).map(methodOf)
  expect((await plan(yaml)).change, 'after applying').toMatchObject({ action: 'none' })
  return calls
}

function methodOf(call: string): string {
  return call.replace(/\(.*/, '')
}

const key = (name: string): string => `registry: HKLM\\SOFTWARE\\Example\\${name}\n`

test('a key that does not exist is created with values of every type', async () => {
  const yaml = `${key('Types')}values:
  Text: plain
  Path: { type: expandString, value: '%SystemRoot%\\x' }
  Many: [a, b]
  Number: 4294967295
  Large: { type: qword, value: 18446744073709551615 }
  Bytes: { type: binary, value: '00 ff' }
  (Default): unnamed`
  const { change } = await plan(yaml)
  expect(change.action).toBe('create')
  expect(change.deltas.map(describeDelta)).toEqual([
    'key: nothing → SOFTWARE\\Example\\Types',
    'Text: nothing → plain',
    'Path: nothing → %SystemRoot%\\x',
    'Many: nothing → a,b',
    'Number: nothing → 4294967295',
    'Large: nothing → 18446744073709551615',
    'Bytes: nothing → 0,255',
    '(Default): nothing → unnamed',
  ])
  expect(await apply(yaml)).toEqual([
    'CreateKey',
    'SetStringValue',
    'SetExpandedStringValue',
    'SetMultiStringValue',
    'SetDWORDValue',
    'SetQWORDValue',
    'SetBinaryValue',
    'SetStringValue',
  ])
})

describe('a key that is purged', () => {
  const yaml = `${key('Owned')}purge: true\nvalues: { A: 1, Gone: null }`

  test('loses what is not declared: shown by type, after one call more, in the same set', async () => {
    await apply(`${key('Owned')}values: { A: 2, B: text, C: [x], Gone: 1, (Default): u }`)
    const { calls, change } = await plan(yaml)
    expect([...calls].sort()).toEqual(['read EnumValues', 'read GetDWORDValue', 'read GetDWORDValue'])
    expect(change.action).toBe('set')
    expect(change.deltas.map(describeDelta)).toEqual([
      'A: 2 → 1',
      'Gone: 1 → nothing',
      'B: a value of type string, not declared → nothing',
      'C: a value of type multiString, not declared → nothing',
      '(Default): a value of type string, not declared → nothing',
    ])
    expect(await apply(yaml)).toEqual(['SetDWORDValue', 'DeleteValue', 'DeleteValue', 'DeleteValue', 'DeleteValue'])
    expect((await plan(yaml)).calls).toEqual(['read EnumValues', 'read GetDWORDValue'])
  })

  test('keeps what is ignored, and keys below it', async () => {
    await apply(`${key('Owned')}values: { A: 1, Kept: x }`)
    await apply(`${key('Owned\\Below')}values: { B: 1 }`)
    const { change } = await plan(`${yaml}\nlifecycle: { ignoreChanges: [Kept] }`)
    expect(change.action).toBe('none')
    expect((await plan(`${key('Owned\\Below')}values: { B: 1 }`)).change.action).toBe('none')
  })

  test('has something else to show when somebody adds a value in between', async () => {
    const desired = desiredOf(yaml)
    const facts = async () => {
      const observation = (await registry.readAll(session, [desired], { signal })).get(registry.identity(desired))
      if (observation?.state !== 'present') throw new Error('the key is there')
      return registry.relevant(desired, observation.value).map(([name]) => name)
    }
    await apply(yaml)
    expect(await facts()).toEqual(['A', 'A (type)'])
    await apply(`${key('Owned')}values: { New: 1 }`)
    expect(await facts()).toEqual(['A', 'A (type)', 'New'])
  })
})

describe('the view of 32-bit programs', () => {
  test.each([
    ['HKLM\\SOFTWARE\\Acme', 'HKLM\\SOFTWARE\\WOW6432Node\\Acme'],
    ['HKLM\\software\\WOW6432Node\\Acme', 'HKLM\\software\\WOW6432Node\\Acme'],
    ['HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319', 'HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\v4.0.30319'],
    ['HKLM\\SOFTWARE\\Classes\\CLSID\\{1}', 'HKLM\\SOFTWARE\\Classes\\WOW6432Node\\CLSID\\{1}'],
    ['HKCR\\Interface\\{1}', 'HKCR\\WOW6432Node\\Interface\\{1}'],
    ['HKCU\\Software\\Classes\\CLSID\\{1}', 'HKCU\\Software\\Classes\\WOW6432Node\\CLSID\\{1}'],
  ])('of %s is %s', (written, place) => {
    expect(registry.identity(desiredOf(`registry: ${written}\nview: 32`))).toBe(place)
    expect(registry.identity(desiredOf(`registry: ${written}\nview: 64`))).toBe(written)
  })

  test.each([
    'HKLM\\SYSTEM\\CurrentControlSet',
    'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows',
    'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System',
    'HKLM\\SOFTWARE\\Classes\\.txt',
    'HKU\\.DEFAULT\\Software',
  ])('of %s is the one that there is, so that it is a mistake to ask for it', (written) => {
    expect(() => desiredOf(`registry: ${written}\nview: 32`)).toThrow(/32-bit and 64-bit programs share/)
  })
})

describe('a key that exists', () => {
  test('is read with one call for each value', async () => {
    const yaml = `${key('Reads')}values: { A: 1, B: 2 }`
    await apply(yaml)
    expect((await plan(yaml)).calls).toEqual(['read GetDWORDValue', 'read GetDWORDValue'])
  })

  test('is read with all calls at once, so that the session can send several at a time', async () => {
    const desired = desiredOf(`${key('AtOnce')}values: { A: 1, B: 2, C: x }`)
    let [started, most] = [0, 0]
    const reader: ObjectSession = Object.create(session, {
      invokeRead: {
        value: async (...call: Parameters<ObjectSession['invokeRead']>) => {
          most = Math.max(most, ++started)
          const answer = await session.invokeRead(...call)
          started--
          return answer
        },
      },
    })
    await registry.readAll(reader, [desired], { signal })
    expect(most).toBe(4)
  })

  test('is listed as well when a value is missing, is to be removed, or is text', async () => {
    await apply(`${key('Lists')}values: { A: 1 }`)
    expect((await plan(`${key('Lists')}values: { A: 1, B: 2 }`)).calls).toEqual([
      'read GetDWORDValue',
      'read GetDWORDValue',
      'read EnumValues',
    ])
    expect((await plan(`${key('Lists')}values: { Old: null }`)).calls).toEqual(['read EnumValues'])
    expect((await plan(`${key('Lists')}values: { T: x }`)).calls).toEqual(['read EnumValues', 'read GetStringValue'])
    expect((await plan(key('Lists'))).calls).toEqual(['read EnumValues'])
  })

  test('is written where it differs, and only there', async () => {
    await apply(`${key('Set')}values: { A: 1, B: 2, Text: Case }`)
    const { change } = await plan(`${key('Set')}values: { a: 1, B: 3, Text: case }`)
    expect(change.action).toBe('set')
    expect(change.deltas.map(describeDelta)).toEqual(['B: 2 → 3', 'Text: Case → case'])
    expect(change.steps).toEqual(['SetDWORDValue(B)', 'SetStringValue(Text)'])
    expect(await apply(`${key('Set')}values: { a: 1, B: 3, Text: case }`)).toEqual(['SetDWORDValue', 'SetStringValue'])
  })

  test('shows a value of another type, also when its data is the same', async () => {
    await apply(`${key('Type')}values: { A: '1', B: text, C: plain, D: { type: expandString, value: plain } }`)
    const yaml = `${key('Type')}values: { A: 1, B: 2, C: { type: expandString, value: plain }, D: plain }`
    const { change } = await plan(yaml)
    expect(change.deltas.map(describeDelta)).toEqual([
      'A (type): string → dword',
      'B (type): string → dword',
      'B: text → 2',
      'C (type): string → expandString',
      'D (type): expandString → string',
    ])
    expect(await apply(yaml)).toEqual(['SetDWORDValue', 'SetDWORDValue', 'SetExpandedStringValue', 'SetStringValue'])
  })

  test('has an expandable value as wanted when it expands to what is read', async () => {
    const yaml = `${key('Expand')}values: { P: { type: expandString, value: '%SystemRoot%\\System32' } }`
    await apply(yaml)
    const { change } = await plan(yaml)
    expect(change.deltas.map(describeDelta)).toEqual([
      'P: C:\\Windows\\System32 → %SystemRoot%\\System32 (environment variables expanded)',
    ])
    expect((await plan(yaml.replace('System32', 'SysWOW64'))).change.action).toBe('set')
  })

  test('loses a value written as null, and no other', async () => {
    await apply(`${key('Remove')}values: { Old: 1, Kept: 2 }`)
    const yaml = `${key('Remove')}values: { old: null, Never: null }`
    const { change } = await plan(yaml)
    expect(change).toMatchObject({ action: 'set', steps: ['DeleteValue(old)'] })
    expect(change.deltas.map(describeDelta)).toEqual(['old: 1 → nothing'])
    expect(await apply(yaml)).toEqual(['DeleteValue'])
    expect((await plan(`${key('Remove')}values: { Kept: 2 }`)).change.action).toBe('none')
  })

  test('leaves ignored values alone, which it set when it created the key', async () => {
    const yaml = `lifecycle: { ignoreChanges: [b, (Default)] }\n${key('Ignored')}values: { A: 1, B: 2, (Default): x }`
    expect(await apply(yaml)).toEqual(['CreateKey', 'SetDWORDValue', 'SetDWORDValue', 'SetStringValue'])
    await apply(`${key('Ignored')}values: { A: 5, B: 6, (Default): y }`)
    const { change, calls } = await plan(yaml)
    expect(change.deltas.map(describeDelta)).toEqual(['A: 5 → 1'])
    expect(calls).toEqual(['read GetDWORDValue'])
  })
})

describe('ensure: absent', () => {
  test('deletes the key, and is content without it', async () => {
    await apply(`${key('Gone')}values: { A: 1 }`)
    const { change } = await plan(`${key('Gone')}ensure: absent`)
    expect(change).toMatchObject({ action: 'delete', steps: ['DeleteKey()'] })
    expect(await apply(`${key('Gone')}ensure: absent`)).toEqual(['DeleteKey'])
  })

  test('says what to do about keys below', async () => {
    await apply(`${key('Parent\\Child')}values: { A: 1 }`)
    await expect(apply(`${key('Parent')}ensure: absent`)).rejects.toMatchObject({
      code: 'WMCTL_METHOD',
      message: expect.stringMatching(/^DeleteKey on HKLM\\SOFTWARE\\Example\\Parent answered 5/),
      hint: expect.stringContaining('keys below it'),
    })
  })
})

test('a secret shows as hashes, and is written', async () => {
  const yaml = `${key('Secret')}values: { P: { secret: { env: PASSWORD } } }`
  await apply(`${key('Secret')}values: { P: other }`)
  const { change } = await plan(yaml)
  expect(change.deltas.map(describeDelta)).toEqual(['P: secret → secret'])
  expect(canonicalJson(change)).not.toMatch(/hunter2|other/)
  expect(await apply(yaml)).toEqual(['SetStringValue'])
  expect((await plan(`${key('Secret')}values: { P: hunter2! }`)).change.action).toBe('none')
})

test('a key that nobody may open is an error of this resource alone', async () => {
  const [closed, open] = [desiredOf('registry: HKLM\\SAM\\SAM\\X\nvalues: { A: 1 }'), desiredOf(`${key('Open')}values: { A: 1 }`)]
  const found = await registry.readAll(session, [closed, open], { signal })
  expect(found.get('HKLM\\SAM\\SAM\\X')).toMatchObject({
    state: 'error',
    error: {
      code: 'WMCTL_METHOD',
      message: expect.stringContaining('GetDWORDValue on HKLM\\SAM\\SAM\\X, value "A", answered 5'),
    },
  })
  expect(found.get('HKLM\\SOFTWARE\\Example\\Open')).toEqual({ state: 'absent' })
})
