import { beforeEach, describe, expect, test } from 'vitest'
import { manyRuns } from '../harness/run-wmctl.js'
import { configuration, type Site, sites } from '../harness/site.js'

const openSite = sites()

const variable = (name: string, value = 'x'): string =>
  `- name: ${name.toLowerCase()}\n  cim: Win32_Environment\n  key: { Name: ${name}, UserName: <SYSTEM> }\n  properties: { VariableValue: '${value}' }\n`
const scope = (more = ''): string =>
  `- name: app\n  owns: { cim: Win32_Environment, where: "UserName = '<SYSTEM>' AND Name LIKE 'MINE[_]%'" }\n${more}`

const documents = ['-f', 'site.yaml', '-i', 'inventory.yaml']
let at: Site

async function names(): Promise<readonly string[]> {
  const where = ['--where', "Name LIKE 'MINE%'", '--columns', 'Name', '-o', 'csv']
  const { stdout } = await at.wmctl(['get', 'Win32_Environment', '-i', 'inventory.yaml', ...where])
  return stdout.trimEnd().split('\r\n').slice(1).sort()
}

async function make(...resources: readonly string[]): Promise<void> {
  at.write('made.yaml', configuration(resources.join('')))
  expect(await at.wmctl(['apply', '-f', 'made.yaml', '-i', 'inventory.yaml', '--yes'])).toMatchObject({ code: 0 })
}

function site(...resources: readonly string[]): void {
  at.write('site.yaml', configuration(resources.join('')))
}

beforeEach(async () => {
  at = await openSite({ hosts: 2 })
})

describe('an owned scope', manyRuns, () => {
  test('deletes what nobody declares, and nothing else; then there is nothing to do', async () => {
    await make(variable('MINE_KEEP'), variable('MINE_OLD'), variable('MINERAL'))
    site(variable('mine_keep'), scope())
    at.lab.requests()
    const plan = await at.wmctl(['plan', ...documents, '--detailed-exitcode'])
    expect(plan.code).toBe(2)
    expect(plan.stdout).toMatch(
      /web01, web02 \(2 hosts\)\n {2}- site\/app\.mine_old-system {2}Win32_Environment\.Name="MINE_OLD",UserName="<SYSTEM>"/,
    )
    expect(plan.stdout).toMatch(/not declared, owned by app/)
    expect(plan.stdout).toMatch(/Plan: 2 to delete\. Hosts: 2 changed\./)
    expect(await at.wmctl(['drift', ...documents])).toMatchObject({ code: 2, stdout: expect.stringMatching(/2 unexpected/) })
    const apply = await at.wmctl(['apply', ...documents, '--yes'])
    expect(apply, apply.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/Apply: 2 deleted\./) })
    expect(await names()).toEqual(['web01,MINERAL', 'web01,MINE_KEEP', 'web02,MINERAL', 'web02,MINE_KEEP'])
    expect(await at.wmctl(['plan', ...documents, '--detailed-exitcode'])).toMatchObject({ code: 0 })
  })

  test('is read with one request', async () => {
    site(variable('MINE_KEEP'))
    const requests = async (): Promise<number> => {
      const before = at.lab.requests().total
      await at.wmctl(['plan', ...documents, '--limit', 'host:web01'])
      return at.lab.requests().total - before
    }
    const without = await requests()
    site(variable('MINE_KEEP'), scope())
    expect((await requests()) - without).toBe(1)
  })

  test('is left alone with --target, which leaves out resources', async () => {
    await make(variable('MINE_KEEP'), variable('MINE_OLD'))
    site(variable('MINE_KEEP'), scope())
    const targeted = await at.wmctl(['plan', ...documents, '--target', '*/site/app', '--detailed-exitcode'])
    expect(targeted).toMatchObject({ code: 0 })
  })

  test('counts what any configuration of the run declares for the host', async () => {
    await make(variable('MINE_KEEP'), variable('MINE_OTHER'), variable('MINE_OLD'))
    site(variable('MINE_KEEP'), scope())
    at.write('other.yaml', configuration(variable('mine_other')).replace('name: site', 'name: other'))
    const plan = await at.wmctl(['plan', ...documents, '-f', 'other.yaml'])
    expect(plan.stdout).toMatch(/Plan: 2 to delete\./)
    expect(plan.stdout).not.toMatch(/MINE_OTHER/i)
    // What is declared for one host does not stand on another.
    at.write('other.yaml', at.read('other.yaml').replace(/^targets: .*$/m, 'targets: host:web02'))
    expect((await at.wmctl(['plan', ...documents, '-f', 'other.yaml'])).stdout).toMatch(/Plan: 3 to delete\./)
  })

  test('that cannot be read, on a host that refuses or is not reached, deletes nothing there', async () => {
    await make(variable('MINE_KEEP'), variable('MINE_OLD'))
    site(variable('MINE_KEEP'), scope())
    at.host('web01').faults.add({ operations: ['enumerate'], fault: { kind: 'fault', name: 'accessDenied' } })
    at.host('web02').faults.add({ operations: ['connect'], fault: { kind: 'refuse' } })
    const apply = await at.wmctl(['apply', ...documents, '--yes'])
    expect(apply.code).toBe(3)
    expect(apply.stdout).not.toMatch(/delete/)
    for (const name of ['web01', 'web02']) at.host(name).faults.clear()
    expect(await names()).toEqual(['web01,MINE_KEEP', 'web01,MINE_OLD', 'web02,MINE_KEEP', 'web02,MINE_OLD'])
  })

  test('of a saved plan deletes what the plan shows, and nothing that has come since', async () => {
    await make(variable('MINE_KEEP'), variable('MINE_OLD'))
    site(variable('MINE_KEEP'), scope())
    expect(await at.wmctl(['plan', ...documents, '--out', 'p.wmplan'])).toMatchObject({ code: 0 })
    await make(variable('MINE_NEW'))
    expect(await at.wmctl(['apply', 'p.wmplan', '--yes'])).toMatchObject({ code: 0 })
    expect(await names()).toEqual(['web01,MINE_KEEP', 'web01,MINE_NEW', 'web02,MINE_KEEP', 'web02,MINE_NEW'])
  })

  test('with preventDestroy shows what is undeclared, and deletes nothing', async () => {
    await make(variable('MINE_KEEP'), variable('MINE_OLD'))
    site(variable('MINE_KEEP'), scope('  lifecycle: { preventDestroy: true }\n'))
    const apply = await at.wmctl(['apply', ...documents, '--yes'])
    expect(apply.code).toBe(3)
    expect(apply.stdout + apply.stderr).toMatch(/Name="MINE_OLD".*would be deleted, which\s+lifecycle\.preventDestroy forbids/)
    expect(await names()).toContain('web01,MINE_OLD')
  })
})

describe('--max-deletes', manyRuns, () => {
  beforeEach(async () => {
    await make(variable('MINE_KEEP'), ...[1, 2, 3, 4, 5, 6].map((number) => variable(`MINE_OLD${number}`)))
    site(variable('MINE_KEEP', 'y'), scope())
  })

  test('refuses a plan that deletes more: nothing is saved, and nothing applied', async () => {
    const plan = await at.wmctl(['plan', ...documents, '--out', 'p.wmplan'])
    expect(plan.code).toBe(5)
    expect(plan.stdout).toMatch(/12 to delete/)
    const text = plan.stdout + plan.stderr
    expect(text).toMatch(
      /Too many deletes[\s\S]*12 undeclared objects or values would be deleted,\s+and --max-deletes allows 10: nothing is\s+applied/,
    )
    expect(plan.stderr).not.toMatch(/Saved/)
    expect(() => at.read('p.wmplan')).toThrow(/ENOENT/)
    expect(await at.wmctl(['apply', ...documents, '--yes'])).toMatchObject({ code: 5 })
    expect(await names()).toHaveLength(14)
    const get = [
      'get',
      'Win32_Environment',
      '-i',
      'inventory.yaml',
      '--where',
      "Name = 'MINE_KEEP'",
      '--columns',
      'VariableValue',
      '-o',
      'csv',
    ]
    expect((await at.wmctl(get)).stdout).not.toMatch(/,y/)
  })

  test('is asked again of who applies a saved plan', async () => {
    expect(await at.wmctl(['plan', ...documents, '--out', 'p.wmplan', '--max-deletes', '12'])).toMatchObject({ code: 0 })
    const refused = await at.wmctl(['apply', 'p.wmplan', '--yes'])
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringMatching(/--max-deletes allows 10/) })
    expect(await names()).toHaveLength(14)
    expect(await at.wmctl(['apply', 'p.wmplan', '--yes', '--max-deletes', '12'])).toMatchObject({ code: 0 })
    expect(await names()).toEqual(['web01,MINE_KEEP', 'web02,MINE_KEEP'])
  })
})

test.each([
  ['no condition', 'owns: { cim: Win32_Environment }', /where/],
  ['an empty condition', "owns: { cim: Win32_Environment, where: '' }", /where/],
  ['a condition that is none', 'owns: { cim: Win32_Environment, where: Name = }', /Not a WQL condition/],
  ['an unknown property', `owns: { cim: Win32_Environment, where: "Nam = 'x'" }`, /no property 'Nam'\. Did you mean Name\?/],
  ['a condition that matches everything', `owns: { cim: Win32_Environment, where: "Name LIKE '%'" }`, /Scope without bounds/],
  ['an unknown class', `owns: { cim: Win32_Enviroment, where: "Name = 'x'" }`, /Win32_Environment/],
  ['all but what it names', `owns: { cim: Win32_Environment, where: "Name <> 'Path'" }`, /Scope without bounds/],
  [
    'nothing that is declared in it',
    `owns: { cim: Win32_Environment, where: "Name LIKE 'P%'" }`,
    /Empty scope[\s\S]*none is declared/,
  ],
  ['nothing that is declared', `owns: { cim: Win32_Share, where: "Type = 0" }`, /Empty scope[\s\S]*none is declared/],
])('a scope with %s is refused before any host is asked', async (_, owns, says) => {
  site(variable('MINE_KEEP'), `- name: all\n  ${owns}\n`)
  const { code, stderr } = await at.wmctl(['validate', ...documents])
  expect(code).toBe(6)
  expect(stderr).toMatch(says)
  expect(await at.wmctl(['plan', ...documents])).toMatchObject({ code: 6 })
  expect(at.lab.requests().total).toBe(0)
})

describe('a registry key that is purged', manyRuns, () => {
  const key = (values: string, purge = ''): string =>
    `- name: key\n  registry: HKLM\\SOFTWARE\\Mine\n  values: { ${values} }\n${purge}`

  test('counts the values that it loses, in plans, applies and saved plans', async () => {
    await make(key("Keep: a, One: b, Two: 3, Three: 'c'"))
    site(key('Keep: a, Three: null', '  purge: true\n'))
    const refused = await at.wmctl(['plan', ...documents, '--max-deletes', '3'])
    expect(refused.code).toBe(5)
    expect(refused.stdout).toMatch(
      /- One: "a value of type string, not declared"\n {6}- Two: "a value of type dword, not declared"/,
    )
    // Three is declared to go, so two values of each host count.
    expect(refused.stdout + refused.stderr).toMatch(
      /4 undeclared objects or values would be deleted,\s+and --max-deletes allows 3/,
    )
    expect(await at.wmctl(['apply', ...documents, '--yes', '--max-deletes', '3'])).toMatchObject({ code: 5 })
    expect(await at.wmctl(['plan', ...documents, '--out', 'p.wmplan', '--max-deletes', '4'])).toMatchObject({ code: 0 })
    expect(await at.wmctl(['apply', 'p.wmplan', '--yes', '--max-deletes', '3'])).toMatchObject({ code: 5 })
    expect(await at.wmctl(['apply', 'p.wmplan', '--yes', '--max-deletes', '4'])).toMatchObject({ code: 0 })
    expect(await at.wmctl(['plan', ...documents, '--detailed-exitcode'])).toMatchObject({ code: 0 })
  })
})
