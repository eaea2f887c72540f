import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../src/engine/canonical-json.js'
import type { ResourceChange } from '../../../src/engine/resource-type.js'
import { describeDelta } from '../../harness/describe-delta.js'
import { objectSession } from '../../harness/object-session.js'
import { resourceContexts } from '../../harness/resource-contexts.js'
import { cim, desiredOf, running, type Workshop, workshop } from './workshop.js'

const { signal } = new AbortController()
const password = { secret: { env: 'PASSWORD' } } as const
const contexts = resourceContexts({ secrets: new Map([[canonicalJson(password), 'hunter2!']]) })

async function plan(yaml: string, host: Workshop): Promise<ResourceChange> {
  const desired = desiredOf(cim, `namespace: root/test\n${yaml}`)
  const observed = (await cim.readAll(objectSession(host.objects), [desired], { signal })).get(cim.identity(desired))
  if (observed === undefined || observed.state === 'error') throw observed?.error ?? new Error('not read')
  return cim.plan(desired, observed.state === 'present' ? observed.value : undefined, contexts.plan)
}

const machine = 'cim: Machine\nkey: { Name: m }\n'

describe('an object that is to exist', () => {
  test('and does not is created by the method of its adapter; what that does not take is written after it', async () => {
    const yaml = `${machine}properties: { State: Running, Label: new, Folder: 'C:\\x', Mode: Auto }`
    const change = await plan(yaml, workshop())
    expect(change.action).toBe('create')
    expect(change.deltas.map(describeDelta)).toEqual([
      'Name: nothing → m',
      'Label: nothing → new',
      'Mode: nothing → Auto',
      'State: nothing → Running',
      'Folder: nothing → C:\\x',
    ])
    expect(change.steps).toEqual(['Make(Name="m", Folder="C:\\x", Mode="Automatic")', 'Configure(Label="new")', 'Start()'])
  })

  test('an argument without a value is its default, or left out', async () => {
    const change = await plan(`${machine}properties: {}`, workshop())
    expect(change.steps).toEqual(['Make(Name="m", Mode="Manual")'])
  })

  test('and has no adapter is created as an instance', async () => {
    const change = await plan('cim: Part\nkey: { Maker: a, Number: 1 }\nproperties: { Text: x }', workshop())
    expect(change).toMatchObject({ action: 'create', steps: ['Create(Text="x")'] })
  })

  test('and does is left alone when everything is as wanted', async () => {
    const yaml = `${machine}properties: { Label: old, Limit: 5, State: Running }`
    expect(await plan(yaml, workshop([['Machine', running]]))).toEqual({ action: 'none', deltas: [], steps: [], warnings: [] })
  })

  test('and has a value that stands for a method may be written in any case', async () => {
    const change = await plan(`${machine}properties: { State: running }`, workshop([['Machine', running]]))
    expect(change.action).toBe('none')
    expect(change.deltas.map(describeDelta)).toEqual(['State: Running → running (ignoring case)'])
  })

  test('is set by the calls of its adapter, lower order first, one call for what is written together', async () => {
    const yaml = `${machine}properties: { State: Stopped, Mode: Manual, Limit: 6, Label: new, Count: 18446744073709551615 }`
    const change = await plan(yaml, workshop([['Machine', running]]))
    expect(change.action).toBe('set')
    expect(change.deltas.map(describeDelta)).toEqual([
      'Label: old → new',
      'Limit: 5 → 6',
      'Mode: Auto → Manual',
      'State: Running → Stopped',
      'Count: 1 → 18446744073709551615',
    ])
    expect(change.steps).toEqual([
      'Put(Count=18446744073709551615)',
      'Configure(Label="new", Limit=6)',
      'SetMode(Mode="Manual")',
      'Stop(Serial="s-1")',
    ])
    expect(change.warnings).toEqual(['stops the machine'])
  })

  test('a call that writes several properties passes the live value of those that nobody wants changed', async () => {
    const change = await plan(`${machine}properties: { Limit: 6 }`, workshop([['Machine', running]]))
    expect(change.steps).toEqual(['Configure(Label="old", Limit=6)'])
  })

  test('what is equal by rule is shown after the changes, and is no change by itself', async () => {
    const host = workshop([['Machine', { ...running, Mode: 'Automatic' }]])
    const same = await plan(`${machine}properties: { Folder: 'c:/data/', Mode: Auto }`, host)
    expect(same.action).toBe('none')
    expect(same.deltas.map(describeDelta)).toEqual([
      'Mode: Automatic → Auto (value map: Automatic is Auto)',
      'Folder: C:\\Data → c:/data/ (as paths)',
    ])
    const other = await plan(`${machine}properties: { Folder: 'C:\\DATA', Count: 2 }`, host)
    expect(other.deltas.map(describeDelta)).toEqual(['Count: 1 → 2', 'Folder: C:\\Data → C:\\DATA (ignoring case)'])
    expect(other.steps).toEqual(['Put(Count=2)'])
  })

  test('is deleted and created anew for a property that cannot be changed', async () => {
    const change = await plan(`${machine}properties: { Folder: 'D:\\', Label: old }`, workshop([['Machine', running]]))
    expect(change.action).toBe('replace')
    expect(change.deltas.map(describeDelta)).toEqual(['Folder: C:\\Data → D:\\'])
    expect(change.steps).toEqual([
      'Remove(Serial="s-1")',
      'Make(Name="m", Folder="D:\\", Mode="Automatic")',
      'Configure(Label="old", Limit=5)',
    ])
  })
})

describe('what an adapter calls unsupported', () => {
  test('is a plan error with its reason when the object does not exist', async () => {
    const error = await plan('cim: Fixture\nkey: { Id: 1 }\nproperties: { Colour: red }', workshop()).catch((thrown) => thrown)
    expect(error).toMatchObject({
      code: 'WMCTL_PLAN',
      message: 'root/test:Fixture.Id=1 cannot be created: Fixtures come with the building.',
    })
  })

  test('is one when the object would have to be replaced', async () => {
    const host = workshop([['Fixture', { Id: 1, Size: 2, Colour: 'red' }]])
    await expect(plan('cim: Fixture\nkey: { Id: 1 }\nproperties: { Size: 3 }', host)).rejects.toThrow(
      'Fixtures come with the building.',
    )
    await expect(plan('cim: Fixture\nkey: { Id: 1 }\nproperties: { Colour: blue }', host)).resolves.toMatchObject({
      action: 'set',
    })
  })
})

test('what the documentation says a class does not support is tried, with a warning', async () => {
  const created = await plan('cim: Wall\nkey: { Id: 1 }\nproperties: { Colour: red }', workshop())
  expect(created).toMatchObject({ action: 'create', warnings: ['objects of Wall are documented as not to be created'] })
  const host = workshop([['Wall', { Id: 1, Colour: 'red' }]])
  const deleted = await plan('cim: Wall\nkey: { Id: 1 }\nensure: absent', host)
  expect(deleted).toMatchObject({ action: 'delete', warnings: ['objects of Wall are documented as not to be deleted'] })
  expect(await plan('cim: Wall\nkey: { Id: 1 }\nproperties: { Colour: blue }', host)).toMatchObject({
    action: 'set',
    warnings: [],
  })
})

describe('an object that is not to exist', () => {
  test('is deleted by the method of its adapter, with what it has', async () => {
    const change = await plan(`${machine}ensure: absent`, workshop([['Machine', running]]))
    expect(change).toMatchObject({ action: 'delete', steps: ['Remove(Serial="s-1")'] })
    expect(change.deltas.map(describeDelta)).toEqual(['Name: m → nothing'])
  })

  test('is deleted as an instance without one', async () => {
    const host = workshop([['Part', { Maker: 'a', Number: 1 }]])
    const change = await plan('cim: Part\nkey: { Maker: A, Number: 1 }\nensure: absent', host)
    expect(change).toMatchObject({ action: 'delete', steps: ['Delete()'] })
    expect(change.deltas.map(describeDelta)).toEqual(['Maker: a → nothing', 'Number: 1 → nothing'])
  })

  test('is nothing to do where it does not, nor where its class does not', async () => {
    expect(await plan(`${machine}ensure: absent`, workshop())).toMatchObject({ action: 'none', deltas: [] })
    expect(await plan('cim: Missing\nkey: { Name: x }\nensure: absent', workshop())).toMatchObject({ action: 'none' })
  })
})

test('where a host does not know the class, an object that is to exist cannot be read', async () => {
  await expect(plan('cim: Missing\nkey: { Name: x }\nproperties: { Text: a }', workshop())).rejects.toMatchObject({
    status: 'invalidClass',
  })
})

describe('ignored properties', () => {
  const yaml = `${machine}lifecycle: { ignoreChanges: [label, Folder] }\nproperties: { Label: new, Limit: 6, Folder: 'D:\\' }`

  test('are set when the object is created', async () => {
    expect((await plan(yaml, workshop())).steps).toEqual([
      'Make(Name="m", Folder="D:\\", Mode="Manual")',
      'Configure(Label="new", Limit=6)',
    ])
  })

  test('are neither compared nor written once it exists, not even beside others', async () => {
    const change = await plan(yaml, workshop([['Machine', running]]))
    expect(change.deltas.map(describeDelta)).toEqual(['Limit: 5 → 6'])
    expect(change.steps).toEqual(['Configure(Label="old", Limit=6)'])
  })

  test('count again when another property makes it anew', async () => {
    const replaced = yaml.replace('[label, Folder]', '[Label]')
    const change = await plan(replaced, workshop([['Machine', running]]))
    expect(change.action).toBe('replace')
    expect(change.deltas.map(describeDelta)).toEqual(['Label: old → new', 'Limit: 5 → 6', 'Folder: C:\\Data → D:\\'])
  })

  test('are no part of the fingerprint', () => {
    const desired = desiredOf(cim, `namespace: root/test\n${yaml}`)
    const host = workshop([['Machine', running]])
    const observed = { path: desired.path, instance: host.objects.getInstance(desired.path) }
    expect(cim.relevant(desired, observed)).toEqual([['Limit', { type: 'uint32', array: false, value: 5 }]])
  })
})

describe('secrets', () => {
  const yaml = `${machine}properties: { Password: { secret: { env: PASSWORD } } }`

  test('show in a plan as hashes only', async () => {
    const change = await plan(yaml, workshop([['Machine', { ...running, Password: 'other' }]]))
    expect(change.deltas).toEqual([
      {
        name: 'Password',
        before: { sensitive: true, hash: contexts.plan.hashText('other') },
        after: { sensitive: true, hash: contexts.plan.hashText('hunter2!') },
      },
    ])
    expect(change.steps).toEqual(['Put(Password=***)'])
    expect(canonicalJson(change)).not.toMatch(/hunter2|other/)
  })

  test('are no change when they are the same, nor when the host does not tell', async () => {
    expect(await plan(yaml, workshop([['Machine', { ...running, Password: 'hunter2!' }]]))).toMatchObject({
      action: 'none',
      deltas: [],
    })
    expect(await plan(yaml, workshop([['Machine', running]]))).toMatchObject({ action: 'none', deltas: [] })
  })

  test('are no part of the fingerprint', () => {
    const desired = desiredOf(cim, `namespace: root/test\n${yaml}`)
    const instance = workshop([['Machine', running]]).objects.getInstance(desired.path)
    expect(cim.relevant(desired, { path: desired.path, instance })).toEqual([])
    expect(cim.secrets(desired)).toEqual([password])
  })
})
