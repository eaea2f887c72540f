import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpListener, listenHttp } from '../../src/io/http-listener.js'
import { infoset } from '../harness/xml-infoset.js'
import { animal } from '../unit/server/fixture.js'
import { testEndpoint } from '../unit/server/wsman/fixture.js'

const run = promisify(execFile)

async function firstThatRuns(candidates: readonly string[], ...args: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    try {
      await run(candidate, args)
      return candidate
    } catch {
      // The next one may.
    }
  }
  return undefined
}

const curl = await firstThatRuns(['curl'], '--version')
const python = await firstThatRuns(['python3', '/usr/bin/python3'], '-c', 'import winrm')
if (curl === undefined) console.log('skipped: curl as a WS-Management client, since curl is not installed')
if (python === undefined) console.log('skipped: pywinrm as a WS-Management client, since python3-winrm is not installed')

const { handler, objects } = testEndpoint({
  objects: { seed: (store) => store.put('root/test', animal('Dog', { Name: 'Rex', Age: 3, Breed: 'Boxer & Pug' })) },
})
objects.addNamespace('root/cimv2')
let listener: HttpListener
beforeAll(async () => {
  listener = await listenHttp({ host: '127.0.0.1', port: 0, maxBodyBytes: 512_000 }, handler)
})
afterAll(() => listener.close())
const url = () => `http://127.0.0.1:${listener.port}/wsman`

describe.skipIf(curl === undefined)('curl [needs curl]', () => {
  const post = async (...args: readonly string[]) => {
    const { stdout } = await run('curl', ['-sS', '-i', '-H', 'Content-Type: application/soap+xml;charset=UTF-8', ...args, url()])
    const [head = '', body = ''] = stdout.split(/\r\n\r\n(.*)/s)
    return { head, body }
  }
  const identify =
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><i:Identify xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>'

  test('identifies without credentials, by the header that says so', async () => {
    const refused = await post('--data-binary', identify)
    expect(refused.head).toMatch(/^HTTP\/1\.1 401 /)
    expect(refused.head).toMatch(/^www-authenticate: Basic realm="WSMAN"\r?$/im)
    const { head, body } = await post('--data-binary', identify, '-H', 'WSMANIDENTIFY: unauthenticated')
    expect(head).toMatch(/^HTTP\/1\.1 200 /)
    expect(body).toContain('OS: 0.0.0 SP: 0.0 Stack: 3.0')
  })

  test('gets from an envelope of the specification what the specification shows of a class that is not there', async () => {
    const file = fileURLToPath(new URL('../vectors/ms-wsmv/4.10_01_Fault-Detail.xml', import.meta.url))
    const { head, body } = await post('--data-binary', `@${file}`, '--user', 'admin:pass')
    expect(head).toMatch(/^HTTP\/1\.1 500 /)
    expect(JSON.stringify(infoset(body))).toMatch(/DestinationUnreachable.*cannot find the resource/)
  })
})

describe.skipIf(python === undefined)('pywinrm [needs python3-winrm]', () => {
  test('reads instances, queries, calls methods and understands refusals', async () => {
    const script = fileURLToPath(new URL('winrm-client.py', import.meta.url))
    const { stdout } = await run(python ?? '', [script, url()], { env: { ...process.env, NO_PROXY: '127.0.0.1' } })
    const answers = new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as [string, unknown, string?])
        .map(([name, ...answer]) => [name, answer] as const),
    )
    expect(answers.get('get')).toEqual([expect.objectContaining({ Name: 'Rex', Age: '3', Breed: 'Boxer & Pug' })])
    expect(answers.get('enumerate')).toEqual([expect.objectContaining({ Name: 'Rex', Age: '3' })])
    expect(answers.get('invoke')).toEqual([expect.objectContaining({ Noise: 'Rex:woofwoof', ReturnValue: '0' })])
    expect(answers.get('absent')).toEqual([
      'WinRMError',
      expect.stringMatching(/cannot find the resource.*DestinationUnreachable/s),
    ])
    expect(answers.get('shell')).toEqual(['WinRMError', expect.stringContaining('resource URI')])
    expect(answers.get('password')?.[0]).toBe('InvalidCredentialsError')
  })
})
