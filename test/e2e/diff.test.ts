import { expect, test } from 'vitest'
import { manyRuns } from '../harness/run-wmctl.js'
import { configuration, type Site, sites } from '../harness/site.js'

const openSite = sites()

const environment = [
  'diff',
  'web01',
  'WEB02',
  '--class',
  'Win32_Environment',
  '-i',
  'inventory.yaml',
  '--where',
  "Name LIKE 'MINE%'",
]

async function differingSite(): Promise<Site> {
  const at = await openSite({ hosts: 2 })
  const make = async (host: string, values: Readonly<Record<string, string>>): Promise<void> => {
    const resources = Object.entries(values).map(
      ([name, value]) =>
        `- name: ${name.toLowerCase()}\n  cim: Win32_Environment\n  key: { Name: ${name}, UserName: <SYSTEM> }\n  properties: { VariableValue: '${value}' }\n`,
    )
    at.write('made.yaml', configuration(resources.join('')))
    const apply = ['apply', '-f', 'made.yaml', '-i', 'inventory.yaml', '--limit', `host:${host}`, '--yes']
    expect(await at.wmctl(apply)).toMatchObject({ code: 0 })
  }
  await make('web01', { MINE_SAME: 'x', MINE_OTHER: 'a', MINE_FIRST: 'x' })
  await make('web02', { mine_same: 'x', MINE_OTHER: 'b', MINE_SECOND: 'x' })
  return at
}

test('shows what only one of two hosts has, and what differs', manyRuns, async () => {
  const at = await differingSite()
  const { code, stdout, stderr } = await at.wmctl(environment)
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
  expect(stdout).toBe(
    [
      'Win32_Environment: 1 only on web01, 1 only on WEB02, 1 different, 1 the same',
      '  - Win32_Environment.Name="MINE_FIRST",UserName="<SYSTEM>"  (only on web01)',
      '  ~ Win32_Environment.Name="MINE_OTHER",UserName="<SYSTEM>"',
      '      ~ VariableValue: "a" → "b"',
      '  + Win32_Environment.Name="MINE_SECOND",UserName="<SYSTEM>"  (only on WEB02)',
      '',
    ].join('\n'),
  )
  const json = await at.wmctl([...environment, '-o', 'json'])
  expect(json.code).toBe(2)
  const lines = json.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toHaveLength(4)
  expect(lines[1]).toMatchObject({
    type: 'object',
    class: 'Win32_Environment',
    on: ['web01', 'WEB02'],
    properties: [
      {
        name: 'VariableValue',
        values: [
          { type: 'string', value: 'a' },
          { type: 'string', value: 'b' },
        ],
      },
    ],
  })
  expect(lines[3]).toMatchObject({ type: 'class', only: [1, 1], different: 1, same: 1 })
})

test('a host is no different from itself; the names of hosts are theirs', manyRuns, async () => {
  const at = await openSite({ hosts: 2 })
  const classes = ['--class', 'Win32_Service', '--class', 'Win32_Share', '--class', 'Win32_UserAccount']
  const same = await at.wmctl(['diff', 'web01', 'web01', ...classes, '--all', '-i', 'inventory.yaml'])
  expect(same).toMatchObject({ code: 0, stdout: 'No differences. web01 and web01 have the same of 3 classes.\n' })
  const accounts = [
    'diff',
    'web01',
    'web02',
    '--class',
    'Win32_UserAccount',
    '--class',
    'Win32_ComputerSystem',
    '-i',
    'inventory.yaml',
  ]
  expect((await at.wmctl(accounts)).stdout).toMatch(/ ~ Win32_UserAccount\.Name="Administrator",Domain="WEB01"/)
  // So is the domain of their own accounts.
  const variables = ['diff', 'web01', 'web02', '--class', 'Win32_Environment', '-i', 'inventory.yaml', '--where', "Name = 'TEMP'"]
  expect(await at.wmctl(variables)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^No differences/) })
  const system = await at.wmctl([
    ...accounts.slice(0, 3),
    '--class',
    'Win32_ComputerSystem',
    '--all',
    '-i',
    'inventory.yaml',
    '-v',
  ])
  expect(system.stdout).toMatch(/≈ \w+: "WEB01" → "WEB02" {2}\(name of the host itself\)/)
})

test('--ignore leaves properties out; what cannot be compared is a usage error', manyRuns, async () => {
  const at = await differingSite()
  const where = ['--where', "Name = 'MINE_OTHER'"]
  expect(await at.wmctl([...environment.slice(0, -2), ...where, '--ignore', 'VariableValue'])).toMatchObject({ code: 0 })
  expect(await at.wmctl([...environment, '--ignore', 'Valu'])).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(/--ignore Valu/),
  })
  const unknown = await at.wmctl(['diff', 'web01', 'web09', '--class', 'Win32_Service', '-i', 'inventory.yaml'])
  expect(unknown).toMatchObject({ code: 6, stderr: expect.stringMatching(/no host web09[\s\S]*Did you mean web0/) })
})

test('a host that is not reached is told, and nothing is compared', manyRuns, async () => {
  const at = await openSite({ hosts: 2 })
  at.host('web02').faults.add({ operations: ['connect'], fault: { kind: 'refuse' } })
  const { code, stdout } = await at.wmctl(environment)
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
})
