import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RunningCommand, runCommand, startCommand } from './run-command.js'

let folder = ''
let env: Record<string, string> = {}
const running: RunningCommand[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wmctl-lab-commands-'))
  env = { XDG_STATE_HOME: join(folder, 'state') }
})

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  await rm(folder, { recursive: true })
})

async function startTwo(): Promise<RunningCommand> {
  const lab = startCommand(['lab', 'start', '--hosts', '2', '--out', join(folder, 'out')], env)
  running.push(lab)
  await lab.printed('hosts are up')
  return lab
}

const run = (...parameters: string[]): ReturnType<typeof runCommand> => runCommand(parameters, env)

describe('the lab commands', () => {
  it('start, show, tamper and stop, and leave nothing behind', async () => {
    const lab = await startTwo()
    const statePath = join(folder, 'state', 'wmctl', 'lab.json')
    expect((await stat(statePath)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'out', 'lab-password'))).mode & 0o777).toBe(0o600)

    const status = await run('lab', 'status', '--json')
    expect(status.code).toBe(0)
    const { hosts } = JSON.parse(status.stdout) as { hosts: { name: string; url: string }[] }
    expect(hosts.map(({ name }) => name)).toEqual(['web01', 'web02'])
    const inventory = await readFile(join(folder, 'out', 'inventory.yaml'), 'utf8')
    for (const { url } of hosts) expect(inventory).toContain(`port: ${new URL(url).port}`)

    const tampered = await run('lab', 'tamper', '--host', 'web01', '--set', 'Win32_Service.Name="Spooler"', 'StartMode=Manual')
    expect([tampered.code, tampered.stdout]).toEqual([0, 'web01: set Win32_Service.Name="Spooler" StartMode=Manual\n'])

    const stopped = await run('lab', 'stop')
    expect([stopped.code, stopped.stdout]).toEqual([0, 'The lab has stopped.\n'])
    expect(await lab.ended).toMatchObject({ code: 0 })
    expect(await readdir(join(folder, 'state', 'wmctl'))).toEqual([])
    for (const { url } of hosts) await expect(fetch(url)).rejects.toThrow()
  })

  it('end cleanly on SIGINT', async () => {
    const lab = await startTwo()
    lab.child.kill('SIGINT')
    expect(await lab.ended).toMatchObject({ code: 0 })
    expect(await readdir(join(folder, 'state', 'wmctl'))).toEqual([])
  })

  it('refuse a second lab over one state file, and take over one whose lab was killed', async () => {
    const lab = await startTwo()
    const second = await run('lab', 'start', '--out', join(folder, 'second'))
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('is running already')])
    lab.child.kill('SIGKILL')
    await lab.ended
    const status = await run('lab', 'status')
    expect([status.code, status.stderr]).toEqual([6, expect.stringContaining('No lab answers')])
    await startTwo()
    expect((await run('lab', 'status')).code).toBe(0)
  })

  it('say what is wrong with a tampering', async () => {
    await startTwo()
    const result = await run('lab', 'tamper', '--host', 'db99', '--random', '1')
    expect([result.code, result.stdout, result.stderr]).toEqual([6, '', expect.stringContaining('The lab has no host db99')])
    const nothing = await run('lab', 'tamper')
    expect([nothing.code, nothing.stderr]).toEqual([6, expect.stringContaining('There is nothing to do')])
  })

  it('end with 6 when there is no lab', async () => {
    for (const command of ['status', 'stop']) {
      const result = await run('lab', command)
      expect([result.code, result.stderr]).toEqual([6, expect.stringContaining('No lab is running')])
    }
  })
})
