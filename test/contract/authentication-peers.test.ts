import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Lab, startLab } from '@wmctl/lab'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.js'
import { makeFolder, removeFolder } from '../harness/temporary-folder.js'

const run = promisify(execFile)

async function output(program: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const files = folder === undefined ? {} : { OPENSSL_CONF: `${folder}/openssl.cnf`, NTLM_USER_FILE: `${folder}/ntlm-users` }
    return (await run(program, args, { env: { ...process.env, NO_PROXY: '127.0.0.1', ...files } })).stdout
  } catch {
    return undefined
  }
}

let folder: string | undefined
const features = (await output('curl', '--version')) ?? ''
const ntlmssp = existsSync('/etc/gss/mech.d/mech.ntlmssp.conf')
const python =
  (await output('/usr/bin/python3', '-c', 'import winrm, requests_ntlm')) === undefined ? undefined : '/usr/bin/python3'
if (features === '') console.log('skipped: curl against the lab, since curl is not installed')
if (!ntlmssp) console.log('skipped: curl --negotiate, since gss-ntlmssp is not installed')
if (python === undefined) console.log('skipped: pywinrm over NTLM, since python3-winrm is not installed')

const password = 'Passw0rd!'
const openssl = `openssl_conf = init
[init]
providers = providers
[providers]
default = active
legacy = active
[active]
activate = 1
`
let http: Lab
let https: Lab

beforeAll(async () => {
  folder = makeFolder()
  // The client's hash of NTLM passwords is MD4, which OpenSSL keeps in a provider of its own.
  writeFileSync(`${folder}/openssl.cnf`, openssl)
  // What the mechanism gss-ntlmssp takes for the user's credentials.
  writeFileSync(`${folder}/ntlm-users`, `WEB01:labadmin:${password}\n`)
  const options = { hosts: 1, seed: 'peers', password: new Secret(password) }
  http = await startLab({ ...options, security: { schemes: ['negotiate', 'ntlm', 'digest', 'basic'], allowUnencrypted: true } })
  https = await startLab({
    ...options,
    tls: true,
    folder: folder,
    security: { schemes: ['negotiate', 'ntlm', 'digest', 'basic'] },
  })
})
afterAll(async () => {
  await http.close()
  await https.close()
  if (folder !== undefined) removeFolder(folder)
})

const url = (lab: Lab): string => lab.hosts[0]?.url ?? ''
const logons = (lab: Lab): { right: number; wrong: number } => ({ ...(lab.hosts[0]?.logons ?? { right: 0, wrong: 0 }) })
const identify =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><i:Identify xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>'

/** The release is told only to those who have authenticated. */
const release = 'OS: 10.0.20348 SP: 0.0 Stack: 3.0'

const ask = async (lab: Lab, scheme: string, secret: string): Promise<string> => {
  const trust = lab.ca === undefined ? [] : ['--cacert', `${folder}/lab-ca.pem`]
  const type = ['-H', 'Content-Type: application/soap+xml;charset=UTF-8']
  const user = ['--user', `labadmin:${secret}`]
  return (await output('curl', '-sS', '-i', ...type, ...trust, `--${scheme}`, ...user, '--data-binary', identify, url(lab))) ?? ''
}

describe.skipIf(features === '')('curl [needs curl]', () => {
  test.skipIf(!/\bNTLM\b/.test(features)).each(['http', 'https'] as const)(
    '--ntlm, --digest and --basic over %s',
    async (protocol) => {
      const lab = protocol === 'http' ? http : https
      for (const scheme of ['ntlm', 'digest', 'basic']) {
        const before = logons(lab)
        expect(await ask(lab, scheme, password), scheme).toContain(release)
        expect(await ask(lab, scheme, 'wrong'), scheme).not.toContain(release)
        expect(logons(lab), scheme).toEqual({ right: before.right + 1, wrong: before.wrong + 1 })
      }
    },
  )
})

describe.skipIf(!/\bSPNEGO\b/.test(features) || !ntlmssp)('curl --negotiate [needs gss-ntlmssp]', () => {
  test.each(['http', 'https'] as const)('over %s', async (protocol) => {
    const lab = protocol === 'http' ? http : https
    const before = logons(lab)
    expect(await ask(lab, 'negotiate', '')).toContain(release)
    expect(logons(lab)).toEqual({ right: before.right + 1, wrong: before.wrong })
  })
})

describe.skipIf(python === undefined)('pywinrm over NTLM [needs python3-winrm]', () => {
  const script = fileURLToPath(new URL('winrm-ntlm-client.py', import.meta.url))
  const shell = async (lab: Lab, secret: string): Promise<unknown> =>
    JSON.parse((await output(python ?? '', script, url(lab), 'labadmin', secret, `${folder}/lab-ca.pem`)) ?? 'null')

  test.each(['http', 'https'] as const)('logs on over %s, encrypted, and reads the fault inside', async (protocol) => {
    const lab = protocol === 'http' ? http : https
    const before = logons(lab)
    expect(await shell(lab, password)).toEqual(['WinRMError', expect.stringContaining('resource URI')])
    expect(logons(lab).right).toBeGreaterThan(before.right)
    expect(logons(lab).wrong).toBe(before.wrong)
    expect(await shell(lab, 'wrong')).toEqual(['InvalidCredentialsError', expect.stringContaining('rejected')])
  })
})
