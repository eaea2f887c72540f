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
if (python === undefined) console.log('skipped: pywinrm, since python3-winrm is not installed')

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
    security: { schemes: ['negotiate', 'ntlm', 'digest', 'basic', 'certificate'] },
  })
  for (const user of ['labadmin', 'nobody']) {
    const issued = await https.issueClient?.(user)
    writeFileSync(`${folder}/${user}.pem`, issued?.certificate ?? '')
    writeFileSync(`${folder}/${user}.key`, issued?.key.reveal() ?? '', { mode: 0o600 })
  }
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

describe.skipIf(features === '')('curl --cert [needs curl]', () => {
  const mutual = 'http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual'
  const show = async (user: string | undefined, ...more: readonly string[]): Promise<string> => {
    const proof = user === undefined ? [] : ['--cert', `${folder}/${user}.pem`, '--key', `${folder}/${user}.key`]
    const headers = ['-H', 'Content-Type: application/soap+xml;charset=UTF-8', '-H', `Authorization: ${mutual}`]
    const trust = ['--cacert', `${folder}/lab-ca.pem`]
    return (
      (await output('curl', '-sS', '-i', ...headers, ...trust, ...proof, '--data-binary', identify, ...more, url(https))) ?? ''
    )
  }

  test.each(['1.2', '1.3'])('logs on over TLS %s', async (version) => {
    const answer = await show('labadmin', '--tls-max', version, `--tlsv${version}`)
    expect(answer).toContain(release)
    // Told to those who have logged on, since Server 2012.
    for (const profile of ['https/basic', 'https/spnego-kerberos', 'https/mutual'])
      expect(answer).toContain(`secprofile/${profile}<`)
    expect(https.hosts[0]?.accepted.at(-1)).toEqual({ account: 'labadmin', mechanism: 'Certificate', delegated: false })
  })

  test('is refused without a certificate, and denied access with one of nobody', async () => {
    const bare = await show(undefined)
    expect(bare).toMatch(/^HTTP\/1\.1 401 /)
    // It is no scheme of HTTP.
    expect(bare).not.toContain(mutual)
    const nobody = await show('nobody')
    expect(nobody).toMatch(/^HTTP\/1\.1 (400|403|500) /)
    expect(nobody).toContain('w:AccessDenied')
  })
})

describe.skipIf(python === undefined)('pywinrm [needs python3-winrm]', () => {
  const script = fileURLToPath(new URL('winrm-logon-client.py', import.meta.url))
  const trust = (): object => ({ ca_trust_path: `${folder}/lab-ca.pem` })
  const logOn = async (lab: Lab, options: object): Promise<unknown> => {
    const given = { endpoint: url(lab), ...(lab.ca === undefined ? {} : trust()), ...options }
    return JSON.parse((await output(python ?? '', script, JSON.stringify(given))) ?? 'null')
  }
  const fault = ['WinRMError', expect.stringContaining('resource URI')]

  test.each(['http', 'https'] as const)('ntlm over %s: encrypted, and the fault inside is read', async (protocol) => {
    const lab = protocol === 'http' ? http : https
    const before = logons(lab)
    const options = { transport: 'ntlm', username: 'labadmin', ...(protocol === 'http' ? { message_encryption: 'always' } : {}) }
    expect(await logOn(lab, { ...options, password })).toEqual(fault)
    expect(logons(lab).right).toBeGreaterThan(before.right)
    expect(logons(lab).wrong).toBe(before.wrong)
    expect(await logOn(lab, { ...options, password: 'wrong' })).toEqual([
      'InvalidCredentialsError',
      expect.stringContaining('rejected'),
    ])
  })

  test('ntlm to a strict host, which its channel binding satisfies', async () => {
    const strict = await startLab({
      hosts: 1,
      seed: 'peers',
      tls: true,
      password: new Secret(password),
      security: { channelBindings: 'strict' },
    })
    try {
      writeFileSync(`${folder}/strict-ca.pem`, strict.ca ?? '')
      const options = { transport: 'ntlm', username: 'labadmin', password, ca_trust_path: `${folder}/strict-ca.pem` }
      expect(await logOn(strict, options)).toEqual(fault)
      expect(await logOn(strict, { ...options, send_cbt: false })).toEqual([
        'InvalidCredentialsError',
        expect.stringContaining('rejected'),
      ])
    } finally {
      await strict.close()
    }
  })

  test('basic over https', async () => {
    const options = { transport: 'basic', username: 'labadmin' }
    expect(await logOn(https, { ...options, password })).toEqual(fault)
    expect(await logOn(https, { ...options, password: 'wrong' })).toEqual([
      'InvalidCredentialsError',
      expect.stringContaining('rejected'),
    ])
  })

  test('certificate over https', async () => {
    const before = logons(https)
    const proof = (user: string): object => ({ cert_pem: `${folder}/${user}.pem`, cert_key_pem: `${folder}/${user}.key` })
    expect(await logOn(https, { transport: 'certificate', ...proof('labadmin') })).toEqual(fault)
    expect(https.hosts[0]?.accepted.at(-1)).toMatchObject({ account: 'labadmin', mechanism: 'Certificate' })
    expect(await logOn(https, { transport: 'certificate', ...proof('nobody') })).toEqual([
      'WinRMError',
      expect.stringMatching(/denied/i),
    ])
    expect(logons(https)).toEqual(before)
  })
})
