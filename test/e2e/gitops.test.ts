import { spawn } from 'node:child_process'
import { chmodSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tamper } from '@wmctl/lab'
import { expect, test } from 'vitest'
import { manyRuns } from '../harness/run-wmctl.js'
import { type Site, sites } from '../harness/site.js'

const openSite = sites()
const root = fileURLToPath(new URL('../../', import.meta.url))

/** The example's own pipeline, with a `wmctl` on its path. */
async function pipeline(at: Site, stage: string): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const child = spawn('sh', ['.ci/pipeline.sh', stage], {
    cwd: at.folder,
    env: {
      PATH: `${at.folder}/bin:${process.env['PATH']}`,
      HOME: at.folder,
      XDG_STATE_HOME: `${at.folder}/state`,
      LANG: 'C.UTF-8',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })))
}

test.skipIf(process.platform === 'win32')(
  'the pipeline of the GitOps example: pull request, merge, nightly',
  manyRuns,
  async () => {
    const at = await openSite({ hosts: 3 })
    cpSync(join(root, 'examples/gitops'), at.folder, { recursive: true })
    at.write('inventory/prod.yaml', at.lab.inventory.yaml)
    at.write('bin/wmctl', `#!/bin/sh\nexec '${process.execPath}' '${root}bin/run.js' "$@"\n`)
    chmodSync(join(at.folder, 'bin/wmctl'), 0o755)

    const pullRequest = await pipeline(at, 'pull-request')
    expect(pullRequest.code).toBe(2)
    expect(pullRequest.stdout).toMatch(/^Valid: 2 configurations, 4 resources, 3 hosts\.\n[\s\S]*Plan: 2 to create, \d+ to set/)
    expect(at.read('plan.md')).toContain('Plan: 2 to create')
    expect((await pipeline(at, 'merge')).code).toBe(0)
    expect(at.read('apply.xml')).toMatch(/<testsuites[\s\S]*failures="0"/)
    expect((await pipeline(at, 'merge')).code).toBe(7)
    expect((await pipeline(at, 'nightly')).code).toBe(0)

    tamper(at.host('web02'), { action: 'set', path: 'Win32_Service.Name="RemoteRegistry"', values: { StartMode: 'Auto' } })
    const nightly = await pipeline(at, 'nightly')
    expect(nightly.code).toBe(2)
    expect(nightly.stdout).toMatch(/Hosts: 1 drifted, 2 unchanged\./)
    expect(at.read('drift.html')).toContain('web02')
    expect((await pipeline(at, 'yearly')).code).toBe(6)
  },
)

test('the inventory of the GitOps example is valid with its documents', async () => {
  const at = await openSite({ hosts: 1 })
  const documents = ['-i', 'inventory/prod.yaml', '-f', 'baseline', '-f', 'web', '--var-file', 'inventory/vars.prod.yaml']
  const { code, stdout, stderr } = await at.wmctl(['validate', ...documents], { cwd: join(root, 'examples/gitops') })
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'Valid: 2 configurations, 4 resources, 3 hosts.\n', stderr: '' })
})
