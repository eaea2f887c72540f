import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../src/engine/canonical-json.js'
import { objectSession } from '../../harness/object-session.js'
import { resourceContexts } from '../../harness/resource-contexts.js'
import { resourceDocument } from '../../harness/resource-document.js'
import { cim, desiredOf, invoke, running, type Workshop, workshop } from './workshop.js'

const password = { secret: { env: 'PASSWORD' } } as const
const secrets = new Map([[canonicalJson(password), 'hunter2!']])

function call(method: string, rest = 'when: { State: Running }'): string {
  return `invoke: { namespace: root/test, cim: Machine, key: { Name: m }, method: ${method} }\n${rest}`
}

async function run(yaml: string, host: Workshop) {
  const desired = desiredOf(invoke, yaml)
  const session = objectSession(host.objects)
  const contexts = resourceContexts({ secrets })
  const found = (await invoke.readAll(session, [desired], { signal: contexts.apply.signal })).get(invoke.identity(desired))
  if (found === undefined || found.state === 'error') throw found?.error ?? new Error('not read')
  const observed = found.state === 'present' ? found.value : undefined
  const change = invoke.plan(desired, observed, contexts.plan)
  const apply = async () => {
    session.calls.length = 0
    const { warnings } = await invoke.apply(session, desired, change, observed, contexts.apply)
    return { calls: session.calls, warnings }
  }
  return { change, reads: [...session.calls], apply, contexts, relevant: invoke.relevant(desired, observed) }
}

describe('when', () => {
  test('is read, and the method is called while the object has all of the values', async () => {
    const { change, reads, apply, relevant } = await run(
      call('Stop', 'when: { State: Running, Limit: 5 }'),
      workshop([['Machine', running]]),
    )
    expect(reads).toEqual(['query SELECT Name, State, Limit FROM Machine WHERE Name = "m"'])
    expect(change).toEqual({
      action: 'invoke',
      deltas: [],
      steps: ['Stop()'],
      warnings: [],
      reason: 'State = "Running", Limit = 5',
    })
    expect(relevant.map(([name, { value }]) => [name, value])).toEqual([
      ['State', 'Running'],
      ['Limit', 5],
    ])
    expect((await apply()).calls).toEqual(['Stop()'])
  })

  test('without one of them, or without the object, there is nothing to do', async () => {
    const host = workshop([['Machine', { ...running, State: 'Stopped' }]])
    expect((await run(call('Stop'), host)).change).toEqual({ action: 'none', deltas: [], steps: [], warnings: [] })
    expect((await run(call('Stop'), workshop())).change.action).toBe('none')
  })

  test('of many calls on one class is one question', async () => {
    const session = objectSession(workshop().objects)
    const desired = ['a', 'b', 'c'].map((name) =>
      desiredOf(
        invoke,
        `invoke: { namespace: root/test, cim: Machine, key: { Name: ${name} }, method: Stop }\nwhen: { State: Running }`,
      ),
    )
    await invoke.readAll(session, desired, { signal: new AbortController().signal })
    expect(session.calls).toEqual(['query SELECT Name, State FROM Machine WHERE Name = "a" OR Name = "b" OR Name = "c"'])
  })
})

describe('on', () => {
  test('leaves to the engine when to call; nothing is read', async () => {
    const yaml = 'name: it\ninvoke: { namespace: root/test, cim: Machine, key: { Name: m }, method: Stop }'
    const { document, locate } = resourceDocument(yaml, [cim, invoke])
    const { desired } = invoke.parse({ ...document, onChanged: ['other'] }, locate)
    if (desired === undefined) throw new Error('not parsed')
    const session = objectSession(workshop([['Machine', running]]).objects)
    await invoke.readAll(session, [desired], { signal: new AbortController().signal })
    expect(session.calls).toEqual([])
    expect(invoke.plan(desired, undefined, resourceContexts().plan)).toMatchObject({ action: 'invoke', steps: ['Stop()'] })
  })
})

describe('arguments', () => {
  test('travel in the types of the method, whatever their case in the document', async () => {
    const yaml = `invoke:
  namespace: root/test
  cim: Machine
  key: { Name: m }
  method: reset
  arguments: { times: 3, PASSWORD: { secret: { env: PASSWORD } } }
when: { State: Running }`
    const desired = desiredOf(invoke, yaml)
    expect(desired.arguments.map(({ declaration }) => [declaration.name, declaration.type])).toEqual([
      ['Password', 'string'],
      ['Times', 'uint8'],
    ])
    const { change, apply, contexts } = await run(yaml, workshop([['Machine', running]]))
    expect(change.steps).toEqual(['Reset(Password=***, Times=3)'])
    expect((await apply()).calls).toEqual(['Reset(Password="hunter2!", Times=3)'])
    expect(contexts.progress).toEqual(['Reset(Password=***, Times=3)'])
    expect(invoke.secrets(desired)).toEqual([password])
  })

  test.each([
    ['Times: 256', 'Wrong value', '256 is out of range: uint8 holds 0 to 255.'],
    ['Times: many', 'Wrong value', 'Expected an integer (uint8), found "many".'],
    ['Done: true', 'Unknown parameter', 'Done is an output of Machine.Reset; it cannot be given.'],
    [
      'Times: { secret: { env: PASSWORD } }',
      'Secret for a value that is not text',
      'Times is of type uint8; only text can be a secret. Write the value, or a variable: $' + '{vars.name}.',
    ],
  ])('%s is refused', (given, summary, detail) => {
    const yaml = call('Reset').replace('method: Reset', `method: Reset, arguments: { ${given} }`)
    const { document, locate } = resourceDocument(`name: it\n${yaml}`, [cim, invoke])
    expect(invoke.parse(document, locate)).toMatchObject({
      desired: undefined,
      diagnostics: [{ severity: 'error', summary, detail }],
    })
  })
})

test('a static method is called on the class', async () => {
  const yaml = 'invoke: { namespace: root/test, cim: Machine, method: Make, arguments: { Name: n } }\nwhen: { State: Running }'
  const { document, locate } = resourceDocument(`name: it\n${yaml}`, [cim, invoke])
  expect(invoke.parse(document, locate).diagnostics).toMatchObject([{ summary: 'No object to look at' }])
  const onChange = invoke.parse(
    { ...document, onChanged: ['other'], fields: { invoke: document.fields['invoke'] ?? null } },
    locate,
  )
  if (onChange.desired === undefined) throw new Error(JSON.stringify(onChange.diagnostics))
  const host = workshop()
  const { plan, apply } = resourceContexts()
  const change = invoke.plan(onChange.desired, undefined, plan)
  await invoke.apply(objectSession(host.objects), onChange.desired, change, undefined, apply)
  expect(host.value('Machine', { Name: 'n' }, 'State')).toBe('Stopped')
})

test('a code that means no fails, one that needs a restart warns', async () => {
  const host = workshop([['Machine', running]])
  const { apply } = await run(call('Stop'), host)
  host.answers.push(5, 4)
  await expect(apply()).rejects.toThrow('Stop on Machine.Name="m" answered 5 (Access Denied)')
  expect((await apply()).warnings).toEqual(['Machine.Name="m": Stop takes effect after a restart of the host'])
})

test('waitFor is waited for after the call', async () => {
  const host = workshop([['Machine', running]])
  const { apply, contexts } = await run(call('Start', 'when: { State: Running }\nwaitFor: { State: Running, timeout: 1s }'), host)
  await expect(apply()).rejects.toMatchObject({ code: 'WMCTL_WAIT' })
  expect(contexts.waits).toEqual([100, 200, 400, 300])
})

test('two documents may call one method', () => {
  const [a, b] = [desiredOf(invoke, call('Stop'), 'a'), desiredOf(invoke, call('Stop'), 'b')]
  expect([invoke.identity(a), invoke.identity(b)]).toEqual([
    'root/test:Machine.Name="m".Stop() [site/a]',
    'root/test:Machine.Name="m".Stop() [site/b]',
  ])
})
