import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, type LabHost, type ProfileName, profileNames, startLab, tamper } from '@wmctl/lab'
import { describe, expect, test } from 'vitest'
import { formatRelativePath } from '../../src/cim/object-path.js'
import { propertyValue } from '../../src/cim/value.js'
import { formatAddress } from '../../src/engine/address.js'
import type { HostPlan } from '../../src/engine/plan.js'
import { type Example, findExamples } from '../harness/examples.js'
import { type LabRunOptions, type LabRuns, openLabRuns, shownChanges } from '../harness/lab-run.js'
import { steppingClock } from '../harness/stepping-clock.js'
import { makeFolder, removeFolder, temporaryFolder } from '../harness/temporary-folder.js'
import { needsOf } from './example-needs.js'
import { tamperings } from './tampering.table.js'

process.env['AGENT_PASSWORD'] = 'a password of an agent'

const examples = findExamples()

/** Whether hosts of a release have the classes that an example is about. */
function has(profile: ProfileName, { name }: Example): boolean {
  return profileNames.indexOf(profile) >= profileNames.indexOf(needsOf(name).since ?? '2003r2')
}

describe.each(['2012r2', '2016', '2019', '2022', '2025'] as const)('a host of %s', (profile) => {
  test.each(examples.filter((example) => !has(profile, example)))(
    '$name: the plan says that the release does not have the class, and nothing is sent that writes',
    (example) => expectRefusal(profile, example),
  )

  test.each(examples.filter((example) => has(profile, example)))(
    '$name: to an empty plan, tampered with, and back',
    async (example) => {
      await withHost(profile, example, async (runs, host) => {
        const changes = tamperings[example.name] ?? []
        await runs.plan()
        expect((await runs.apply()).completed.failures).toEqual([])
        expect(shownChanges((await runs.plan()).plans)).toEqual([])
        for (const { change } of changes) tamper(host, change)
        const expected = changes.flatMap(({ shows }) => shows.map((text) => `${host.name}/${text}`))
        expect([...shownChanges((await runs.plan()).plans)].sort()).toEqual(expected.sort())
        expect((await runs.apply()).completed.failures).toEqual([])
        expect(shownChanges((await runs.plan()).plans)).toEqual([])
      })
    },
  )
})

describe('a host of 2008r2', () => {
  const documents = `
apiVersion: wmctl/v1
kind: Configuration
metadata: { name: old }
targets: host:*
resources:
  - name: spooler
    cim: Win32_Service
    key: { Name: Spooler }
    properties: { StartMode: Disabled, State: Stopped }
  - name: processors
    cim: Win32_Environment
    key: { Name: NUMBER_OF_PROCESSORS, UserName: <SYSTEM> }
    properties: { VariableValue: '64' }
  - name: revision
    cim: Win32_Environment
    key: { Name: PROCESSOR_REVISION, UserName: <SYSTEM> }
    ensure: absent
  - name: tools
    cim: Win32_Environment
    key: { Name: TOOLS_HOME, UserName: <SYSTEM> }
    properties: { VariableValue: 'D:\\tools' }
  - name: after-tools
    cim: Win32_Environment
    key: { Name: PROCESSOR_LEVEL, UserName: <SYSTEM> }
    properties: { VariableValue: '1' }
    dependsOn: [tools]
`

  test('sets and invokes; a plan says before anything is sent that nothing is created or deleted', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'old.yaml')
    writeFileSync(file, documents)
    await withHost('2008r2', { files: [file] }, async (runs, host) => {
      const before = environment(host)
      const planned = await runs.plan()
      expect(shownChanges(planned.plans)).toEqual([
        'web01/old/spooler set: StartMode, State',
        'web01/old/processors set: VariableValue',
        'web01/old/after-tools set: VariableValue',
      ])
      expect(planned.completed.failures.map(({ address, code, hint }) => ({ resource: address.resource, code, hint }))).toEqual(
        ['revision', 'tools'].map((resource) => ({
          resource,
          code: 'WMCTL_CIM',
          hint: expect.stringMatching(/over WS-Management: before Server 2012 .* neither created nor deleted.*another protocol/),
        })),
      )
      expect(writingRequests(host)).toEqual([])

      const { completed, events } = await runs.apply()
      expect(completed.hosts).toMatchObject({ failed: 1 })
      expect(completed.actions).toMatchObject({ set: 2, create: 0, delete: 0 })
      expect(events.filter((event) => event.type === 'change-skipped').at(-1)).toMatchObject({
        address: { resource: 'after-tools' },
        reason: 'dependency-failed',
        detail: 'web01/old/tools could not be planned',
      })
      expect(environment(host)).toEqual({
        ...before,
        'Win32_Environment.Name="NUMBER_OF_PROCESSORS",UserName="<SYSTEM>"': '64',
      })
      expect(shownChanges((await runs.plan()).plans)).toEqual(['web01/old/after-tools set: VariableValue'])
    })
  })

  test.each(examples)('$name: what is not refused is done', async (example) => {
    await withHost('2008r2', example, async (runs) => {
      const { failures } = (await runs.plan()).completed
      for (const { message, hint = '' } of failures) expect(message + hint).toMatch(/before Server 2012|There is no namespace/)
      expect((await runs.apply()).completed.failures.map(({ address }) => address)).toEqual(
        failures.map(({ address }) => address),
      )
      const failed = new Set(failures.map(({ address }) => address.resource))
      const { plans } = await runs.plan()
      for (const change of shownChanges(plans)) {
        expect([...failed].some((name) => change.includes(`/${name} `)) || dependsOnFailed(change, plans, failed)).toBe(true)
      }
    })
  })
})

test.each(examples)('a host of 2003r2 is told apart, and nothing is sent that writes: $name', async (example) => {
  await withHost('2003r2', example, async (runs, host) => {
    const { completed, plans } = await runs.plan()
    expect(shownChanges(plans)).toEqual([])
    expect(completed.failures.length).toBeGreaterThan(0)
    for (const { hint } of completed.failures) expect(hint).toMatch(/Server 2003 R2, which is another protocol; `wmctl probe`/)
    expect((await runs.apply()).completed).toMatchObject({ actions: { create: 0, set: 0, delete: 0 }, hosts: { failed: 1 } })
    expect(host.requests.records().filter(({ status }) => status === 200)).toEqual([])
  })
})

async function expectRefusal(profile: ProfileName, example: Example): Promise<void> {
  await withHost(profile, example, async (runs, host) => {
    const { completed, plans } = await runs.plan()
    expect(shownChanges(plans)).toEqual([])
    expect(completed.failures.length).toBeGreaterThan(0)
    for (const { message } of completed.failures) expect(message).toMatch(/There is no namespace/)
    expect(writingRequests(host)).toEqual([])
  })
}

/** Whether a change is still to come because it waits for one of `failed`. */
function dependsOnFailed(change: string, plans: readonly HostPlan[], failed: ReadonlySet<string>): boolean {
  return plans.some(
    (plan) =>
      plan.state === 'planned' &&
      plan.resources.some(
        ({ address, document }) =>
          change.startsWith(`${formatAddress(address)} `) &&
          [...document.dependsOn, ...(document.onChanged ?? [])].some((name) => failed.has(name)),
      ),
  )
}

/** What was sent to change something. */
function writingRequests({ requests }: LabHost): readonly string[] {
  return requests
    .records()
    .filter(({ operation, resource }) => operation !== 'invoke' || !resource.endsWith('StdRegProv'))
    .flatMap(({ operation }) => (['put', 'create', 'delete', 'invoke'].includes(operation) ? [operation] : []))
}

/** Values of all environment variables by path. */
function environment({ cim }: LabHost): Readonly<Record<string, unknown>> {
  const variables = [...cim.store.list('root/cimv2', 'Win32_Environment')]
  return Object.fromEntries(variables.map((one) => [formatRelativePath(cim.pathOf(one)), propertyValue(one, 'VariableValue')]))
}

async function withHost(
  profile: ProfileName,
  documents: Omit<LabRunOptions['documents'], 'inventory'> & { readonly name?: string },
  use: (runs: LabRuns, host: LabHost) => Promise<void>,
): Promise<void> {
  const folder = makeFolder()
  const clock = steppingClock()
  let lab: Lab | undefined
  let runs: LabRuns | undefined
  try {
    const { host: wanted = 'web01' } = needsOf(documents.name ?? '')
    lab = await startLab({ hosts: wanted === 'web01' ? 1 : 3, profiles: [profile], seed: profile, clock, folder })
    runs = await openLabRuns({ clock, folder, documents: { ...documents, inventory: lab.inventory.path } })
    const host = lab.hosts.find(({ name }) => name === wanted)
    if (host === undefined) throw new Error('the lab has no host')
    await use(runs, host)
  } finally {
    await runs?.close()
    await lab?.close()
    removeFolder(folder)
  }
}
