import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../src/engine/canonical-json.js'
import { objectSession } from '../../harness/object-session.js'
import { type ResourceContextOptions, type ResourceContexts, resourceContexts } from '../../harness/resource-contexts.js'
import { cim, desiredOf, running, type Workshop, workshop } from './workshop.js'

const stopped = { ...running, State: 'Stopped' }
const machine = 'cim: Machine\nkey: { Name: m }\n'

interface Applied {
  /** Everything that was asked of the host to make the change. */
  readonly calls: readonly string[]
  readonly warnings: readonly string[]
  readonly contexts: ResourceContexts
}

async function apply(yaml: string, host: Workshop, options: ResourceContextOptions = {}): Promise<Applied> {
  const desired = desiredOf(cim, `namespace: root/test\n${yaml}`)
  const session = objectSession(host.objects, 'pc-1')
  const contexts = resourceContexts(options)
  const observation = (await cim.readAll(session, [desired], { signal: contexts.apply.signal })).get(cim.identity(desired))
  const observed = observation?.state === 'present' ? observation.value : undefined
  session.calls.length = 0
  const change = cim.plan(desired, observed, contexts.plan)
  const { warnings } = await cim.apply(session, desired, change, observed, contexts.apply)
  return { calls: session.calls, warnings, contexts }
}

async function refused(yaml: string, host: Workshop): Promise<string> {
  return apply(yaml, host).then(
    () => 'accepted',
    (error: Error) => error.message,
  )
}

/** Lets a machine that is starting run, once a host has had this many milliseconds. */
function starts(host: Workshop, after: number): ResourceContextOptions {
  let passed = 0
  return {
    during(milliseconds) {
      passed += milliseconds
      if (passed >= after) host.put('Machine', running)
    },
  }
}

describe('the calls of a change', () => {
  test('are made in the order of the plan, and each is told', async () => {
    const host = workshop([['Machine', running]])
    const { calls, contexts } = await apply(`${machine}properties: { State: Stopped, Mode: Manual, Limit: 6, Count: 2 }`, host)
    expect(calls).toEqual([
      'put Machine.Name="m"(Count=2)',
      'Configure(Label="old", Limit=6)',
      'SetMode(Mode="Manual")',
      'Stop(Serial="s-1")',
    ])
    expect(contexts.progress).toEqual([
      'Put(Count=2)',
      'Configure(Label="old", Limit=6)',
      'SetMode(Mode="Manual")',
      'Stop(Serial="s-1")',
    ])
    expect(host.value('Machine', { Name: 'm' }, 'Mode')).toBe('Manual')
  })

  test('create by the method of the adapter, then write what it did not take', async () => {
    const host = workshop()
    const { calls } = await apply(`${machine}properties: { Folder: 'C:\\x', Mode: Auto, Limit: 7, Count: 3 }`, host)
    expect(calls).toEqual([
      'Make(Name="m", Folder="C:\\x", Mode="Automatic")',
      'put Machine.Name="m"(Count=3)',
      'Configure(Limit=7)',
    ])
  })

  test('create an instance with its keys where there is no adapter', async () => {
    const host = workshop()
    const { calls } = await apply('cim: Part\nkey: { number: 1, Maker: a }\nproperties: { Text: x }', host)
    expect(calls).toEqual(['create Part(Maker="a", Number=1, Text="x")'])
    expect(host.value('Part', { Maker: 'a', Number: 1 }, 'Text')).toBe('x')
  })

  test('delete before they create anew', async () => {
    const host = workshop([['Machine', stopped]])
    const { calls } = await apply(`${machine}properties: { Folder: 'D:\\' }`, host)
    expect(calls).toEqual(['Remove(Serial="s-1")', 'Make(Name="m", Folder="D:\\", Mode="Automatic")'])
    expect(host.value('Machine', { Name: 'm' }, 'Serial')).toBe('new')
  })

  test('delete by the method of the adapter, or the instance', async () => {
    expect((await apply(`${machine}ensure: absent`, workshop([['Machine', running]]))).calls).toEqual(['Remove(Serial="s-1")'])
    const part = workshop([['Part', { Maker: 'a', Number: 1 }]])
    expect((await apply('cim: Part\nkey: { Maker: a, Number: 1 }\nensure: absent', part)).calls).toEqual([
      'delete Part.Maker="a",Number=1',
    ])
  })

  test('carry a secret to the host and nowhere else', async () => {
    const password = { secret: { env: 'PASSWORD' } } as const
    const secrets = new Map([[canonicalJson(password), 'hunter2!']])
    const host = workshop([['Machine', { ...running, Password: 'other' }]])
    const { contexts } = await apply(`${machine}properties: { Password: { secret: { env: PASSWORD } } }`, host, { secrets })
    expect(host.value('Machine', { Name: 'm' }, 'Password')).toBe('hunter2!')
    expect(contexts.progress).toEqual(['Put(Password=***)'])
  })
})

describe('return codes', () => {
  const limit = `${machine}properties: { Limit: 6 }`

  test('that mean it is so already count as done', async () => {
    const host = workshop([['Machine', stopped]])
    host.answers.push(10)
    const { warnings } = await apply(`${machine}properties: { State: Running }`, host, starts(host, 1))
    expect(warnings).toEqual([])
  })

  test('that ask for patience are asked again, a second apart', async () => {
    const host = workshop([['Machine', running]])
    host.answers.push(3, 3)
    const { calls, contexts } = await apply(limit, host)
    expect(calls).toHaveLength(3)
    expect(contexts.waits).toEqual([1_000, 1_000])
    expect(contexts.progress.at(-1)).toBe(
      "Configure answered 3, a code that the method's documentation does not list; asking again",
    )
    expect(host.value('Machine', { Name: 'm' }, 'Limit')).toBe(6)
  })

  test('that ask for patience for ever are a failure in the end', async () => {
    const host = workshop([['Machine', running]])
    host.answers.push(3, 3, 3, 3, 3, 3)
    expect(await refused(limit, host)).toMatch(/^Configure on Machine\.Name="m" answered 3/)
    expect(host.answers).toEqual([])
  })

  test('that need a restart are a warning', async () => {
    const host = workshop([['Machine', running]])
    host.answers.push(4)
    expect((await apply(limit, host)).warnings).toEqual(['Machine.Name="m": Configure takes effect after a restart of the host'])
  })

  test.each([
    [5, 'Configure on Machine.Name="m" answered 5 (Access Denied)'],
    [150, 'Configure on Machine.Name="m" answered 150 (Vendor Specific)'],
    [7, `Configure on Machine.Name="m" answered 7, a code that the method's documentation does not list`],
    [
      0x80070005,
      `Configure on Machine.Name="m" answered 2147942405, 0x80070005, a code that the method's documentation does not list`,
    ],
  ])('%i is a failure, with its documented text', async (code, message) => {
    const host = workshop([['Machine', running]])
    host.answers.push(code)
    expect(await refused(limit, host)).toBe(message)
  })

  test('a failure ends the change', async () => {
    const host = workshop([['Machine', running]])
    host.answers.push(5)
    expect(await refused(`${machine}properties: { Limit: 6, Mode: Manual }`, host)).toContain('Configure')
    expect(host.value('Machine', { Name: 'm' }, 'Mode')).toBe('Auto')
  })
})

describe('waiting', () => {
  const start = `${machine}properties: { State: Running }`

  test('for what the adapter says looks quickly at first, then at its interval', async () => {
    const host = workshop([['Machine', stopped]])
    const { calls, contexts } = await apply(start, host, starts(host, 600))
    expect(contexts.waits).toEqual([100, 200, 200, 200])
    expect(calls).toEqual(['Start()', ...Array.from({ length: 5 }, () => 'get Machine.Name="m"')])
    expect(contexts.progress[1]).toBe('waiting for State = "Running"')
  })

  test('ends at the limit, and says what was seen last; the host is not lost for it', async () => {
    const error = await apply(start, workshop([['Machine', stopped]])).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'WMCTL_WAIT',
      message: 'Machine.Name="m" did not come to State = "Running" within 5 s; last seen: State = "Starting"',
      hint: expect.stringContaining('`timeout`'),
    })
  })

  test('of the document gives each step at least as long', async () => {
    const host = workshop([['Machine', stopped]])
    const { contexts } = await apply(`${start}\nwaitFor: { State: Running, timeout: 20s }`, host, starts(host, 15_000))
    expect(contexts.waits.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(15_000)
  })

  test('of the document follows a change that has no wait of its own', async () => {
    const host = workshop([['Machine', running]])
    const yaml = `${machine}properties: { Limit: 6 }\nwaitFor: { Label: ready, timeout: 3s }`
    const during = () => host.put('Machine', { ...running, Label: 'ready' })
    expect((await apply(yaml, host, { during })).contexts.waits).toEqual([100])
    const error = await apply(yaml, workshop([['Machine', running]])).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: expect.stringContaining('did not come to Label = "ready" within 3 s') })
  })

  test('says when the object is gone', async () => {
    const host = workshop([['Machine', stopped]])
    const path = { kind: 'path', namespace: 'root/test', className: 'Machine', keys: [{ name: 'Name', value: 'm' }] } as const
    const error = await apply(start, host, { during: () => host.objects.store.remove(path) }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: expect.stringContaining('last seen: the object is gone') })
  })
})

test('an adapter that a class does not match is named', async () => {
  const desired = desiredOf(cim, `namespace: root/test\n${machine}properties: { Mode: Manual }`)
  const bare = { ...desired, cimClass: { ...desired.cimClass, methods: new Map() } }
  const host = workshop([['Machine', running]])
  const { plan, apply: context } = resourceContexts()
  const observed = { path: desired.path, instance: host.objects.getInstance(desired.path) }
  const change = cim.plan(bare, observed, plan)
  await expect(cim.apply(objectSession(host.objects), bare, change, observed, context)).rejects.toMatchObject({
    code: 'WMCTL_ADAPTER',
    message: 'The adapter of Machine uses SetMode, which this class does not have',
  })
})
