import { type ProfileName, profileNames } from '@wmctl/lab'
import { describe, expect, test } from 'vitest'
import {
  type AdapterSite,
  type FoundBy,
  type OpenDocument,
  withAdapterSite,
  writingRequests,
} from '../../harness/adapter-site.js'
import { shippedAdapters } from '../../harness/shipped-adapters.js'
import { type AdapterCase, keyOf, type LifeCase, type RenameCase, type SetCase } from './cases/adapter-case.js'
import { cases } from './cases/all.js'

process.env['WMCTL_TEST_PASSWORD'] = 'a password of a service'

/** Releases that answer WMI over WS-Management. */
const releases: readonly ProfileName[] = profileNames.filter((name) => name !== '2003r2')

test('every adapter that comes with wmctl has a case, and the case names every property that it writes', () => {
  expect(Object.keys(cases).sort()).toEqual(shippedAdapters.map(({ file }) => file.replace('.yaml', '')).sort())
  for (const { file, adapter } of shippedAdapters) {
    const { sets = [], renames = [] } = caseOf(file)
    const proven = [...sets.flatMap(({ properties }) => Object.keys(properties)), ...renames.map(({ property }) => property)]
    const written = [...adapter.properties.values()].filter(({ write }) => write !== undefined).map(({ name }) => name)
    expect([file, written.filter((name) => !proven.includes(name))]).toEqual([file, []])
  }
})

describe.each(releases)('a host of %s', (release) => {
  const lacks = ({ since: first = '2008r2' }: AdapterCase): boolean => releases.indexOf(release) < releases.indexOf(first)
  const has = (one: AdapterCase): boolean => !lacks(one) && Object.keys(one).length > 0

  describe.each(shippedAdapters.filter(({ file }) => lacks(caseOf(file))))('$file', ({ file, adapter }) => {
    test('the plan says that the release does not have the class, and nothing is sent that writes', async () => {
      const { host = 'web01', sets: [one] = [], lives: [life] = [] } = caseOf(file)
      await withAdapterSite(release, host, async (site) => {
        const { namespace, className } = adapter
        const properties = one === undefined ? {} : Object.fromEntries(Object.entries(wanted(one)).slice(0, 1))
        const key = [one?.key, life?.key].find((each): each is FoundBy['key'] => typeof each === 'object') ?? {}
        const document = await site.open(resource({ namespace, className, key }, properties))
        const { changes, failures } = await document.plan()
        expect(changes).toEqual([])
        expect(failures).toEqual([expect.stringMatching(/There is no (namespace|class) /)])
        expect(writingRequests(site.host)).toEqual([])
      })
    })
  })

  describe.each(shippedAdapters.filter(({ file }) => has(caseOf(file))))('$file', ({ file, adapter }) => {
    const { host = 'web01', sets = [], renames = [], lives = [], ends = [], missing } = caseOf(file)
    const { namespace, className } = adapter
    const found = (key: FoundBy['key']): FoundBy => ({ namespace, className, key })

    test.each(sets.map((one, index) => [`${index + 1}: ${Object.keys(one.properties).join(', ')}`, one] as const))(
      'sets, and sets again what somebody changed: %s',
      (_, one) =>
        withAdapterSite(release, host, (site) => proveSet(site, found(keyOf(one.key, site.host)), one, release === '2022')),
    )

    test.each(renames.map((one) => [one.property, one] as const))('renames, and finds what is renamed: %s', (_, one) =>
      withAdapterSite(release, host, (site) => proveRename(site, found(keyOf(one.key, site.host)), one)),
    )

    test.each(lives.map((one) => [Object.keys(one.properties).join(', '), one] as const))(
      'creates, creates again what somebody deleted, and deletes: %s',
      (_, one) =>
        withAdapterSite(release, host, async (site) => {
          const asInstance = adapter.create === undefined || adapter.delete === undefined
          const object = found(keyOf(one.key, site.host))
          if (release === '2008r2' && asInstance) await proveRefusal(site, object, one)
          else await proveLife(site, object, one)
        }),
    )

    test.each(ends)('deletes what is there: %j', (key) =>
      withAdapterSite(release, host, async (site) => {
        const object = found(keyOf(key, site.host))
        await becomes(await site.open({ ...resource(object), ensure: 'absent' }), /^it delete: /)
      }),
    )

    test.each(missing === undefined ? [] : [missing])('says before anything is sent that writes what is not created', (key) =>
      withAdapterSite(release, host, async (site) => {
        if (adapter.create === undefined || !('unsupported' in adapter.create)) throw new Error(`${className} is created`)
        const document = await site.open(resource(found(keyOf(key, site.host))))
        const { changes, failures } = await document.plan()
        expect(changes).toEqual([])
        expect(failures).toEqual([expect.stringContaining(`cannot be created: ${adapter.create.unsupported}`)])
        expect(writingRequests(site.host)).toEqual([])
      }),
    )
  })
})

describe('a host of 2003r2', () => {
  test.each(shippedAdapters.filter(({ file }) => Object.keys(caseOf(file)).length > 0))(
    '$file: the plan says which protocol the host speaks, and nothing is asked of it',
    ({ file, adapter }) =>
      withAdapterSite('2003r2', 'web01', async (site) => {
        const { namespace, className } = adapter
        const [one] = [...(caseOf(file).sets ?? []), ...(caseOf(file).lives ?? [])]
        const key = typeof one?.key === 'object' ? one.key : (caseOf(file).missing ?? caseOf(file).lives?.[0]?.key ?? {})
        const object = { namespace, className, key: typeof key === 'object' ? key : {} }
        const { changes, failures } = await (await site.open({ ...resource(object), ensure: 'present' })).plan()
        expect(changes).toEqual([])
        expect(failures).toEqual([expect.stringMatching(/Server 2003 R2, which is another protocol; `wmctl probe`/)])
        expect(site.host.requests.records().filter(({ status }) => status === 200)).toEqual([])
      }),
  )
})

/** What is set, and set back: all at once, and each property alone when `each`. */
async function proveSet(site: AdapterSite, object: FoundBy, one: SetCase, each: boolean): Promise<void> {
  const { properties, together = [], before = [], action = 'set' } = one
  for (const change of before) {
    if (change.action === 'create') ignoringPresent(() => site.tamper(change))
    else site.tamper(change)
  }
  const names = Object.keys(properties)
  const alone = names.filter((name) => !together.includes(name)).map((name) => [name])
  const tamperWith = (changed: readonly string[]): void => {
    const texts: Record<string, string> = {}
    for (const name of changed) {
      const tampered = properties[name]?.[1] ?? ''
      if (typeof tampered === 'string') texts[name] = tampered
      else site.tamper(tampered)
    }
    if (Object.keys(texts).length > 0) site.tamperWith(object, texts)
  }
  const shows = (changed: readonly string[]): readonly string[] => [`it ${action}: ${[...changed].sort().join(', ')}`]

  const document = await site.open(resource(object, wanted(one)))
  tamperWith(names)
  expect(await document.plan()).toMatchObject({ changes: shows(names), failures: [] })
  expect(writingRequests(site.host)).toEqual([])
  expect(await document.apply()).toEqual([])
  expect(await document.plan()).toMatchObject({ changes: [], failures: [] })

  for (const changed of each ? [...alone, ...(together.length > 0 ? [together] : [])] : [names]) {
    tamperWith(changed)
    expect(await document.plan('drift')).toMatchObject({ changes: shows(changed), failures: [] })
    expect(await document.apply()).toEqual([])
  }
  expect(await document.plan()).toMatchObject({ changes: [], failures: [] })
}

async function proveRename(site: AdapterSite, object: FoundBy, { property, name }: RenameCase): Promise<void> {
  const document = await site.open(resource(object, { [property]: name }))
  await becomes(document, new RegExp(`^it set: ${property}$`))
  const named = { ...object, key: { ...object.key, [property]: name } }
  await becomes(await site.open(resource(named, { [property]: object.key[property] ?? null })), /^it set: /)
  await becomes(document, new RegExp(`^it set: ${property}$`))
}

async function proveLife(site: AdapterSite, object: FoundBy, { properties, needs = [] }: LifeCase): Promise<void> {
  const document = await site.open(resource(object, properties), ...needs)
  await becomes(document, /^it create: /)
  site.remove(object)
  expect((await document.plan('drift')).changes).toEqual([expect.stringMatching(/^it create: /)])
  await becomes(document, /^it create: /)
  await becomes(await site.open({ ...resource(object), ensure: 'absent' }), /^it delete: /)
  expect((await document.plan()).changes).toEqual([expect.stringMatching(/^it create: /)])
}

/** Before Server 2012 instances are neither created nor deleted over WS-Management. */
async function proveRefusal(site: AdapterSite, object: FoundBy, { properties }: LifeCase): Promise<void> {
  const { changes, failures } = await (await site.open(resource(object, properties))).plan()
  if (failures.length === 0) {
    expect(changes).toEqual([expect.stringMatching(/^it create: /)])
  } else {
    expect({ changes, failures }).toEqual({ changes: [], failures: [expect.stringMatching(/neither created nor deleted/)] })
  }
  expect(writingRequests(site.host)).toEqual([])
}

/** A plan that shows this, an apply, and a plan that shows nothing. */
async function becomes(document: OpenDocument, shows: RegExp): Promise<void> {
  const { changes, failures } = await document.plan()
  expect(failures).toEqual([])
  expect(changes.filter((change) => change.startsWith('it '))).toEqual([expect.stringMatching(shows)])
  expect(await document.apply()).toEqual([])
  expect(await document.plan()).toMatchObject({ changes: [], failures: [] })
}

function resource({ namespace, className, key }: FoundBy, properties: FoundBy['key'] = {}): FoundBy['key'] {
  return {
    cim: className,
    namespace,
    ...(Object.keys(key).length === 0 ? {} : { key }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  }
}

function wanted({ properties }: SetCase): FoundBy['key'] {
  return Object.fromEntries(Object.entries(properties).map(([name, [value]]) => [name, value]))
}

function caseOf(file: string): AdapterCase {
  return cases[file.replace('.yaml', '')] ?? {}
}

function ignoringPresent(create: () => void): void {
  try {
    create()
  } catch (error) {
    if (!/is there already/.test(String(error))) throw error
  }
}
