import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LabHost, type ProfileName, startLab } from '@wmctl/lab'
import { expect, test } from 'vitest'
import type { ClassSource } from '../../src/cim/class.js'
import type { ResourceFacts } from '../../src/resources/shared/facts.js'
import { shippedFacts } from '../harness/facts.js'
import { openLabRuns, shownChanges } from '../harness/lab-run.js'
import { steppingClock } from '../harness/stepping-clock.js'
import { makeFolder, removeFolder } from '../harness/temporary-folder.js'

/** What wmctl knew of Windows if the documentation had no page on a class, which lab hosts have all the same. */
function withoutClass(className: string): ResourceFacts {
  const { classes, adapters } = shippedFacts()
  const hidden = (name: string): boolean => name.toLowerCase() === className.toLowerCase()
  const source: ClassSource = {
    find: (namespace, name) => (hidden(name) ? undefined : classes.find(namespace, name)),
    classNames: (namespace) => classes.classNames(namespace).filter((name) => !hidden(name)),
    namespaces: () => classes.namespaces(),
  }
  return { classes: source, adapters }
}

const header = `apiVersion: wmctl/v1
kind: Configuration
metadata: { name: site }
targets: host:*
resources:
`

const environment = `  - name: tools
    cim: Win32_Environment
    key: { Name: TOOLS_HOME, UserName: <SYSTEM> }
    properties: { VariableValue: 'D:\\tools' }
  - name: level
    cim: win32_environment
    key: { Name: PROCESSOR_LEVEL, UserName: <SYSTEM> }
    properties: { VariableValue: 7 }
  - name: revision
    cim: Win32_Environment
    key: { Name: PROCESSOR_REVISION, UserName: <SYSTEM> }
    ensure: absent
    dependsOn: [tools]
`

const service = `  - name: spooler
    cim: Win32_Service
    key: { Name: Spooler }
    properties: { StartMode: Disabled }
`

interface Opened {
  readonly runs: Awaited<ReturnType<typeof openLabRuns>>
  readonly hosts: readonly LabHost[]
}

async function withLab(
  options: {
    readonly documents: string
    readonly facts?: ResourceFacts
    readonly hosts?: number
    readonly profile?: ProfileName
  },
  use: (opened: Opened) => Promise<void>,
): Promise<void> {
  const folder = makeFolder()
  const clock = steppingClock()
  const lab = await startLab({
    hosts: options.hosts ?? 1,
    profiles: [options.profile ?? '2022'],
    seed: 'unknown',
    clock,
    folder,
  })
  try {
    const file = join(folder, 'site.yaml')
    writeFileSync(file, `${header}${options.documents}`)
    const documents = { files: [file], inventory: lab.inventory.path }
    const { facts } = options
    const runs = await openLabRuns({ clock, folder, documents, ...(facts === undefined ? {} : { facts }) })
    try {
      await use({ runs, hosts: lab.hosts })
    } finally {
      await runs.close()
    }
  } finally {
    await lab.close()
    removeFolder(folder)
  }
}

function classRequests(host: LabHost): number {
  return host.requests.records().filter(({ operation }) => operation === 'get-class').length
}

test("a class that only hosts know is planned and applied with the host's definition, asked for once", async () => {
  const facts = withoutClass('Win32_Environment')
  await withLab(
    {
      documents: environment.replace('VariableValue: 7', "VariableValue: '7'") + service,
      facts,
      hosts: 3,
    },
    async ({ runs, hosts }) => {
      expect(runs.run.fleet.diagnostics.map(({ severity, summary }) => `${severity} ${summary}`)).toEqual(
        Array.from({ length: 3 }, () => 'warning Class unknown to the catalogue'),
      )
      const planned = await runs.plan()
      expect(planned.completed.failures).toEqual([])
      expect(shownChanges(planned.plans).filter((change) => change.startsWith('web01'))).toEqual([
        'web01/site/tools create: Name, UserName, VariableValue',
        'web01/site/level set: VariableValue',
        'web01/site/revision delete: Name, UserName',
        'web01/site/spooler set: StartMode',
      ])
      // Hosts of one version describe a class alike, so the first one's answer serves all.
      expect(hosts.map(classRequests)).toEqual([1, 0, 0])
      expect((await runs.apply()).completed.failures).toEqual([])
      expect(shownChanges((await runs.plan()).plans)).toEqual([])
      expect(hosts.map(classRequests)).toEqual([1, 0, 0])
    },
  )
})

test("what the host's definition does not allow fails that resource alone, and says so", async () => {
  await withLab({ documents: environment + service, facts: withoutClass('Win32_Environment') }, async ({ runs }) => {
    const { plans, completed } = await runs.plan()
    expect(completed.failures.map(({ address, message }) => ({ resource: address.resource, message }))).toEqual([
      { resource: 'level', message: 'Expected text, found 7. Write it in quotes: "7".' },
    ])
    expect(shownChanges(plans)).toHaveLength(3)
  })
})

test('a class that neither knows is an error of its resource', async () => {
  const documents = environment.replaceAll(/win32_environment/gi, 'Win32_Enviroment') + service
  await withLab({ documents }, async ({ runs, hosts }) => {
    const { plans, completed } = await runs.plan()
    expect(shownChanges(plans)).toEqual(['web01/site/spooler set: StartMode'])
    expect(completed.failures).toHaveLength(3)
    expect(completed.failures[0]).toMatchObject({
      message: 'Neither web01 nor the catalogue of documented classes has a class Win32_Enviroment in root/cimv2.',
      hint: 'Did you mean Win32_Environment?',
    })
    expect(hosts.map(classRequests)).toEqual([1])
  })
})

test('a host whose version cannot describe classes says that', async () => {
  await withLab(
    { documents: environment + service, facts: withoutClass('Win32_Environment'), profile: '2008r2' },
    async ({ runs, hosts }) => {
      const { plans, completed } = await runs.plan()
      expect(shownChanges(plans)).toEqual(['web01/site/spooler set: StartMode'])
      expect(completed.failures[0]?.message).toMatch(
        /the catalogue has no class Win32_Environment .* web01 cannot describe its classes/i,
      )
      expect(hosts.map(classRequests)).toEqual([0])
    },
  )
})

test('known classes cost no request', async () => {
  await withLab({ documents: service }, async ({ runs, hosts }) => {
    await runs.plan()
    expect(hosts.map(classRequests)).toEqual([0])
  })
})
