import { statSync } from 'node:fs'
import { join } from 'node:path'
import { tamper } from '@wmctl/lab'
import { describe, expect, test } from 'vitest'
import { propertyValue } from '../../src/cim/value.js'
import { manyRuns } from '../harness/run-wmctl.js'
import { configuration, type Site, sites } from '../harness/site.js'

const openSite = sites()

const site = configuration(`
- name: no-print-spooler
  cim: Win32_Service
  key: { Name: Spooler }
  properties: { StartMode: Disabled }
- name: tools-home
  cim: Win32_Environment
  key: { Name: TOOLS_HOME, UserName: <SYSTEM> }
  properties: { VariableValue: 'D:\\tools' }
- name: managed-by
  cim: Win32_Environment
  key: { Name: MANAGED_BY, UserName: <SYSTEM> }
  properties: { VariableValue: wmctl }
  dependsOn: [tools-home]
`)

async function saved(): Promise<Site> {
  const at = await openSite()
  at.write('site.yaml', site)
  const { code, stderr } = await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml', '--out', 'site.wmplan'])
  expect(code).toBe(0)
  expect(stderr).toContain('Saved the plan in site.wmplan; apply it with: wmctl apply site.wmplan\n')
  for (const { requests } of at.lab.hosts) requests.clear()
  return at
}

function variable(at: Site, host: string, name: string): unknown {
  const keys = [
    { name: 'Name', value: name },
    { name: 'UserName', value: '<SYSTEM>' },
  ]
  const found = at.host(host).cim.store.get({ kind: 'path', namespace: 'root/cimv2', className: 'Win32_Environment', keys })
  return found && propertyValue(found, 'VariableValue')
}

test('show prints what plan printed, and asks no host', async () => {
  const at = await saved()
  const planned = await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml'])
  const before = at.lab.requests().total
  const shown = await at.wmctl(['show', 'site.wmplan', '--report', 'markdown=plan.md'])
  expect(shown).toMatchObject({ code: 0, stdout: planned.stdout })
  expect(at.read('plan.md')).toContain('Plan: 4 to create, 2 to set.')
  const lines = (await at.wmctl(['show', 'site.wmplan', '--json'])).stdout.trimEnd().split('\n')
  expect(lines.filter((line) => line.includes('"type":"planned_change"'))).toHaveLength(6)
  expect(at.lab.requests().total).toBe(before)
  expect(statSync(join(at.folder, 'site.wmplan')).mode & 0o077).toBe(0)
})

test('is applied once', async () => {
  const at = await saved()
  const first = await at.wmctl(['apply', 'site.wmplan', '--yes'])
  expect(first.code).toBe(0)
  expect(first.stdout).toBe('Apply: 4 created, 2 set. Hosts: 2 changed.\n')
  const before = at.lab.requests().total
  const second = await at.wmctl(['apply', 'site.wmplan', '--yes'])
  expect(second).toMatchObject({ code: 7, stdout: '' })
  expect(second.stderr).toMatch(
    /^error: this plan was already applied \(run [0-9a-f-]{36}, .*\)\n.*Make a new one with: wmctl plan --out FILE\n$/,
  )
  expect(at.lab.requests().total).toBe(before)
  expect((await at.wmctl(['show', 'site.wmplan'])).code).toBe(0)
})

test('refuses exactly the objects that changed since, and what depends on them, and applies the others', async () => {
  const at = await saved()
  const values = { VariableValue: 'E:\\by hand' }
  tamper(at.host('web01'), { action: 'create', path: 'Win32_Environment.Name="TOOLS_HOME",UserName="<SYSTEM>"', values })
  tamper(at.host('web02'), { action: 'set', path: 'Win32_Service.Name="Spooler"', values: { StartMode: 'Manual' } })
  const applied = await at.wmctl(['apply', 'site.wmplan', '--yes', '--json-into', 'apply.jsonl'])
  expect(applied.code).toBe(7)
  const ended = at
    .read('apply.jsonl')
    .split('\n')
    .filter((line) => /"type":"apply_(complete|skipped|errored)"/.test(line))
    .map((line) => JSON.parse(line) as { type: string; hook: { resource: { addr: string }; reason?: string } })
    .map(({ type, hook }) => `${hook.resource.addr} ${type} ${hook.reason ?? ''}`.trimEnd())
  expect(ended.sort()).toEqual([
    'web01/site/managed-by apply_skipped dependency-skipped',
    'web01/site/no-print-spooler apply_complete',
    'web01/site/tools-home apply_skipped stale',
    'web02/site/managed-by apply_complete',
    'web02/site/no-print-spooler apply_skipped stale',
    'web02/site/tools-home apply_complete',
  ])
  expect(applied.stdout + applied.stderr).toMatch(/VariableValue|TOOLS_HOME/)
  expect(variable(at, 'web01', 'TOOLS_HOME')).toBe('E:\\by hand')
  expect(variable(at, 'web01', 'MANAGED_BY')).toBeUndefined()
  expect(variable(at, 'web02', 'MANAGED_BY')).toBe('wmctl')
})

describe('is refused before any host is asked', () => {
  const damages: readonly [what: string, damage: (text: string) => string, says: RegExp][] = [
    [
      'cut in the middle',
      (text) => text.slice(0, text.length / 2),
      /ends after line \d without its trailer.*hint: Make the plan again/s,
    ],
    ['without its last line', (text) => text.split('\n').slice(0, -2).join('\n'), /without its trailer/],
    [
      'with a line missing',
      (text) =>
        text
          .split('\n')
          .filter((_, index) => index !== 1)
          .join('\n'),
      /hint: Make the plan again/,
    ],
    [
      'with a value changed',
      (text) => text.replace('D:\\\\tools', 'D:\\\\other'),
      /not what was written: its SHA-256 differs.*hint: Make the plan again/s,
    ],
    ['of another version', (text) => text.replace('"format":1', '"format":2'), /format 2.*reads format 1.*hint: /s],
    ['that is none', () => 'apiVersion: wmctl/v1\n', /not a saved plan.*hint: /s],
    ['that is empty', () => '', /hint: /],
    ['that is no text', () => '\u0000\uFFFD\u0001', /not a saved plan/],
  ]
  test('a damaged plan', manyRuns, async () => {
    const at = await saved()
    for (const [what, damage, says] of damages) {
      at.write('damaged.wmplan', damage(at.read('site.wmplan')))
      const { code, stdout, stderr } = await at.wmctl(['apply', 'damaged.wmplan', '--yes'])
      expect({ what, code, stdout }).toEqual({ what, code: 6, stdout: '' })
      expect(stderr, what).toMatch(/^error: /)
      expect(stderr, what).toMatch(says)
    }
    const shown = await at.wmctl(['show', 'damaged.wmplan'])
    expect(shown).toMatchObject({ code: 6, stdout: '' })
    expect(at.lab.requests().total).toBe(0)
    expect(at.journals()).toEqual([])
  })

  test('a plan that is not there, a plan beside documents', async () => {
    const at = await saved()
    const missing = await at.wmctl(['apply', 'sight.wmplan', '--yes'])
    expect(missing).toMatchObject({ code: 6, stdout: '' })
    expect(missing.stderr).toMatch(/Cannot read sight\.wmplan: there is no such file/)
    const both = await at.wmctl(['apply', 'site.wmplan', '-f', 'site.yaml', '--yes'])
    expect(both).toMatchObject({ code: 6, stdout: '' })
    expect(both.stderr).toMatch(/A plan file and -f exclude each other/)
    expect(at.lab.requests().total).toBe(0)
  })
})
