import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configuration, type Site, sites } from '../harness/site.js'

const openSite = sites()

const adapters = new URL('../../schemas/adapters/', import.meta.url)

/** Every class with an adapter, and some without one. */
const classes = [
  ...readdirSync(adapters)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => parse(readFileSync(new URL(file, adapters), 'utf8')) as { readonly namespace: string; readonly class: string })
    .map((adapter) => [adapter.class, adapter.namespace] as const)
    .filter(([name]) => name !== 'StdRegProv'),
  ...(['Win32_OperatingSystem', 'Win32_ComputerSystem', 'Win32_LogicalDisk', 'Win32_Volume', 'Win32_UserAccount'] as const).map(
    (name) => [name, 'root/cimv2'] as const,
  ),
]

function importArguments(className: string, namespace = 'root/cimv2', host = 'web01'): readonly string[] {
  return ['import', className, '--namespace', namespace, '-i', 'inventory.yaml', '--host', host]
}

async function expectNoChanges(at: Site, files: readonly string[]): Promise<void> {
  const parameters = [...files.flatMap((file) => ['-f', file]), '-i', 'inventory.yaml']
  expect(await at.wmctl(['validate', ...parameters])).toMatchObject({ code: 0 })
  const plan = await at.wmctl(['plan', ...parameters, '--detailed-exitcode'])
  expect(plan.stdout + plan.stderr).toMatch(/No changes\. 1 host matches/)
  expect(plan.code).toBe(0)
}

test('what is imported of every class that can be written is valid and plans to no changes', async () => {
  const at = await openSite({ hosts: 3 })
  const files: string[] = []
  const empty: string[] = []
  for (const [className, namespace] of new Map(classes.map((one) => [one[0], one])).values()) {
    const file = `imported/${className}.yaml`
    const { code, stdout, stderr } = await at.wmctl([...importArguments(className, namespace, 'app01'), '--out', file])
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' })
    files.push(file)
    if (stderr.includes('Imported 0 objects')) empty.push(className)
  }
  // A host has no permanent subscriptions of its own.
  expect(empty).toEqual(['CommandLineEventConsumer', '__EventFilter', '__FilterToConsumerBinding'])
  await expectNoChanges(at, files)
}, 300_000)

describe('values that are hard to write', () => {
  const resources = `
- name: weird
  cim: Win32_Environment
  key: { Name: 'Größe ${'$'}\${x}', UserName: <SYSTEM> }
  properties: { VariableValue: "a\\n: - '\\"# ${'$'}\${vars.x} 日本 \\t yes" }
- name: password
  cim: Win32_Environment
  key: { Name: DB_PASSWORD, UserName: <SYSTEM> }
  properties: { VariableValue: hunter2! }
- name: connection
  cim: Win32_Environment
  key: { Name: DATABASE, UserName: <SYSTEM> }
  properties: { VariableValue: 'Server=db;Password=hunter2!;' }
`

  test('come back as they are; what may be a secret is left out, and said', async () => {
    const at = await openSite({ hosts: 1 })
    at.write('made.yaml', configuration(resources))
    expect(await at.wmctl(['apply', '-f', 'made.yaml', '-i', 'inventory.yaml', '--yes'])).toMatchObject({ code: 0 })
    const where = "Name LIKE 'G%' OR Name LIKE 'D%'"
    const { code, stdout, stderr } = await at.wmctl([...importArguments('win32_environment'), '--where', where, '--name', 'mine'])
    expect(code, stderr).toBe(0)
    expect(stdout + stderr).not.toContain('hunter2')
    expect(stderr).toMatch(/^left out: VariableValue of 2 objects: it may be a secret/m)
    expect(stderr).toMatch(/^Imported \d objects of Win32_Environment from web01\.$/m)
    const document = parse(stdout) as { metadata: unknown; resources: readonly { key: { Name: string }; properties?: unknown }[] }
    expect(document.metadata).toEqual({ name: 'mine' })
    const { properties } = document.resources.find(({ key }) => key.Name.startsWith('G')) ?? {}
    expect(properties).toEqual({ VariableValue: 'a\n: - \'"# $${vars.x} 日本 \t yes' })
    at.write('imported.yaml', stdout)
    await expectNoChanges(at, ['imported.yaml'])
  })
})

test.each([
  [['Win32_Servce'], /No class Win32_Servce is known in root\/cimv2[\s\S]*Did you mean Win32_Service\?/],
  [['Win32_Service', '--host', 'web02'], /There is no host web02 in the inventory[\s\S]*Did you mean web01\?/],
  [['Win32_Service', '--where', 'Name ='], /is no query/],
])('%j is a usage error', async (parameters, says) => {
  const at = await openSite({ hosts: 1 })
  const host = parameters.includes('--host') ? [] : ['--host', 'web01']
  const { code, stderr } = await at.wmctl(['import', ...parameters, '-i', 'inventory.yaml', ...host])
  expect(code).toBe(6)
  expect(stderr).toMatch(says)
})
