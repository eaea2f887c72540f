import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../../src/io/make-folder.js'
import { temporaryFolder } from '../../harness/temporary-folder.js'

test('makes the folders above it too, with the same permission bits', () => {
  const root = temporaryFolder()
  makeFolder(join(root, 'a', 'b', 'c'), { mode: 0o700 })
  for (const made of ['a', 'a/b', 'a/b/c']) expect(statSync(join(root, made)).mode & 0o777).toBe(0o700)
})

test('leaves what is there as it is', () => {
  const root = temporaryFolder()
  chmodSync(root, 0o750)
  makeFolder(root, { mode: 0o700 })
  expect(statSync(root).mode & 0o777).toBe(0o750)
})

test('ends where the system has no folders, and where a file is in the way', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(file)).toThrow(/EEXIST/)
  expect(() => makeFolder(join(file, 'below', 'it'))).toThrow(/ENOTDIR/)
  if (process.platform === 'linux') expect(() => makeFolder('/proc/nope/x')).toThrow(/ENOENT/)
})
