import { expect, test } from 'vitest'
import { configuration, sites } from '../harness/site.js'

const openSite = sites()

interface BadDocument {
  readonly what: string
  /** Text of site.yaml. */
  readonly text: string
  /** Flags beside `-f site.yaml -i inventory.yaml`, or instead of them when they name documents. */
  readonly flags?: readonly string[]
  /** Where: file, line and column; what; how to mend it. */
  readonly says: readonly RegExp[]
}

const service = (properties: string): string =>
  configuration(`
- name: spooler
  cim: Win32_Service
  key: { Name: Spooler }
  properties: { ${properties} }
`)

const cases: readonly BadDocument[] = [
  {
    what: 'YAML syntax',
    text: 'apiVersion: wmctl/v1\nkind: Configuration\nmetadata: { name: site\ntargets: host:*\n',
    says: [/site\.yaml:\d+:\d+/, /\^/],
  },
  {
    what: 'a tab for indentation',
    text: 'apiVersion: wmctl/v1\nkind: Configuration\nmetadata:\n\tname: site\n',
    says: [/site\.yaml:4:1/, /[Tt]ab/],
  },
  {
    what: 'an unknown kind of document',
    text: 'apiVersion: wmctl/v1\nkind: Configuraton\nmetadata: { name: site }\n',
    says: [/site\.yaml:2:7/, /Configuraton/, /[Dd]id you mean 'Configuration'/],
  },
  {
    what: 'another version of the documents',
    text: 'apiVersion: wmctl/v2\nkind: Configuration\nmetadata: { name: site }\n',
    says: [/site\.yaml:1:13/, /wmctl\/v1/],
  },
  {
    what: 'an unknown kind of resource',
    text: configuration('- name: spooler\n  cmi: Win32_Service\n  key: { Name: Spooler }'),
    says: [/site\.yaml:\d+:\d+/, /cmi/, /[Dd]id you mean 'cim'/],
  },
  {
    what: 'an unknown field',
    text: service('StartMode: Disabled').replace('targets:', 'target:'),
    says: [/site\.yaml:4:1/, /target/, /[Dd]id you mean 'targets'/],
  },
  {
    what: 'a value that is not on a closed list',
    text: service('StartMode: Disabld'),
    says: [/site\.yaml:9:30/, /"Disabld" is not among/, /[Dd]id you mean 'Disabled'/],
  },
  {
    what: 'an unknown property',
    text: service('StartMod: Disabled'),
    says: [/site\.yaml:9:19/, /StartMod/, /[Dd]id you mean 'StartMode'/],
  },
  {
    what: 'a value of the wrong type',
    text: configuration(`
- name: page-file
  cim: Win32_PageFileSetting
  key: { Name: 'C:\\pagefile.sys' }
  properties: { InitialSize: large }
`),
    says: [/site\.yaml:9:32/, /uint32/],
  },
  {
    what: 'a number out of range',
    text: configuration(`
- name: page-file
  cim: Win32_PageFileSetting
  key: { Name: 'C:\\pagefile.sys' }
  properties: { InitialSize: 4294967296 }
`),
    says: [/site\.yaml:9:32/, /4294967296/, /4294967295/],
  },
  {
    what: 'a property that cannot be written',
    text: service('ProcessId: 5'),
    says: [/site\.yaml:9:19/, /ProcessId/, /changes with each start|read-only/],
  },
  {
    what: 'a read-only property of a class without an adapter',
    text: configuration(`
- name: system
  cim: Win32_BIOS
  key: { Name: x, SoftwareElementID: x, SoftwareElementState: 1, TargetOperatingSystem: 1, Version: x }
  properties: { Manufacturer: ACME }
`),
    says: [/site\.yaml:9:19/, /Read-only property/, /Win32_BIOS\.Manufacturer cannot be set/, /neither Put nor a known method/],
  },
  {
    what: 'a key property that is missing',
    text: configuration(`
- name: variable
  cim: Win32_Environment
  key: { Name: TOOLS_HOME }
  properties: { VariableValue: x }
`),
    says: [/site\.yaml:8:\d+/, /UserName/],
  },
  {
    what: 'the same name twice',
    text: service('StartMode: Disabled').replace(/( {2}- name: spooler[\s\S]*)$/, '$1$1'),
    says: [/site\.yaml:\d+:\d+/, /spooler/],
  },
  {
    what: 'the same object twice',
    text: service('StartMode: Disabled').replace(
      /( {2}- name: spooler[\s\S]*)$/,
      (one) => one + one.replace('spooler', 'again').replace('Spooler', 'SPOOLER'),
    ),
    says: [/site\.yaml:\d+:\d+/, /Win32_Service/, /again|spooler/],
  },
  {
    what: 'a cycle',
    text: configuration(
      ['a b', 'b c', 'c a']
        .map((pair) => pair.split(' '))
        .map(
          ([name, needs]) =>
            `- name: ${name}\n  cim: Win32_Environment\n  key: { Name: ${name}, UserName: <SYSTEM> }\n  properties: { VariableValue: x }\n  dependsOn: [${needs}]`,
        )
        .join('\n'),
    ),
    says: [/site\.yaml:\d+:\d+/, /cycle/i, /a.*b.*c.*a/s],
  },
  {
    what: 'a dependency on nothing',
    text: `${service('StartMode: Disabled')}    dependsOn: [spoler]\n`,
    says: [/site\.yaml:10:17/, /spoler/],
  },
  {
    what: 'an unknown variable',
    text: service(`DisplayName: '\${vars.nme}'`).replace('resources:', 'vars: { name: x }\nresources:'),
    says: [/site\.yaml:10:\d+/, /nme/, /[Dd]id you mean 'name'/],
  },
  {
    what: 'a variable given that no document declares',
    text: service('StartMode: Disabled'),
    flags: ['--var', 'tmp=x'],
    says: [/--var tmp/],
  },
  {
    what: 'an unknown credential',
    text: `${service('StartMode: Disabled')}---\napiVersion: wmctl/v1\nkind: Inventory\nhosts:\n  - name: web01\n    connection: { credential: prd }\ncredentials:\n  prod: { username: u, password: { env: P } }\n`,
    flags: ['-f', 'site.yaml'],
    says: [/site\.yaml:15:\d+/, /prd/, /[Dd]id you mean 'prod'/],
  },
  {
    what: 'a password in the inventory',
    text: `${service('StartMode: Disabled')}---\napiVersion: wmctl/v1\nkind: Inventory\nhosts:\n  - name: web01\ncredentials:\n  prod: { username: u, password: hunter2 }\n`,
    flags: ['-f', 'site.yaml'],
    says: [/site\.yaml:16:\d+/, /env|file|command|prompt/],
  },
  {
    what: 'targets that select no host',
    text: service('StartMode: Disabled').replace('host:*', 'role=wbe'),
    says: [/site\.yaml:4:10/, /role=wbe/],
  },
  {
    what: '--limit that selects no host',
    text: service('StartMode: Disabled'),
    flags: ['--limit', 'host:wbe01'],
    says: [/--limit host:wbe01/],
  },
  {
    what: '--target that is no resource',
    text: service('StartMode: Disabled'),
    flags: ['--target', 'web01/site/spoler'],
    says: [/No resource on any selected host has the address 'web01\/site\/spoler'/, /Did you mean\s+'web01\/site\/spooler'/],
  },
  {
    what: 'no inventory',
    text: service('StartMode: Disabled'),
    flags: ['-f', 'site.yaml'],
    says: [/No inventory/, /-i/],
  },
  {
    what: 'no documents',
    text: '',
    flags: ['-i', 'inventory.yaml'],
    says: [/No documents were named/, /hint: .*-f/],
  },
  {
    what: 'a file that is not there',
    text: '',
    flags: ['-f', 'sight.yaml', '-i', 'inventory.yaml'],
    says: [/sight\.yaml/, /there is no such file or directory/, /hint: /],
  },
  {
    what: 'a variable file that is none',
    text: service('StartMode: Disabled'),
    flags: ['--var-file', 'vars.yaml'],
    says: [/vars\.yaml:1:1/, /mapping/],
  },
]

test.each(cases)('$what', async ({ text, flags = [], says }) => {
  const at = await openSite({ hosts: 1 })
  at.write('site.yaml', text)
  at.write('vars.yaml', '- name: x\n')
  const named = flags.includes('-f') || flags.includes('-i')
  const parameters = [...(named ? [] : ['-f', 'site.yaml', '-i', 'inventory.yaml']), ...flags]
  const { code, stdout, stderr } = await at.wmctl(['apply', ...parameters, '--yes'])
  expect({ code, stdout }, stderr).toEqual({ code: 6, stdout: '' })
  for (const pattern of says) expect(stderr).toMatch(pattern)
  expect(stderr).not.toMatch(/ {4}at |hunter2/)
  expect(at.lab.requests().total).toBe(0)
  expect(at.journals()).toEqual([])
})

test('a value that the class does not document is a warning: catalogues are not complete', async () => {
  const at = await openSite({ hosts: 1 })
  const setting = '- name: logging\n  cim: Win32_WMISetting\n  properties: { LoggingLevel: 9 }'
  at.write('site.yaml', configuration(setting))
  const { code, stdout, stderr } = await at.wmctl(['validate', '-f', 'site.yaml', '-i', 'inventory.yaml'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Valid: 1 configuration, 1 resource, 1 host.\n' })
  expect(stderr).toMatch(/^warning: Unusual value\n --> site\.yaml:8:33\n[\s\S]*0 Off, 1 Error logging, 2 Verbose Error logging/)
})

test('a class that is not documented is a warning, and fails its resource where the host does not know it either', async () => {
  const at = await openSite({ hosts: 1 })
  const unknown = service('StartMode: Disabled').replace('Win32_Service', 'Win32_Servce')
  at.write('site.yaml', unknown)
  const validated = await at.wmctl(['validate', '-f', 'site.yaml', '-i', 'inventory.yaml'])
  expect(validated).toMatchObject({ code: 0, stdout: 'Valid: 1 configuration, 1 resource, 1 host.\n' })
  expect(validated.stderr).toMatch(
    /^warning: Class unknown to the catalogue\n --> site\.yaml:7:10\n[\s\S]*did you mean 'Win32_Service'\?/,
  )
  const planned = await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml'])
  expect(planned.code).toBe(3)
  expect(planned.stdout + planned.stderr).toMatch(
    /Neither web01 nor the catalogue of documented classes has a class Win32_Servce/,
  )
  expect(planned.stdout + planned.stderr).toMatch(/Did you mean Win32_Service\?/)
})
