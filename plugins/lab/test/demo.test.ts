import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { runDemo } from '../src/demo/run-demo.js'
import { runCommand } from './run-command.js'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wmctl-demo-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe('lab demo', () => {
  it('walks from plan to drift as it says, leaves the reports, and nothing running', { timeout: 120_000 }, async () => {
    const result = await runCommand(['lab', 'demo', '--out', folder], {
      NO_COLOR: '1',
      XDG_STATE_HOME: join(folder, 'own-state'),
    })
    expect(result.stderr).not.toMatch(/^Error:/m)
    expect(result.code).toBe(0)
    expect(result.stdout.match(/^\$ wmctl \w+/gm)).toEqual(['$ wmctl plan', '$ wmctl apply', '$ wmctl plan', '$ wmctl drift'])
    expect(result.stdout.match(/^\(exit code \d+\)$/gm)).toEqual([
      '(exit code 0)',
      '(exit code 0)',
      '(exit code 0)',
      '(exit code 2)',
    ])

    const html = await readFile(join(folder, 'drift.html'), 'utf8')
    for (const host of ['web02', 'app01', 'file01', 'sql01']) expect(html).toContain(host)
    JSON.parse(await readFile(join(folder, 'drift.json'), 'utf8'))

    const inventory = parse(await readFile(join(folder, 'inventory.yaml'), 'utf8')) as {
      hosts: { connection: { port: number } }[]
    }
    for (const { connection } of inventory.hosts)
      await expect(fetch(`http://127.0.0.1:${connection.port}/wsman`)).rejects.toThrow()
  })

  it('reports a command that ends otherwise than it should, and goes on', async () => {
    const said: string[] = []
    const command = { kind: 'command', says: 'Show the version.', command: ['--version'] } as const
    const { surprises } = await runDemo({
      folder,
      seed: 'demo',
      say: (line) => said.push(line),
      signal: new AbortController().signal,
      steps: [
        { ...command, expects: 2 },
        { ...command, expects: 0 },
      ],
    })
    expect(surprises).toEqual(['wmctl --version ended with 0 where 2 was expected'])
    expect(said.filter((line) => line === '$ wmctl --version')).toHaveLength(2)
  })
})
