import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../../../src/base/errors.js'
import { lockHolder, takeLock } from '../../../src/io/lock-file.js'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wmctl-lock-'))
  path = join(folder, 'state', 'apply.lock')
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

/** A lock as the process would have written it. */
async function leave(holder: { readonly pid: number; readonly host?: string }): Promise<void> {
  const lock = await takeLock(path, 0)
  if (lock.state !== 'taken') throw new Error('the lock was not free')
  await writeFile(path, JSON.stringify({ host: hostname(), since: 5, ...holder }))
}

function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

test('is taken, readable by its owner only, and given back', async () => {
  const lock = await takeLock(path, 1000)
  expect(lock.state).toBe('taken')
  expect((await stat(path)).mode & 0o077).toBe(0)
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ pid: process.pid, host: hostname(), since: 1000 })
  if (lock.state === 'taken') await lock.release()
  expect(await readdir(join(folder, 'state'))).toEqual([])
  expect((await takeLock(path, 1000)).state).toBe('taken')
})

test('is held while the process that took it runs', async () => {
  await leave({ pid: process.ppid })
  const holder = { pid: process.ppid, host: hostname(), since: 5 }
  expect(await takeLock(path, 1000)).toEqual({ state: 'held', holder })
  expect(await lockHolder(path)).toEqual(holder)
  expect(await readdir(join(folder, 'state'))).toEqual(['apply.lock'])
})

test('of a process that has ended is taken over', async () => {
  await leave({ pid: endedProcess() })
  expect(await lockHolder(path)).toBeUndefined()
  expect((await takeLock(path, 1000)).state).toBe('taken')
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ since: 1000 })
  expect(await readdir(join(folder, 'state'))).toEqual(['apply.lock'])
})

test('of another machine stays: whether its process runs cannot be told', async () => {
  await leave({ pid: endedProcess(), host: 'another.example' })
  expect(await takeLock(path, 1000)).toMatchObject({ state: 'held', holder: { host: 'another.example' } })
})

test.each(['', '{"pid":', '[]', 'null', '{"pid":-1,"host":5,"since":"x"}'])('of unknown content (%s) stays', async (text) => {
  await leave({ pid: 1 })
  await writeFile(path, text)
  expect(await takeLock(path, 1000)).toEqual({ state: 'held', holder: { pid: undefined, host: undefined, since: undefined } })
})

test('that cannot be written says why', async () => {
  await writeFile(join(folder, 'state'), '')
  await expect(takeLock(path, 1000)).rejects.toThrow(UsageError)
})
