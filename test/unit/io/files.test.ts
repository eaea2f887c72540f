import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CancelledError, UsageError } from '../../../src/base/errors.js'
import { Secret } from '../../../src/base/secret.js'
import { openAppendFile } from '../../../src/io/append-file.js'
import { findDocumentFiles } from '../../../src/io/document-files.js'
import { promptSecret, type Terminal } from '../../../src/io/prompt-secret.js'
import { readLines, readStreamText, readTextFile } from '../../../src/io/read-text.js'
import { readSecret } from '../../../src/io/secret-source.js'
import { userFolders } from '../../../src/io/user-folders.js'
import { createFile, writeTextFile } from '../../../src/io/write-file.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wmctl-io-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readLines(path)) lines.push(line)
  return lines
}

describe('reading text', () => {
  test('gives UTF-8 without the byte order mark', async () => {
    await writeFile(join(folder, 'a.yaml'), '\ufeffname: é\n')
    expect(await readTextFile(join(folder, 'a.yaml'))).toBe('name: é\n')
  })

  test('says what is wrong with a path', async () => {
    await expect(readTextFile(join(folder, 'none.yaml'))).rejects.toThrow('none.yaml: there is no such file or directory')
    await expect(readTextFile(folder)).rejects.toThrow('it is a directory')
    await writeFile(join(folder, 'utf16.yaml'), Buffer.from('\ufeffname', 'utf16le'))
    await expect(readTextFile(join(folder, 'utf16.yaml'))).rejects.toThrow('it is not UTF-8 text')
    await expect(readTextFile(join(folder, 'none.yaml'))).rejects.toBeInstanceOf(UsageError)
  })

  test('reads a stream to its end', async () => {
    const bytes = Buffer.from('é and more')
    expect(await readStreamText(Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]), 'standard input')).toBe('é and more')
  })

  test('reads lines one at a time', async () => {
    await writeFile(join(folder, 'plan'), 'one\ntwo\r\nthree')
    expect(await linesOf(join(folder, 'plan'))).toEqual(['one', 'two', 'three'])
    await expect(linesOf(join(folder, 'none'))).rejects.toThrow('there is no such file')
    for await (const line of readLines(join(folder, 'plan'))) {
      expect(line).toBe('one')
      break
    }
  })
})

describe('writing a file', () => {
  test('replaces the whole file and leaves nothing else', async () => {
    const path = join(folder, 'new', 'plan')
    await writeTextFile(path, 'one', { mode: 0o600 })
    await writeTextFile(path, 'two', { mode: 0o600 })
    expect(await readFile(path, 'utf8')).toBe('two')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'new'))).toEqual(['plan'])
  })

  test('appears only when it is whole', async () => {
    const path = join(folder, 'plan')
    await writeTextFile(path, 'before')
    const file = await createFile(path)
    await file.append('after')
    expect(await readFile(path, 'utf8')).toBe('before')
    await file.discard()
    expect(await readdir(folder)).toEqual(['plan'])
    const second = await createFile(path)
    await second.append('after ')
    await second.append('all')
    await second.commit()
    await second.discard()
    expect(await readFile(path, 'utf8')).toBe('after all')
  })

  test('says what stands in the way', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(writeTextFile(join(folder, 'file', 'plan'), 'x')).rejects.toThrow('Cannot write')
    await expect(writeTextFile(folder, 'x')).rejects.toThrow('Cannot write')
    expect(await readdir(folder)).toEqual(['file'])
  })
})

test('pieces are written in order, also when many come at once', async () => {
  const path = join(folder, 'big')
  const pieces = Array.from({ length: 400 }, (_, index) => `${index}:${'ä'.repeat(3_000)}\n`)
  const file = await createFile(path)
  await Promise.all(pieces.map((piece) => file.append(piece)))
  await file.commit()
  expect(await readFile(path, 'utf8')).toBe(pieces.join(''))
})

test('an append file keeps the order of calls and is its owner’s', async () => {
  const path = join(folder, 'state', 'journal')
  const file = await openAppendFile(path)
  const writes = Array.from({ length: 50 }, (_, index) => file.append(`line ${index}`))
  await file.sync()
  expect(await linesOf(path)).toHaveLength(50)
  await Promise.all(writes)
  await Promise.all([file.append('last'), file.sync(), file.sync()])
  await file.close()
  expect(await linesOf(path)).toEqual([...Array.from({ length: 50 }, (_, index) => `line ${index}`), 'last'])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const again = await openAppendFile(path)
  await again.append('more')
  await again.close()
  expect(await linesOf(path)).toHaveLength(52)
})

test('finds documents in order, without hidden ones, through links that loop', async () => {
  for (const name of ['b/z.yml', 'b/a.YAML', 'a.json', '.git/c.yaml', 'node_modules/d.yaml', 'notes.md', 'c.yaml']) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), '')
  }
  await symlink(folder, join(folder, 'b', 'loop'))
  const found = await findDocumentFiles(folder)
  expect(found.map((path) => path.slice(folder.length + 1))).toEqual(['a.json', 'b/a.YAML', 'b/z.yml', 'c.yaml'])
  expect(await findDocumentFiles(join(folder, 'notes.md'))).toEqual([join(folder, 'notes.md')])
  await expect(findDocumentFiles(join(folder, 'none'))).rejects.toThrow('there is no such file or directory')
})

test('folders follow the XDG specification', () => {
  expect(userFolders({ HOME: '/home/u' })).toEqual({
    state: '/home/u/.local/state/wmctl',
    cache: '/home/u/.cache/wmctl',
    config: '/home/u/.config/wmctl',
  })
  expect(userFolders({ HOME: '/home/u', XDG_STATE_HOME: '/var/s', XDG_CACHE_HOME: 'relative' })).toMatchObject({
    state: '/var/s/wmctl',
    cache: '/home/u/.cache/wmctl',
  })
})

describe('secrets', () => {
  const context = { env: { PASSWORD: 'geheim', PATH: process.env['PATH'] }, prompt: undefined }

  test('come from the environment, a file, a command or a person', async () => {
    await writeFile(join(folder, 'password'), 'ge heim \n')
    expect((await readSecret({ env: 'PASSWORD' }, context)).reveal()).toBe('geheim')
    expect((await readSecret({ file: join(folder, 'password') }, context)).reveal()).toBe('ge heim ')
    const command = [process.execPath, '-e', 'console.log(process.env.PASSWORD + process.argv[1])', '$(x)']
    expect((await readSecret({ command }, context)).reveal()).toBe('geheim$(x)')
    const asked = readSecret({ prompt: 'Password' }, { ...context, prompt: (question) => Promise.resolve(new Secret(question)) })
    expect((await asked).reveal()).toBe('Password')
  })

  test.each([
    [{ env: 'NONE' }, 'environment variable NONE is not set'],
    [{ command: [] }, 'empty'],
    [{ command: ['wmctl-no-such-program'] }, 'it was not found'],
    [{ command: [process.execPath, '-e', 'console.log("geheim"); process.exit(3)'] }, 'exit code 3'],
    [{ prompt: 'Password' }, 'Nobody can be asked'],
  ])('%j fails without a word of the secret', async (source, message) => {
    const error = await readSecret(source, context).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toContain(message)
    expect(`${(error as UsageError).message} ${(error as UsageError).hint}`).not.toContain('geheim')
  })

  test('a command stops when the run is cancelled', async () => {
    const cancel = new AbortController()
    const reading = readSecret(
      { command: [process.execPath, '-e', 'setTimeout(() => {}, 60000)'] },
      { ...context, signal: cancel.signal },
    )
    cancel.abort()
    await expect(reading).rejects.toBeInstanceOf(CancelledError)
  })
})

describe('asking on a terminal', () => {
  function terminal() {
    const modes: boolean[] = []
    const input = Object.assign(new PassThrough(), { setRawMode: (mode: boolean) => modes.push(mode) })
    const output = new PassThrough()
    return { input, output, modes, both: { input, output } as unknown as Terminal }
  }

  test('shows the question and nothing of the answer', async () => {
    const { input, output, modes, both } = terminal()
    const asked = promptSecret('Password', both)
    input.write('geheix')
    input.write('\u007fm\r')
    expect((await asked).reveal()).toBe('geheim')
    expect(output.read()?.toString()).toBe('Password: \n')
    expect(modes).toEqual([true, false])
    expect(input.listenerCount('data')).toBe(0)
  })

  test('Ctrl-C cancels and gives the terminal back', async () => {
    const { input, modes, both } = terminal()
    const asked = promptSecret('Password', both)
    input.write('ge\u0003')
    await expect(asked).rejects.toBeInstanceOf(CancelledError)
    expect(modes).toEqual([true, false])
  })
})
