import { readFileSync } from 'node:fs'
import { tamper } from '@wmctl/lab'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { manyRuns } from '../harness/run-wmctl.js'
import { configuration, sites } from '../harness/site.js'

const openSite = sites()

const site = configuration(`
- name: no-print-spooler
  cim: Win32_Service
  key: { Name: Spooler }
  properties: { StartMode: Disabled, State: Stopped }
- name: tools-home
  cim: Win32_Environment
  key: { Name: TOOLS_HOME, UserName: <SYSTEM> }
  properties: { VariableValue: 'D:\\tools' }
`)

const selection = ['-f', 'site.yaml', '-i', 'inventory.yaml']

test('plan, apply, plan again, tampering, drift: exit codes, and results apart from progress', manyRuns, async () => {
  const at = await openSite()
  at.write('site.yaml', site)

  const planned = await at.wmctl(['plan', ...selection])
  expect(planned.code).toBe(0)
  expect(planned.stdout).toMatchInlineSnapshot(`
    "web01, web02 (2 hosts)
      ~ site/no-print-spooler  Win32_Service.Name="Spooler"
          ~ StartMode: "Auto" → "Disabled"
          ~ State: "Running" → "Stopped"
          warning: stops the service
      + site/tools-home  Win32_Environment.Name="TOOLS_HOME",UserName="<SYSTEM>"
          + Name: "TOOLS_HOME"
          + UserName: "<SYSTEM>"
          + VariableValue: "D:\\tools"

    Plan: 2 to create, 2 to set. Hosts: 2 changed.
    "
  `)
  expect(planned.stderr).toMatch(/^web0[12]: 2 changes \(\d+\.\ds\)\nweb0[12]: 2 changes \(\d+\.\ds\)\n$/)
  expect((await at.wmctl(['plan', ...selection, '--detailed-exitcode'])).code).toBe(2)
  // What the protocol of a host lacks is asked with Identify, which changes nothing either.
  const sent = new Set(at.lab.hosts.flatMap(({ requests }) => requests.records()).map(({ operation }) => operation))
  expect([...sent].sort()).toEqual(['enumerate', 'identify'])

  const applied = await at.wmctl(['apply', ...selection, '--yes'])
  expect(applied.code).toBe(0)
  expect(applied.stdout).toMatch(
    /^web01, web02 \(2 hosts\)\n[\s\S]*\nPlan: 2 to create.*\nApply: 2 created, 2 set\. Hosts: 2 changed\.\n$/,
  )
  expect(applied.stderr).toMatch(/web01: ~ site\/no-print-spooler set \(\d/)
  expect(applied.stderr).not.toMatch(/warning:|MaxListeners|error/i)

  for (const more of [[], ['--detailed-exitcode']]) {
    const empty = await at.wmctl(['plan', ...selection, ...more])
    expect(empty).toEqual({ code: 0, stdout: 'No changes. 2 hosts match the configuration.\n', stderr: '' })
  }
  const none = await at.wmctl(['apply', ...selection, '--yes'])
  expect(none).toMatchObject({ code: 0, stdout: 'No changes. 2 hosts match the configuration.\n' })
  expect(at.journals().length).toBe(1)

  tamper(at.host('web02'), { action: 'set', path: 'Win32_Service.Name="Spooler"', values: { StartMode: 'Manual' } })
  const drifted = await at.wmctl(['drift', ...selection])
  expect(drifted.code).toBe(2)
  expect(drifted.stdout).toMatchInlineSnapshot(`
    "web02
      ~ site/no-print-spooler  Win32_Service.Name="Spooler"
          ~ StartMode: "Manual" → "Disabled"

    Drift: 1 changed. Hosts: 1 drifted, 1 unchanged.
    "
  `)
  expect((await at.wmctl(['drift', ...selection, '--no-detailed-exitcode'])).code).toBe(0)
  expect((await at.wmctl(['drift', ...selection, '--limit', 'host:web01'])).code).toBe(0)
})

describe('output', () => {
  const lines = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync('schemas/events.schema.json', 'utf8')),
  )
  function expectLines(text: string): readonly { readonly type: string }[] {
    expect(text.endsWith('\n')).toBe(true)
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string })
    for (const event of events) expect(lines(event), JSON.stringify([event, lines.errors])).toBe(true)
    return events
  }

  test('JSON lines on standard output, or beside the text in a file; reports', async () => {
    const at = await openSite()
    at.write('site.yaml', site)
    const planned = await at.wmctl(['plan', ...selection, '--json'])
    expect(planned).toMatchObject({ code: 0, stderr: '' })
    const types = expectLines(planned.stdout).map(({ type }) => type)
    expect(types[0]).toBe('version')
    expect(types.filter((type) => type === 'planned_change')).toHaveLength(4)
    expect(types.at(-1)).toBe('run_end')

    const formats = { html: 'html', json: 'json', junit: 'xml', markdown: 'md', text: 'txt' }
    const reports = Object.entries(formats).flatMap(([format, ending]) => ['--report', `${format}=out/report.${ending}`])
    const applied = await at.wmctl(['apply', ...selection, '--yes', '--json-into', 'out/apply.jsonl', ...reports])
    expect(applied.code).toBe(0)
    expect(applied.stdout).toContain('Apply: 2 created, 2 set.')
    expect(expectLines(at.read('out/apply.jsonl')).filter(({ type }) => type === 'apply_complete')).toHaveLength(4)
    for (const path of ['apply.jsonl', ...Object.values(formats).map((ending) => `report.${ending}`)]) {
      expect(applied.stderr).toContain(`Wrote out/${path}\n`)
      expect(at.read(`out/${path}`).length).toBeGreaterThan(100)
    }
    expect(at.read('out/report.html')).toContain('<!doctype html>')
    expect(JSON.parse(at.read('out/report.json'))).toMatchObject({ command: 'apply', complete: true })
  })

  test('a report that cannot be written, or is of no known format, is told before any host is asked', async () => {
    const at = await openSite()
    at.write('site.yaml', site)
    at.write('file', '')
    const nowhere = await at.wmctl(['plan', ...selection, '--report', 'html=file/report.html'])
    expect(nowhere).toMatchObject({ code: 6, stdout: '' })
    expect(nowhere.stderr).toMatch(/error: Cannot write file\/report\.html/)
    const format = await at.wmctl(['plan', ...selection, '--report', 'pdf=x.pdf'])
    expect(format).toMatchObject({ code: 6, stdout: '' })
    expect(format.stderr).toMatch(/hint: Formats are html, json, junit, markdown, text/)
    expect(at.lab.requests().total).toBe(0)
  })

  test('colour: never with NO_COLOR or --no-color, always with FORCE_COLOR, not when nobody asked and no terminal looks', async () => {
    const at = await openSite()
    at.write('site.yaml', site)
    const escapes = async (env: Readonly<Record<string, string>>, ...more: string[]): Promise<boolean> => {
      const { stdout } = await at.wmctl(['plan', ...selection, ...more], { env })
      return stdout.includes('\u001B[')
    }
    expect(await escapes({})).toBe(false)
    expect(await escapes({ FORCE_COLOR: '1' })).toBe(true)
    expect(await escapes({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
    expect(await escapes({ FORCE_COLOR: '1' }, '--no-color')).toBe(false)
  })

  test('documents from standard input', async () => {
    const at = await openSite()
    const planned = await at.wmctl(['plan', '-f', '-', '-i', 'inventory.yaml'], { input: site })
    expect(planned.code).toBe(0)
    expect(planned.stdout).toContain('Plan: 2 to create, 2 to set.')
  })
})

describe('selection', () => {
  test('--limit, --target, --var and --var-file', async () => {
    const at = await openSite({ hosts: 4 })
    at.write(
      'site.yaml',
      configuration(`
- name: one
  cim: Win32_Environment
  key: { Name: ONE, UserName: <SYSTEM> }
  properties: { VariableValue: '\${vars.value}' }
- name: two
  cim: Win32_Environment
  key: { Name: TWO, UserName: <SYSTEM> }
  properties: { VariableValue: '2' }
  dependsOn: [one]
- name: three
  cim: Win32_Environment
  key: { Name: THREE, UserName: <SYSTEM> }
  properties: { VariableValue: '3' }
`).replace('resources:', 'vars: { value: from-document }\nresources:'),
    )
    at.write('vars.yaml', 'value: from-file\n')
    const plan = async (...more: string[]) => (await at.wmctl(['plan', ...selection, ...more])).stdout

    const limited = await plan('--limit', 'role=web,host:*2', '--limit', 'host:sql*')
    expect(limited).toContain('sql01, web02 (2 hosts)')
    expect(limited).toContain('Plan: 6 to create. Hosts: 2 changed.')
    const targeted = await plan('--limit', 'host:web01', '--target', 'web01/site/two')
    expect(targeted).toContain('site/one')
    expect(targeted).toContain('Plan: 2 to create. Hosts: 1 changed.')
    expect(await plan('--limit', 'host:web01', '--target', '*/*/three')).toContain('Plan: 1 to create. Hosts: 1 changed.')

    const one = ['--limit', 'host:web01', '--target', '*/*/one']
    expect(await plan(...one)).toContain('VariableValue: "from-document"')
    expect(await plan(...one, '--var-file', 'vars.yaml')).toContain('VariableValue: "from-file"')
    expect(await plan(...one, '--var-file', 'vars.yaml', '--var', 'value=from-flag')).toContain('VariableValue: "from-flag"')
  })

  test('hosts that fail and hosts that are not reached: 3 and 4, and the others are shown', async () => {
    const at = await openSite({ hosts: 3 })
    at.write('site.yaml', site)
    at.host('web02').faults.add({ operations: ['connect'], fault: { kind: 'refuse' } })
    const unreachable = await at.wmctl(['drift', ...selection])
    expect(unreachable.code).toBe(4)
    expect(unreachable.stdout).toMatch(/app01, web01 \(2 hosts\)\n[\s\S]*Hosts: 2 drifted, 1 unreachable\./)
    expect(unreachable.stderr).toMatch(/web02/)

    at.host('app01').faults.add({
      operations: ['enumerate'],
      resource: 'root/cimv2',
      fault: { kind: 'fault', name: 'accessDenied' },
    })
    const failed = await at.wmctl(['drift', ...selection])
    expect(failed.code).toBe(3)
    expect(failed.stdout).toMatch(/Hosts: 1 drifted, 1 failed, 1 unreachable\./)
  })
})

test('without a terminal apply refuses to go on unless --yes is given', async () => {
  const at = await openSite()
  at.write('site.yaml', site)
  const refused = await at.wmctl(['apply', ...selection], { input: 'yes\n' })
  expect(refused).toMatchObject({ code: 6, stdout: '' })
  expect(refused.stderr).toMatch(/hint: Pass --yes/)
  expect(at.lab.requests().total).toBe(0)
})

test('a reader that goes away ends the output, not the run', async () => {
  const at = await openSite({ hosts: 20 })
  at.write('site.yaml', site)
  const running = at.start(['apply', ...selection, '--yes'])
  running.process.stdout?.once('data', () => running.process.stdout?.destroy())
  const { code, stderr } = await running.result
  expect(code).toBe(0)
  expect(stderr).not.toMatch(/EPIPE|Error|Warning/)
  expect(at.journals()[0]).toMatch(/"type":"run-end","cancelled":false/)
  expect((await at.wmctl(['plan', ...selection, '--detailed-exitcode'])).code).toBe(0)
})
