import { expect, test } from 'vitest'
import { configuration, sites } from '../harness/site.js'

const openSite = sites()

const resources = `
- name: spooler
  cim: Win32_Service
  key: { Name: Spooler }
  properties: { StartMode: Disabled, PathName: 'c:/windows/system32/spoolsv.exe', DisplayName: Print Spooler }
  dependsOn: [token]
- name: token
  cim: Win32_Environment
  key: { Name: TOKEN, UserName: <SYSTEM> }
  properties: { VariableValue: { secret: { env: TOKEN } } }
- name: restart
  invoke: { cim: Win32_Service, key: { Name: W32Time }, method: StopService }
  on: { changed: [token] }
- name: kept
  cim: Win32_Service
  key: { Name: W32Time }
  properties: { StartMode: Manual, DisplayName: Windows Time }
  lifecycle: { ignoreChanges: [StartMode] }
- name: gone
  cim: Win32_Share
  key: { Name: nowhere }
  ensure: absent
`

const environment = { env: { TOKEN: 'hunter2!' } }

test('why explains each property, by which rule it is equal, and why the action was chosen', async () => {
  const at = await openSite({ hosts: 1 })
  at.write('site.yaml', configuration(resources))
  const why = async (resource: string, ...more: readonly string[]) => {
    const { code, stdout, stderr } = await at.wmctl(
      ['why', `web01/site/${resource}`, '-f', 'site.yaml', '-i', 'inventory.yaml', ...more],
      environment,
    )
    expect(stdout + stderr).not.toContain('hunter2')
    expect(code, stderr).toBe(0)
    return stdout
  }
  expect(await why('spooler')).toBe(
    [
      'web01/site/spooler  Win32_Service.Name="Spooler"',
      '  declared at site.yaml:6',
      '  set: StartMode differs',
      '    ~ StartMode  different',
      '        desired  "Disabled"',
      '        live     "Auto"',
      '    = DisplayName  same  "Print Spooler"',
      '    ≈ PathName  equal: as paths',
      '        desired  "c:/windows/system32/spoolsv.exe"',
      '        live     "C:\\Windows\\System32\\spoolsv.exe"',
      '  depends on token (create)',
      '  > ChangeStartMode(StartMode="Disabled")',
      '',
    ].join('\n'),
  )
  expect(await why('token')).toMatch(/ {2}create: it does not exist\n[\s\S]*desired {2}\(sensitive\)/)
  expect(await why('restart')).toMatch(/ {2}invoke: token changed\n[\s\S]*triggered by token \(create\)\n {2}> StopService\(\)/)
  expect(await why('kept')).toMatch(
    /no change: everything that is declared is as it should be\n[\s\S]*\. StartMode {2}ignored: lifecycle\.ignoreChanges/,
  )
  expect(await why('gone')).toMatch(/no change: it does not exist, as is wanted/)
  const json = JSON.parse(await why('spooler', '-o', 'json')) as Record<string, unknown>
  expect(json).toMatchObject({
    address: 'web01/site/spooler',
    file: 'site.yaml',
    action: 'set',
    because: 'StartMode differs',
    properties: [
      { name: 'StartMode', result: 'different', desired: { type: 'string', value: 'Disabled' }, live: { value: 'Auto' } },
      { name: 'DisplayName', result: 'same' },
      { name: 'PathName', result: 'equal', rule: 'as paths' },
    ],
    dependsOn: [{ name: 'token', action: 'create' }],
  })
  expect(await at.wmctl(['apply', '-f', 'site.yaml', '-i', 'inventory.yaml', '--yes'], environment)).toMatchObject({ code: 0 })
  expect(await why('spooler')).toMatch(/no change: everything that is declared is as it should be/)
  expect(await why('restart')).toMatch(/no change: none of token changes/)
  expect(await why('token')).toMatch(/= VariableValue {2}secret: keyed hash/)
})

test.each([
  ['web01/site', /web01\/site is no address/],
  ['web01/site/spoler', /web01 has no resource site\/spoler[\s\S]*Did you mean web01\/site\/spooler\?/],
  ['web09/site/spooler', /web09/],
])('%s is a usage error', async (address, says) => {
  const at = await openSite({ hosts: 1 })
  at.write('site.yaml', configuration(resources))
  const { code, stderr } = await at.wmctl(['why', address, '-f', 'site.yaml', '-i', 'inventory.yaml'], environment)
  expect(code).toBe(6)
  expect(stderr).toMatch(says)
})
