import { startLab } from '@wmctl/lab'
import { describe, expect, test } from 'vitest'
import { builtinKinds } from '../../src/cli/resource-kinds.js'
import { canonicalJson } from '../../src/engine/canonical-json.js'
import { kindOf } from '../../src/engine/resource-kinds.js'
import type { CimReader, CimSession } from '../../src/session/cim-session.js'
import { type ContractHost, checkResourceType } from '../harness/check-resource-type.js'
import { shippedFacts } from '../harness/facts.js'
import { fakeClock } from '../harness/fake-clock.js'
import { objectSession } from '../harness/object-session.js'
import { resourceDocument } from '../harness/resource-document.js'

const kinds = builtinKinds(shippedFacts())

const password = { secret: { env: 'PASSWORD' } } as const
const secrets = new Map([[canonicalJson(password), 'hunter2!']])

/** A simulated host, without a protocol between; its time passes while a change waits. */
async function open(): Promise<ContractHost<CimReader, CimSession>> {
  const clock = fakeClock()
  const lab = await startLab({ hosts: 1, clock })
  const [host] = lab.hosts
  if (host === undefined) throw new Error('a lab of no hosts')
  const session = objectSession(host.cim)
  return { reader: session, writer: session, pass: (milliseconds) => clock.advance(milliseconds), close: () => lab.close() }
}

/** Kind, what it is about, and each resource with the action that is planned for it. */
const cases: readonly (readonly [kind: string, about: string, resources: Readonly<Record<string, string>>])[] = [
  [
    'cim',
    'services',
    {
      'cim: Win32_Service\nkey: { Name: Spooler }\nproperties: { StartMode: Disabled, State: Stopped }': 'set',
      'cim: Win32_Service\nkey: { Name: RpcSs }\nproperties: { State: Running }': 'none',
      "cim: Win32_Service\nkey: { Name: Agent }\nproperties: { PathName: 'C:\\Agent\\agent.exe', DisplayName: Agent, StartMode: Automatic }":
        'create',
      'cim: Win32_Service\nkey: { Name: NoSuchService }\nensure: absent': 'none',
    },
  ],
  [
    'owns',
    'scopes',
    {
      "owns: { cim: Win32_Environment, where: \"UserName = '<SYSTEM>' AND Name LIKE 'W%'\" }": 'none',
      'owns: { cim: Win32_Share, where: "Type = 0" }': 'none',
    },
  ],
  [
    'cim',
    'environment variables',
    {
      'cim: Win32_Environment\nkey: { Name: JAVA_HOME, UserName: <SYSTEM> }\nproperties: { VariableValue: C:\\Java }': 'create',
      'cim: Win32_Environment\nkey: { Name: TOKEN, UserName: <SYSTEM> }\nproperties: { VariableValue: { secret: { env: PASSWORD } } }':
        'create',
      'cim: Win32_Environment\nkey: { Name: windir, UserName: <SYSTEM> }\nproperties: { VariableValue: C:\\Elsewhere }': 'set',
    },
  ],
  [
    'cim',
    'shares',
    {
      "cim: Win32_Share\nkey: { Name: new }\nproperties: { Path: 'C:\\Windows', Description: New, MaximumAllowed: 5 }": 'create',
      "cim: Win32_Share\nkey: { Name: printers }\nproperties: { Path: 'C:\\Windows', Type: Print Queue }": 'create',
    },
  ],
  [
    'cim',
    'page files',
    {
      "cim: Win32_PageFileSetting\nkey: { Name: 'D:\\pagefile.sys' }\nproperties: { InitialSize: 1024, MaximumSize: 2048 }":
        'create',
    },
  ],
  [
    'registry',
    'keys and values',
    {
      'registry: HKLM\\SOFTWARE\\Made\nvalues: { A: 1, B: text, C: [x], (Default): d }': 'create',
      'registry: HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\nvalues: { ProductName: Other, Gone: null }': 'set',
      'registry: HKLM\\SOFTWARE\\NoSuchKey\nensure: absent': 'none',
      'registry: HKLM\\SOFTWARE\\Other\nvalues: { Token: { secret: { env: PASSWORD } } }': 'create',
    },
  ],
  [
    'invoke',
    'methods',
    {
      'invoke: { cim: Win32_Service, key: { Name: Spooler }, method: StopService }\nwhen: { State: Running }\nwaitFor: { State: Stopped }':
        'invoke',
      'invoke: { cim: Win32_Service, key: { Name: RpcSs }, method: StartService }\nwhen: { State: Stopped }': 'none',
    },
  ],
]

test('every kind has a case', () => {
  expect(new Set(cases.map(([kind]) => kind))).toEqual(new Set(kinds.keys()))
})

describe('built-in resource types keep their contract', () => {
  test.each(cases)('%s: %s', async (kind, _about, resources) => {
    const types = [...kinds.values()]
    const documents = Object.keys(resources).map((yaml, index) => resourceDocument(`name: r${index}\n${yaml}`, types).document)
    await checkResourceType(kindOf(kinds, kind), { open, documents, actions: Object.values(resources), secrets })
  })
})
