import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configuration, type Site, sites } from '../harness/site.js'

const openSite = sites()

const site = configuration(`
- name: tools-home
  cim: Win32_Environment
  key: { Name: TOOLS_HOME, UserName: <SYSTEM> }
  properties: { VariableValue: 'D:\\tools' }
`)

const apply = ['apply', '-f', 'site.yaml', '-i', 'inventory.yaml', '--yes']

async function locked(pid: number): Promise<Site> {
  const at = await openSite({ hosts: 1 })
  at.write('site.yaml', site)
  at.write('state/wmctl/apply.lock', JSON.stringify({ pid, host: hostname(), since: 0 }))
  return at
}

test('while one apply runs no other begins with the same state folder', async () => {
  const at = await locked(process.pid)
  const { code, stderr } = await at.wmctl(apply)
  expect(code).toBe(8)
  expect(stderr).toContain(
    `error: another apply is running (process ${process.pid} on ${hostname()} since 1970-01-01T00:00:00.000Z)\n`,
  )
  expect(stderr).toContain(`remove ${join(at.folder, 'state/wmctl/apply.lock')}.\n`)
  expect(at.lab.requests().total).toBe(0)
  expect(at.journals()).toEqual([])
})

test('a plan made meanwhile says so', async () => {
  const at = await locked(process.pid)
  const { code, stderr } = await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml'])
  expect(code).toBe(0)
  expect(stderr).toContain(`warning: an apply is running (process ${process.pid}`)
})

test('the lock of an apply that was killed is no obstacle, and none is left behind', async () => {
  const at = await locked(spawnSync(process.execPath, ['--version']).pid)
  expect(await at.wmctl(apply)).toMatchObject({ code: 0 })
  expect(existsSync(join(at.folder, 'state/wmctl/apply.lock'))).toBe(false)
})

test('of two that begin at the same time one applies, and a plan is applied once', async () => {
  const at = await openSite({ hosts: 1 })
  at.write('site.yaml', site)
  await at.wmctl(['plan', '-f', 'site.yaml', '-i', 'inventory.yaml', '--out', 'site.wmplan'])
  const runs = await Promise.all([1, 2, 3].map(() => at.wmctl(['apply', 'site.wmplan', '--yes'])))
  const codes = runs.map(({ code }) => code)
  expect(codes.filter((code) => code === 0)).toHaveLength(1)
  // 7 when it came after the other had ended.
  expect(codes.filter((code) => code === 8 || code === 7)).toHaveLength(2)
  expect(at.journals()).toHaveLength(1)
})

test('the journal of a run comes last also when the clock was put back', async () => {
  const at = await openSite({ hosts: 1 })
  at.write('site.yaml', site)
  at.write('state/wmctl/journal/2999-01-01T00-00-00-000Z-00000000-0000-0000-0000-000000000000.jsonl', '')
  expect(await at.wmctl(apply)).toMatchObject({ code: 0 })
  const [, name] = readdirSync(join(at.folder, 'state/wmctl/journal')).sort()
  expect(name).toMatch(/^2999-01-01T00-00-00-001Z-/)
})
