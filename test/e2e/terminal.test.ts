import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { manyRuns } from '../harness/run-wmctl.js'
import { configuration, type Site, sites } from '../harness/site.js'

const openSite = sites()

/** `script` of util-linux gives a process a terminal. */
const terminalMaker = 'script'
const hasScript = spawnSync(terminalMaker, ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false
if (!hasScript) console.warn('tests on a terminal are skipped: there is no `script` of util-linux')

const site = configuration(
  "- name: tools\n  cim: Win32_Environment\n  key: { Name: TOOLS_HOME, UserName: <SYSTEM> }\n  properties: { VariableValue: 'D:\\tools' }",
)

/** Runs apply in a terminal, and types `answer` when it is asked. */
async function applyOnTerminal(at: Site, answer: string, env: Readonly<Record<string, string>> = {}) {
  const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
  const command = `'${process.execPath}' '${program}' apply -f site.yaml -i inventory.yaml`
  const child = spawn(terminalMaker, ['-qec', command, '/dev/null'], {
    cwd: at.folder,
    env: {
      PATH: process.env['PATH'],
      HOME: at.folder,
      XDG_STATE_HOME: `${at.folder}/state`,
      LANG: 'C.UTF-8',
      TERM: 'xterm',
      ...env,
    },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const asked = printed.includes('Only `yes`')
    printed += text
    if (!asked && printed.includes('Only `yes`')) child.stdin.write(`${answer}\n`)
  })
  child.stdin.on('error', () => undefined)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  child.stdin.destroy()
  return { code, printed }
}

describe.runIf(hasScript)('needs `script`: on a terminal', () => {
  test('apply shows the plan and asks; only `yes` goes on', manyRuns, async () => {
    const at = await openSite({ hosts: 1 })
    at.write('site.yaml', site)
    for (const answer of ['no', '', 'y', 'YES']) {
      const { code, printed } = await applyOnTerminal(at, answer)
      expect(code).toBe(1)
      expect(printed).toMatch(/Plan: 1 to create[\s\S]*Apply these changes\? Only `yes` is accepted:[\s\S]*Nothing was changed\./)
    }
    expect(
      at
        .host('web01')
        .requests.records()
        .some(({ operation }) => operation === 'create'),
    ).toBe(false)
    expect(at.journals()).toEqual([])

    const { code, printed } = await applyOnTerminal(at, 'yes')
    expect(code).toBe(0)
    expect(printed).toMatch(/Apply: 1 created\. Hosts: 1 changed\./)
  })

  test('colour and a line that is repainted; not with NO_COLOR, not in CI', async () => {
    const at = await openSite({ hosts: 1 })
    at.write('site.yaml', site)
    const introducer = '\u001B['
    expect((await applyOnTerminal(at, 'no')).printed).toContain(`${introducer}3`)
    const plain = await applyOnTerminal(at, 'no', { NO_COLOR: '1', CI: '1' })
    expect(plain.printed).not.toContain(introducer)
  })
})
