import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tamper } from '@wmctl/lab'
import { expect, test } from 'vitest'
import { propertyValue } from '../../src/cim/value.js'
import { manyRuns } from '../harness/run-wmctl.js'
import { configuration, type Site, sites } from '../harness/site.js'

const openSite = sites()

const token = 'correct-horse+battery/staple=42'
const older = 'tr0ub4dor&3-older-token'

const documents = configuration(`
- name: token
  cim: Win32_Environment
  key: { Name: API_TOKEN, UserName: <SYSTEM> }
  properties: { VariableValue: { secret: { env: API_TOKEN } } }
- name: registry-token
  registry: HKLM\\SOFTWARE\\Example
  values: { Token: { secret: { env: API_TOKEN } } }
- name: call-with-token
  invoke:
    cim: StdRegProv
    namespace: root/default
    method: SetStringValue
    arguments:
      hDefKey: 0x80000002
      sSubKeyName: SOFTWARE\\Example
      sValueName: Copy
      sValue: { secret: { env: API_TOKEN } }
  on: { changed: [token] }
  dependsOn: [registry-token]
`)

const env = { API_TOKEN: token }
const outputs = [
  '--json-into',
  'out.jsonl',
  ...['html', 'json', 'junit', 'markdown', 'text'].flatMap((format) => ['--report', `${format}=report.${format}`]),
]

function variable(at: Site): unknown {
  const keys = [
    { name: 'Name', value: 'API_TOKEN' },
    { name: 'UserName', value: '<SYSTEM>' },
  ]
  const found = at.host('web01').cim.store.get({ kind: 'path', namespace: 'root/cimv2', className: 'Win32_Environment', keys })
  return found && propertyValue(found, 'VariableValue')
}

function registry(at: Site): Readonly<Record<string, unknown>> {
  const read = (sValueName: string): unknown => {
    const inputs = { hDefKey: 0x8000_0002, sSubKeyName: 'SOFTWARE\\Example', sValueName }
    const result = at.host('web01').cim.invoke({
      namespace: 'root/default',
      className: 'StdRegProv',
      method: 'GetStringValue',
      arguments: Object.entries(inputs).map(([name, value]) => ({ name, type: 'string', array: false, value })),
    })
    return result.outputs.get('svalue')?.value
  }
  return { Token: read('Token'), Copy: read('Copy') }
}

/** Every spelling in which text may turn up: as it is, in JSON, XML and HTML, in base64, as UTF-16. */
function spellings(secret: string): readonly string[] {
  const escaped = secret.replaceAll('&', '&amp;')
  return [
    secret,
    escaped,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ]
}

/** All files below the folder. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

test('reach the host, and nothing else: no output, report, plan or journal holds one, old or new', manyRuns, async () => {
  const at = await openSite({ hosts: 1 })
  at.write('site.yaml', documents)
  const path = 'Win32_Environment.Name="API_TOKEN",UserName="<SYSTEM>"'
  tamper(at.host('web01'), { action: 'create', path, values: { VariableValue: older } })
  const selection = ['-f', 'site.yaml', '-i', 'inventory.yaml']
  const printed: string[] = []
  const run = async (parameters: readonly string[], expected: number): Promise<string> => {
    const { code, stdout, stderr } = await at.wmctl(parameters, { env })
    expect({ parameters, code, stderr }).toMatchObject({ code: expected })
    printed.push(stdout, stderr)
    return stdout
  }
  const expectNoSecret = (): void => {
    const files = filesBelow(at.folder).filter((file) => !file.endsWith('lab-password'))
    const texts = [...printed, ...files.map((file) => readFileSync(file, 'latin1').replaceAll('\0', ''))]
    const secrets = [token, older, at.lab.password.reveal()].flatMap(spellings)
    for (const text of texts) for (const secret of secrets) expect(text).not.toContain(secret)
  }

  const planned = await run(['plan', ...selection, '-v', '--out', 'site.wmplan', ...outputs], 0)
  expect(planned).toMatch(/VariableValue: \(sensitive\) → \(sensitive\)|VariableValue: .*sensitive/)
  await run(['plan', ...selection, '--json'], 0)
  await run(['show', 'site.wmplan', '-v', '--json'], 0)
  await run(['drift', ...selection, ...outputs], 2)
  expectNoSecret()

  await run(['apply', 'site.wmplan', '--yes', '-v', ...outputs], 0)
  expect(variable(at)).toBe(token)
  expect(registry(at)).toEqual({ Token: token, Copy: token })
  expectNoSecret()
  expect(at.journals().join('')).toMatch(/"type":"change-intent"/)
  expect(await run(['plan', ...selection], 0)).toMatch(/^No changes/)

  // A host that sends a secret back in its refusal.
  tamper(at.host('web01'), { action: 'set', path, values: { VariableValue: older } })
  at.host('web01').faults.add({ operations: ['put'], fault: { kind: 'fault', name: 'accessDenied' } })
  await run(['apply', ...selection, '--yes', '-v', '--json', ...outputs], 3)
  expect(variable(at)).toBe(older)
  expectNoSecret()
})

test('a secret whose source is missing is told once, before any host is asked', async () => {
  const at = await openSite({ hosts: 2 })
  at.write('site.yaml', documents)
  const selection = ['-f', 'site.yaml', '-i', 'inventory.yaml']
  for (const command of [
    ['plan', ...selection],
    ['apply', ...selection, '--yes'],
  ]) {
    const { code, stdout, stderr } = await at.wmctl(command)
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toBe(
      'error: The environment variable API_TOKEN is not set [WMCTL_USAGE]\n' +
        '  hint: Set API_TOKEN, or take the secret from another source.\n',
    )
  }
  expect(at.lab.requests().total).toBe(0)
  await at.wmctl(['plan', ...selection, '--out', 'site.wmplan'], { env })
  const before = at.lab.requests().total
  const applied = await at.wmctl(['apply', 'site.wmplan', '--yes'])
  expect(applied).toMatchObject({ code: 6, stdout: '' })
  expect(at.lab.requests().total).toBe(before)
})
