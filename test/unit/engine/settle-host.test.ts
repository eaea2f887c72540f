import { expect, test } from 'vitest'
import { TransportError } from '../../../src/base/errors.js'
import type { ResourceDocument } from '../../../src/engine/document.js'
import type { Parsed, ResourceType } from '../../../src/engine/resource-type.js'
import { applyFleet, endings, memoryKinds, planFleet, target } from '../../harness/engine-run.js'
import { itemType, MemoryFleet, type MemorySession, memoryHost, refusal, resource } from '../../harness/memory-host.js'

/** Items that say `late: yes` can only be read with what a host says; `late: never` not even then. */
function lateKinds(asked: string[] = []) {
  const late: ResourceType<MemorySession, MemorySession, never, never> = {
    ...(itemType as unknown as ResourceType<MemorySession, MemorySession, never, never>),
    parse(document, locate): Parsed<never> {
      if (document.fields['late'] === undefined) return itemType.parse(document, locate) as Parsed<never>
      return { desired: undefined, diagnostics: [], unsettled: { absent: document.fields['ensure'] === 'absent' } }
    },
    async parseOn({ host }, document): Promise<Parsed<never>> {
      asked.push(`${host.name}/${document.name}`)
      if (document.fields['late'] === 'refused') throw refusal('no access to classes')
      if (document.fields['late'] === 'lost') throw new TransportError('read', host.name, 'the connection was cut')
      if (document.fields['late'] === 'never') {
        return {
          desired: undefined,
          diagnostics: [{ severity: 'error', summary: 'Unknown', detail: 'No such class.', suggestion: 'Class' }],
        }
      }
      return itemType.parse(document, () => undefined) as Parsed<never>
    },
  }
  return new Map([...memoryKinds, ['item', late as never]]) as typeof memoryKinds
}

function late(name: string, how: string, more: Partial<ResourceDocument> & { readonly ensure?: string } = {}): ResourceDocument {
  const { ensure, ...rest } = more
  return resource(name, {
    ...rest,
    fields: { key: name, late: how, properties: { value: 'new' }, ...(ensure === undefined ? {} : { ensure }) },
  })
}

test('a host is asked for what its documents need, and for nothing else', async () => {
  const asked: string[] = []
  const fleet = new MemoryFleet([memoryHost('a', { known: { value: 'old' } }), memoryHost('b')])
  const { plans, completed } = await planFleet(
    fleet,
    [target('a', [late('unknown', 'yes'), resource('known')]), target('b', [resource('known')])],
    { kinds: lateKinds(asked) },
  )
  expect(asked).toEqual(['a/unknown'])
  expect(completed.failures).toEqual([])
  expect(completed.actions).toMatchObject({ create: 2, set: 1 })
  expect(plans.find((plan) => plan.host === 'a')).toMatchObject({
    resources: [{ identity: 'Item.Key="unknown"' }, { identity: 'Item.Key="known"' }],
  })
})

test('what the host does not know either, or refuses to tell, fails that resource alone', async () => {
  const fleet = new MemoryFleet([memoryHost('a')])
  const resources = [
    late('never', 'never'),
    late('refused', 'refused'),
    resource('known'),
    resource('after', { dependsOn: ['never'] }),
  ]
  const { completed } = await planFleet(fleet, [target('a', resources)], { kinds: lateKinds() })
  expect(completed.failures).toMatchObject([
    { address: { resource: 'never' }, message: 'No such class.', hint: 'Did you mean Class?' },
    { address: { resource: 'refused' }, message: expect.stringContaining('no access to classes') },
  ])
  expect(completed.actions).toMatchObject({ create: 2 })
})

test('a host that is lost while it is asked is unreachable', async () => {
  const { plans } = await planFleet(new MemoryFleet([memoryHost('a')]), [target('a', [late('x', 'lost'), resource('y')])], {
    kinds: lateKinds(),
  })
  expect(plans).toMatchObject([{ state: 'unreachable', failure: { message: expect.stringContaining('the connection was cut') } }])
})

test('two documents for one object conflict once the host has told that they are', async () => {
  const fleet = new MemoryFleet([memoryHost('a')])
  const twice = resource('again', { fields: { key: 'UNKNOWN', properties: { value: 'other' } } })
  const { completed } = await planFleet(fleet, [target('a', [late('unknown', 'yes'), twice])], { kinds: lateKinds() })
  expect(completed.failures).toHaveLength(2)
  expect(completed.failures[0]?.message).toMatch(/wanted more than once/)
})

test('apply reads them anew, in one go or from a saved plan, and deletes in reverse order', async () => {
  const documents = [
    late('folder', 'yes', { ensure: 'absent' }),
    late('file', 'yes', { ensure: 'absent', dependsOn: ['folder'] }),
    late('fresh', 'yes'),
  ]
  for (const saved of [false, true]) {
    const host = memoryHost('a', { folder: { value: 'x' }, file: { value: 'x' } })
    const fleet = new MemoryFleet([host])
    const kinds = lateKinds()
    const { plans } = await planFleet(fleet, [target('a', documents)], { kinds })
    const { events, completed } = await applyFleet(fleet, saved ? plans : [target('a', documents)], { kinds })
    expect(completed.failures).toEqual([])
    expect(endings(events)).toEqual({ 'a/folder': 'completed', 'a/file': 'completed', 'a/fresh': 'completed' })
    expect([...host.objects.keys()]).toEqual(['fresh'])
    expect(host.log).toEqual(expect.arrayContaining(['delete file', 'delete folder']))
    expect(host.log.indexOf('delete file')).toBeLessThan(host.log.indexOf('delete folder'))
  }
})
