import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CimClass, type CimPropertyDeclaration, cimInstance } from 'wmctl'
import type { Lab } from '../src/lab/lab.js'
import { startLab } from '../src/lab/start-lab.js'

/** The requests [MS-WSMV] section 4.1 prints, sent by curl; the answers have to mean what is printed there. */
const vectors = fileURLToPath(new URL('../../../test/vectors/ms-wsmv/', import.meta.url))

const hasCurl = curlIsThere()
if (!hasCurl) console.warn('The curl tests are skipped: there is no curl program')

function curlIsThere(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const namespace = 'root/mynamespace'
const transfer = 'http://schemas.xmlsoap.org/ws/2004/09/transfer'
const enumeration = 'http://schemas.xmlsoap.org/ws/2004/09/enumeration'

describe.skipIf(!hasCurl)('curl with the envelopes of [MS-WSMV] 4.1 [needs curl]', () => {
  let lab: Lab
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wmctl-curl-'))
    lab = await startLab({ hosts: 1 })
    const { cim } = lab.hosts[0] ?? expect.unreachable()
    cim.addNamespace(namespace)
    cim.addClass(myclass)
    for (const [id, text] of [
      ['1', 'Hello World'],
      ['2', '"Hello again"'],
    ] as const) {
      cim.store.put(namespace, cimInstance('myclass', [stringProperty('Data1', text), stringProperty('id', id)], namespace))
    }
  })

  afterAll(async () => {
    await lab.close()
    await rm(folder, { recursive: true })
  })

  /** Posts a printed request, with what a server makes up (an enumeration context) replaced, and gives the answer's text. */
  async function send(file: string, replace: (text: string) => string = (text) => text): Promise<string> {
    const path = join(folder, file)
    await writeFile(path, replace(await readFile(join(vectors, file), 'utf8')))
    const host = lab.hosts[0] ?? expect.unreachable()
    const config = `user = "${lab.username}:${lab.password.reveal()}"\n`
    await writeFile(join(folder, 'config'), config, { mode: 0o600 })
    const parameters = [
      '--silent',
      '--show-error',
      '--max-time',
      '20',
      '--noproxy',
      '*',
      '--basic',
      '--config',
      join(folder, 'config'),
    ]
    const header = ['--header', 'Content-Type: application/soap+xml;charset=UTF-8']
    return new Promise((resolve, reject) => {
      execFile('curl', [...parameters, ...header, '--data-binary', `@${path}`, host.url], (error, stdout) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`curl: ${error.message}`, { cause: error }))
      })
    })
  }

  it('gets an instance (4.1.1)', async () => {
    const answer = await send('4.1.1_01_Retrieving-a-CIM-Instance.xml')
    expect(header(answer, 'Action')).toBe(`${transfer}/GetResponse`)
    expect(header(answer, 'RelatesTo')).toBe('uuid:5E6FD101-710A-4EEA-A50D-70C0BF863AA3')
    expect(instances(answer)).toEqual([{ Data1: 'Hello World', id: '1' }])
  })

  it('enumerates with one item a pull (4.1.2)', async () => {
    const opened = await send('4.1.2.1_01_Enumerate-Request.xml')
    expect(header(opened, 'Action')).toBe(`${enumeration}/EnumerateResponse`)
    expect(instances(opened)).toEqual([])

    const first = await send('4.1.2.3_01_First-Pull-Request.xml', withContext(opened))
    expect(header(first, 'Action')).toBe(`${enumeration}/PullResponse`)
    expect(instances(first)).toEqual([{ Data1: 'Hello World', id: '1' }])
    expect(first).not.toContain('EndOfSequence')

    const second = await send('4.1.2.5_01_Second-Pull-Request.xml', withContext(first))
    expect(instances(second)).toEqual([{ Data1: '"Hello again"', id: '2' }])
    expect(second).toContain('EndOfSequence')
  })

  it('modifies an instance (4.1.3)', async () => {
    const answer = await send('4.1.3_01_Modifying-an-Instance.xml')
    expect(header(answer, 'Action')).toBe(`${transfer}/PutResponse`)
    expect(header(answer, 'RelatesTo')).toBe('uuid:D1408048-E0F6-4C6D-8B8A-515B9F7B641C')
    const after = await send('4.1.1_01_Retrieving-a-CIM-Instance.xml')
    expect(instances(after)).toEqual([{ Data1: 'Test Message', id: '1' }])
  })

  it('starts a process by a method (4.1.4)', async () => {
    const answer = await send('4.1.4_01_Invoking-a-Method.xml')
    expect(header(answer, 'Action')).toBe('http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process/CreateResponse')
    expect(text(answer, 'ReturnValue')).toBe('0')
    const processId = text(answer, 'ProcessId')
    const { cim } = lab.hosts[0] ?? expect.unreachable()
    const [started] = cim.query('root/cimv2', `SELECT Name, CommandLine FROM Win32_Process WHERE ProcessId = ${processId}`)
    expect(started?.properties.get('commandline')?.value).toBe('notepad.exe')
  })

  it('is told of an instance that is not there', async () => {
    const answer = await send('4.1.1_01_Retrieving-a-CIM-Instance.xml', (body) => body.replace('>1<', '>404<'))
    expect(header(answer, 'Action')).toMatch(/\/fault$/i)
    expect(answer).toMatch(/<\w+:Fault>/)
    expect(answer).toContain(String(0x8004_1002))
  })
})

/** The text of the first element of this local name, whatever its prefix. */
function text(xml: string, localName: string): string | undefined {
  return new RegExp(`<(?:\\w+:)?${localName}(?:\\s[^>]*)?>([^<]*)</`).exec(xml)?.[1]?.trim()
}

function header(xml: string, name: string): string | undefined {
  return text(xml.split(/<\w+:Body/)[0] ?? '', name)
}

function instances(xml: string): { Data1: string | undefined; id: string | undefined }[] {
  return [...xml.matchAll(/<(\w+:)?myclass[\s>][\s\S]*?<\/\1?myclass>/g)].map(([found]) => ({
    Data1: text(found, 'Data1')?.replaceAll('&quot;', '"'),
    id: text(found, 'id'),
  }))
}

function withContext(answer: string): (request: string) => string {
  const context = text(answer, 'EnumerationContext') ?? ''
  return (request) => request.replace(/(<wsen:EnumerationContext>)[^<]*/, `$1${context}`)
}

function stringProperty(name: string, value: string): { name: string; type: 'string'; array: false; value: string } {
  return { name, type: 'string', array: false, value }
}

const declare = (name: string, key: boolean): CimPropertyDeclaration => ({
  name,
  key,
  type: 'string',
  array: false,
  access: 'read/write',
})

const myclass: CimClass = {
  name: 'myclass',
  namespace,
  superclass: undefined,
  abstract: false,
  association: false,
  singleton: false,
  supportsCreate: true,
  supportsUpdate: true,
  supportsDelete: true,
  keys: ['id'],
  properties: new Map([
    ['data1', declare('Data1', false)],
    ['id', declare('id', true)],
  ]),
  methods: new Map(),
}
