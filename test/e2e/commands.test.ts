import { fileURLToPath } from 'node:url'
import { type Command, Config } from '@oclif/core'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../src/engine/exit-code.js'
import { expectGolden } from '../harness/golden.js'
import { configuration, sites } from '../harness/site.js'

const openSite = sites()

test('the commands are an interface: what is renamed or taken away breaks scripts', async () => {
  const config = await Config.load({ root: fileURLToPath(new URL('../../', import.meta.url)) })
  const commands = config.commands.map(describeCommand).sort((a, b) => (a.id < b.id ? -1 : 1))
  expectGolden('commands.json', `${JSON.stringify(commands, undefined, 2)}\n`)
})

function describeCommand({ id, aliases, args, flags }: Command.Loadable) {
  return {
    id: id.replaceAll(':', ' '),
    aliases,
    args: Object.values(args).map(({ name, required }) => (required === true ? name : `[${name}]`)),
    flags: Object.fromEntries(
      Object.values(flags)
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((flag) => [flag.name, describeFlag(flag)]),
    ),
  }
}

function describeFlag(flag: Command.Loadable['flags'][string]): string {
  const words = [flag.type === 'option' ? 'value' : 'switch']
  if (flag.char !== undefined) words.push(`-${flag.char}`)
  for (const alias of flag.aliases ?? []) words.push(`--${alias}`)
  if (flag.type === 'boolean' && flag.allowNo === true) words.push(`--no-${flag.name}`)
  if (flag.type === 'option' && flag.multiple === true) words.push('repeatable')
  if (flag.type === 'option' && flag.options !== undefined) words.push(flag.options.join('|'))
  if (flag.required === true) words.push('required')
  return words.join(' ')
}

describe('help', () => {
  test.each([[['--help']], [['plan', '--help']], [['lab', 'start', '--help']], [['help', 'apply']]])(
    '%j ends with the exit codes',
    async (parameters) => {
      const at = await openSite({ hosts: 1 })
      const { code, stdout, stderr } = await at.wmctl(parameters)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const table = stdout.slice(stdout.indexOf('EXIT CODES'))
      expect([...table.matchAll(/^ +(\d+) {2}\S/gm)].map((match) => Number(match[1]))).toEqual(Object.values(exitCodes))
    },
  )

  test('--version', async () => {
    const at = await openSite({ hosts: 1 })
    expect(await at.wmctl(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^wmctl\/\d+\.\d+\.\d+ /),
      stderr: '',
    })
  })
})

test.each([
  [['pln'], /error: 'pln' is not a wmctl command .*\n {2}hint: Did you mean 'wmctl plan'\?/],
  [['lab', 'strat'], /Did you mean 'wmctl lab start'\?/],
  [['frobnicate'], /error: 'frobnicate' is not a wmctl command .*\n {2}hint: Run 'wmctl --help' for the commands\.\n$/],
  [
    ['plan', '--fil', 'x'],
    /error: --fil is no flag of wmctl plan .*\n {2}hint: Did you mean --file\? See wmctl plan --help\.\n$/,
  ],
  [['lab', 'start', '--hots', '3'], /error: --hots is no flag of wmctl lab start .*\n {2}hint: Did you mean --hosts\?/],
  [['plan', '--var'], /error: .*--var expects a value/],
  [['plan', '-f', 'x.yaml', 'y.yaml'], /error: Unexpected argument: y\.yaml/],
  [['plan', '--concurrency', 'many'], /error: .*--concurrency .*integer.*many/],
  [['get'], /error: .*required.*class/],
  [['get', 'Win32_Service', '-o', 'xml'], /error: .*table, json/],
  [['show'], /error: .*required.*plan/],
  [['get', 'Win32_Service', '-i', 'inventory.yaml', '--where', 'State ='], /error: .*WHERE State = is no query[\s\S]*hint: /],
])('%j is a usage error', async (parameters, says) => {
  const at = await openSite({ hosts: 1 })
  const { code, stdout, stderr } = await at.wmctl(parameters)
  expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
  expect(stderr).toMatch(says)
  expect(stderr).not.toMatch(/USAGE\n|FLAGS\n|Note:/)
  expect(at.lab.requests().total).toBe(0)
})

test('probe says what hosts are without a password; a closed one is unreachable', async () => {
  const at = await openSite({ hosts: 3, profiles: ['2022', '2003r2'] })
  at.write('lab-password', 'wrong\n')
  at.host('app01').faults.add({ operations: ['connect'], fault: { kind: 'refuse' } })
  const { code, stdout, stderr } = await at.wmctl(['probe', '-i', 'inventory.yaml'])
  expect(code).toBe(4)
  expect(stdout).toMatch(/^web01 +http:\/\/127\.0\.0\.1:\d+ +wsmv +Negotiate, Kerberos, Basic/m)
  expect(stdout).toMatch(/^web02 +http:\/\/127\.0\.0\.1:\d+ +wsman +Negotiate, Kerberos, Basic/m)
  expect(stderr).toMatch(/app01/)
  const json = await at.wmctl(['probe', '-i', 'inventory.yaml', '--limit', 'host:web*', '-o', 'json'])
  expect(json.code).toBe(0)
  expect(
    json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { host: string }).host)
      .sort(),
  ).toEqual(['web01', 'web02'])
})

describe('get', () => {
  test('prints instances as a table, and as typed JSON lines', async () => {
    const at = await openSite()
    const table = await at.wmctl(['get', 'win32_operatingsystem', '-i', 'inventory.yaml', '--property', 'CSName,Version'])
    expect(table).toMatchObject({ code: 0, stderr: '' })
    expect(table.stdout).toMatch(/^Host +CSName +Version\n(web0\d +WEB0\d +10\.0\.20348\n){2}$/)
    const where = ['--where', "Name = 'Spooler' OR Name LIKE 'W32T%'", '--property', 'Name,StartMode']
    const json = await at.wmctl(['get', 'Win32_Service', '-i', 'inventory.yaml', '--limit', 'host:web01', ...where, '-o', 'json'])
    expect(
      json.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      {
        host: 'web01',
        class: 'Win32_Service',
        properties: { Name: { type: 'string', value: 'Spooler' }, StartMode: { type: 'string', value: 'Auto' } },
      },
      {
        host: 'web01',
        class: 'Win32_Service',
        properties: { Name: { type: 'string', value: 'W32Time' }, StartMode: { type: 'string', value: 'Auto' } },
      },
    ])
  })

  test('of a class the host has not, and without an inventory', async () => {
    const at = await openSite({ hosts: 1 })
    const unknown = await at.wmctl(['get', 'Win32_OperatingSystm', '-i', 'inventory.yaml'])
    expect(unknown).toMatchObject({ code: 3, stdout: '' })
    expect(unknown.stderr).toMatch(
      /web01: error: There is no class Win32_OperatingSystm in root\/cimv2.*\n {2}hint: Did you mean Win32_OperatingSystem\?\n/,
    )
    const none = await at.wmctl(['get', 'Win32_OperatingSystem'])
    expect(none).toMatchObject({ code: 6, stdout: '' })
    expect(none.stderr).toMatch(/No inventory was named.*\n.*hint: Name one with -i/)
  })
})

describe('invoke', () => {
  const call = ['invoke', 'Win32_Service', 'StopService', '-i', 'inventory.yaml', '--key', 'Name=Spooler']

  test('calls a method, and says what a refusal means', async () => {
    const at = await openSite()
    const first = await at.wmctl([...call, '--yes'])
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout.split('\n').sort()).toEqual([
      '',
      'web01: StopService answered 0 (Success)',
      'web02: StopService answered 0 (Success)',
    ])
    const create = ['invoke', 'Win32_Process', 'Create', '-i', 'inventory.yaml', '--limit', 'host:web01', '--yes']
    const process = await at.wmctl([...create, '--arg', 'CommandLine=C:\\Windows\\System32\\notepad.exe'])
    expect(process).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^web01: Create answered 0 .*\n {2}ProcessId = \d+\n$/),
    })
    const refused = await at.wmctl([...create, '--arg', 'CommandLine=nowhere.exe'])
    expect(refused).toMatchObject({ code: 3, stdout: expect.stringMatching(/^web01: Create answered 9 \(Path not found\)\n/i) })
  })

  test('asks first; a method that only reads is called without', async () => {
    const at = await openSite({ hosts: 1 })
    const asked = await at.wmctl(call)
    expect(asked).toMatchObject({ code: 6, stdout: '' })
    expect(asked.stderr).toMatch(/hint: Pass --yes/)
    expect(at.lab.requests().total).toBe(0)
    const key = ['--arg', 'hDefKey=2147483650', '--arg', 'sSubKeyName=SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion']
    const read = await at.wmctl([
      'invoke',
      'StdRegProv',
      'EnumKey',
      '--namespace',
      'root/default',
      '-i',
      'inventory.yaml',
      ...key,
    ])
    expect(read.code).toBe(0)
    expect(read.stdout).toMatch(/^web01: EnumKey answered 0/)
  })

  test.each([
    [['invoke', 'Win32_Servic', 'StopService'], /There is no class Win32_Servic[\s\S]*Did you mean Win32_Service\?/],
    [['invoke', 'Win32_Service', 'StopServce'], /There is no method StopServce[\s\S]*Did you mean StopService\?/],
    [['invoke', 'Win32_Service', 'StopService'], /is called on an object[\s\S]*--key Name=/],
    [['invoke', 'Win32_Service', 'StopService', '--key', 'Nam=x'], /There is no key Nam[\s\S]*Did you mean Name\?/],
    [['invoke', 'Win32_Service', 'StopService', '--key', 'Name'], /--key Name is not NAME=VALUE/],
    [
      ['invoke', 'Win32_Process', 'Create', '--arg', 'ComandLine=x'],
      /There is no parameter ComandLine[\s\S]*Did you mean CommandLine\?/,
    ],
    [
      ['invoke', 'Win32_Service', 'Change', '--key', 'Name=x', '--arg', 'ServiceType=many'],
      /--arg ServiceType=many: .*not an integer[\s\S]*hint: /,
    ],
  ])('%j is told before any host is asked', async (parameters, says) => {
    const at = await openSite({ hosts: 1 })
    const { code, stdout, stderr } = await at.wmctl([...parameters, '-i', 'inventory.yaml', '--yes'])
    expect({ code, stdout }, stderr).toEqual({ code: 6, stdout: '' })
    expect(stderr).toMatch(says)
    expect(at.lab.requests().total).toBe(0)
  })
})

test('init writes documents that are valid, and overwrites none', async () => {
  const at = await openSite({ hosts: 1 })
  const first = await at.wmctl(['init', 'new'])
  expect(first).toMatchObject({ code: 0, stdout: 'Wrote new/inventory.yaml\nWrote new/site.yaml\n' })
  const valid = await at.wmctl(['validate', '-f', 'new'])
  expect(valid).toEqual({ code: 0, stdout: 'Valid: 1 configuration, 1 resource, 1 host.\n', stderr: '' })
  at.write('new/site.yaml', 'mine\n')
  const second = await at.wmctl(['init', 'new'])
  expect(second).toMatchObject({ code: 6, stdout: '' })
  expect(second.stderr).toMatch(/new\/inventory\.yaml exists already/)
  expect(at.read('new/site.yaml')).toBe('mine\n')
})

test('validate asks no host, and does not need the secrets', async () => {
  const at = await openSite()
  at.write(
    'site.yaml',
    configuration(
      '- name: token\n  cim: Win32_Environment\n  key: { Name: TOKEN, UserName: <SYSTEM> }\n  properties: { VariableValue: { secret: { env: NOBODY_SET_THIS } } }',
    ),
  )
  const { code, stdout } = await at.wmctl(['validate', '-f', 'site.yaml', '-i', 'inventory.yaml'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Valid: 1 configuration, 1 resource, 2 hosts.\n' })
  expect(at.lab.requests().total).toBe(0)
})

test('validate checks documents alone, without an inventory', async () => {
  const at = await openSite()
  const resources = [
    '- name: spooler\n  cim: Win32_Service\n  key: { Name: Spooler }\n  properties: { StartMod: Auto }',
    `- name: own\n  registry: HKLM\\SOFTWARE\\Site\n  values: { Name: "\${host.name}" }`,
  ]
  at.write('site.yaml', configuration(resources.join('\n')))
  const wrong = await at.wmctl(['validate', '-f', 'site.yaml'])
  expect(wrong).toMatchObject({ code: 6, stdout: '' })
  expect(wrong.stderr).toMatch(/Unknown property[\s\S]*did you mean 'StartMode'/)
  at.write('site.yaml', configuration(resources.join('\n').replace('StartMod:', 'StartMode:')))
  expect(await at.wmctl(['validate', '-f', 'site.yaml'])).toEqual({
    code: 0,
    stdout: 'Valid: 1 configuration, 2 resources.\n',
    stderr: 'Without an inventory (-i) no hosts were checked, nor the values of 1 resource that hosts decide.\n',
  })
})
