import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Lab, type LabHost, startLab } from '@wmctl/lab'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.js'
import { KerberosClient } from '../../src/client/kerberos/kerberos-client.js'
import { systemClock } from '../../src/io/system-clock.js'
import { systemRandom } from '../../src/io/system-random.js'
import { serviceName } from '../../src/protocol/kerberos/client/service-names.js'
import { writeCredentialCache } from '../../src/protocol/kerberos/files/credential-cache.js'
import { defined } from '../harness/defined.js'
import { passwordOf } from '../harness/kerberos-host.js'
import { runProgram } from '../harness/mit-kdc.js'
import { manyRuns, runWmctl } from '../harness/run-wmctl.js'
import { makeFolder, removeFolder } from '../harness/temporary-folder.js'

const has = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0
const kinit = has('which', 'kinit') && has('which', 'ktutil')
const curl = kinit && /\bSPNEGO\b/.test(spawnSync('curl', ['--version']).stdout?.toString() ?? '')
const python = '/usr/bin/python3'
const pywinrm = kinit && has(python, '-c', 'import winrm, gssapi')
const requestsKerberos = pywinrm && has(python, '-c', 'import requests_kerberos')
if (!kinit) console.log('skipped: programs of MIT krb5 against the lab, since krb5-user is not installed')
if (!curl) console.log('skipped: curl --negotiate with Kerberos, since curl with SPNEGO or krb5-user is not installed')
if (!pywinrm) console.log('skipped: pywinrm over Kerberos, since python3-winrm, python3-gssapi or krb5-user is not installed')

const realm = 'CORP.EXAMPLE'
const password = 'Passw0rd!'
const spnHost = 'web01.corp.example'
const labs: Lab[] = []
const folders = { http: makeFolder(), https: makeFolder() }
const at = { http: undefined as Lab | undefined, https: undefined as Lab | undefined }

beforeAll(async () => {
  for (const protocol of ['http', 'https'] as const) {
    const lab = await startLab({
      hosts: 1,
      seed: 'kerberos-peers',
      auth: 'kerberos',
      password: new Secret(password),
      accounts: [{ username: 'CORP\\locked', password: new Secret(password), state: 'locked' }],
      tls: protocol === 'https',
      folder: folders[protocol],
      // curl does not encrypt.
      security: { allowUnencrypted: true },
    })
    labs.push(lab)
    at[protocol] = lab
  }
})
afterAll(async () => {
  for (const lab of labs) await lab.close()
  for (const folder of Object.values(folders)) removeFolder(folder)
})

type Protocol = 'http' | 'https'
const host = (protocol: Protocol): LabHost => defined(at[protocol]?.hosts[0])
const port = (protocol: Protocol): number => Number(new URL(host(protocol).url).port)
const environment = (protocol: Protocol, cache = 'cc'): Record<string, string> => ({
  KRB5_CONFIG: join(folders[protocol], 'krb5.conf'),
  KRB5CCNAME: `FILE:${join(folders[protocol], cache)}`,
  NO_PROXY: '*',
})
const logOn = (protocol: Protocol, ...flags: string[]): Promise<string> =>
  runProgram('kinit', [...flags, `labadmin@${realm}`], environment(protocol), `${password}\n`)
const lastLogon = (protocol: Protocol): object | undefined => host(protocol).accepted.at(-1)

describe.skipIf(!kinit)('programs of MIT krb5 and the KDC of the lab [needs krb5-user]', () => {
  test('kinit and kvno get tickets, and are told why not', async () => {
    await expect(runProgram('kinit', ['labadmin'], environment('http'), 'wrong\n')).rejects.toThrow('Password incorrect')
    await expect(runProgram('kinit', ['nobody'], environment('http'), 'x\n')).rejects.toThrow('not found in Kerberos database')
    await expect(runProgram('kinit', ['locked'], environment('http'), `${password}\n`)).rejects.toThrow('revoked')
    await logOn('http')
    expect(await runProgram('kvno', [`HTTP/${spnHost}`], environment('http'))).toContain('kvno = 2')
    await expect(runProgram('kvno', ['HTTP/nowhere'], environment('http'))).rejects.toThrow('not found in Kerberos database')
  })

  test('klist reads the credential cache we write, and kvno goes on with it', async () => {
    const { address } = defined(at.http).kdc
    const kerberos = new KerberosClient({
      settings: { realms: { [realm]: { kdcs: [address] } } },
      conf: () => Promise.resolve(undefined),
      clock: systemClock,
      random: systemRandom,
    })
    const place = { peer: 'web01', host: spnHost }
    const account = await kerberos.account(passwordOf(`labadmin@${realm}`, password), place)
    await kerberos.serviceTicket(account, { names: [serviceName(`HTTP/${spnHost}`)] }, place)
    const { client, cache } = account
    writeFileSync(join(folders.http, 'ours'), writeCredentialCache({ client, credentials: cache.values(), clockOffset: 0 }))
    const listed = await runProgram('klist', ['-fe'], environment('http', 'ours'))
    for (const text of [`labadmin@${realm}`, `krbtgt/${realm}@${realm}`, `HTTP/${spnHost}@${realm}`, 'aes256-cts-hmac-sha1-96'])
      expect(listed).toContain(text)
    expect(await runProgram('kvno', ['host/web01.corp.example'], environment('http', 'ours'))).toContain('kvno = 2')
  })

  test('wmctl works with what kinit leaves, and with a keytab that ktutil writes', manyRuns, async () => {
    await logOn('http', '-f')
    const keytab = join(folders.http, 'labadmin.keytab')
    const entry = `addent -password -p labadmin@${realm} -k 2 -e aes256-cts-hmac-sha1-96`
    await runProgram('ktutil', [], {}, `${entry}\n${password}\nwkt ${keytab}\nquit\n`)
    const document = defined(at.http).inventory.document
    const given = { ccache: { ccache: join(folders.http, 'cc') }, keytab: { username: 'labadmin', keytab } }
    for (const [name, credential] of Object.entries(given)) {
      writeFileSync(join(folders.http, `${name}.json`), JSON.stringify({ ...document, credentials: { lab: credential } }))
      const asked = ['get', 'Win32_OperatingSystem', '--columns', 'CSName', '-i', `${name}.json`]
      const before = host('http').accepted.length
      const { code, stdout, stderr } = await runWmctl(asked, { home: folders.http })
      expect(stdout, stderr).toContain('WEB01')
      expect(code).toBe(0)
      expect(host('http').accepted.length).toBe(before + 1)
    }
    expect(lastLogon('http')).toMatchObject({ mechanism: 'Kerberos', account: 'CORP\\labadmin' })
  })
})

const identify =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><i:Identify xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>'

describe.skipIf(!curl)('curl --negotiate with a ticket [needs curl and krb5-user]', () => {
  const ask = (protocol: Protocol, cache: string, ...more: string[]): Promise<string> => {
    const where = `${spnHost}:${port(protocol)}`
    const trust = protocol === 'https' ? ['--cacert', join(folders.https, 'lab-ca.pem')] : []
    const request = ['-sS', '-i', '-H', 'Content-Type: application/soap+xml;charset=UTF-8', '--data-binary', identify]
    const way = ['--resolve', `${where}:127.0.0.1`, '--negotiate', '-u', ':', ...trust, ...more]
    return runProgram('curl', [...request, ...way, `${protocol}://${where}/wsman`], environment(protocol, cache))
  }

  test.each(['http', 'https'] as const)('over %s', async (protocol) => {
    await logOn(protocol, '-f')
    const before = host(protocol).accepted.length
    // The release is told only to those who have authenticated.
    expect(await ask(protocol, 'cc')).toContain('OS: 10.0.20348 SP: 0.0 Stack: 3.0')
    expect(host(protocol).accepted.slice(before)).toEqual([
      { account: 'CORP\\labadmin', mechanism: 'Kerberos', delegated: false },
    ])
    expect(await ask(protocol, 'cc', '--delegation', 'always')).toContain('Stack: 3.0')
    expect(lastLogon(protocol)).toMatchObject({ delegated: true })
    expect(await ask(protocol, 'nothing')).toMatch(/^HTTP\/1.1 401/)
    expect(host(protocol).accepted.length).toBe(before + 2)
  })
})

describe.skipIf(!pywinrm)('pywinrm over Kerberos [needs python3-winrm, python3-gssapi and krb5-user]', () => {
  const script = fileURLToPath(new URL('winrm-kerberos-client.py', import.meta.url))
  const shell = async (protocol: Protocol, ...more: string[]): Promise<unknown> => {
    const authority = join(folders[protocol], 'lab-ca.pem')
    const given = [script, host(protocol).url, spnHost, authority, ...more]
    return JSON.parse(await runProgram(python, given, environment(protocol)))
  }

  test.each(['http', 'https'] as const)('logs on over %s, and reads the fault inside', manyRuns, async (protocol) => {
    await logOn(protocol, '-f')
    for (const flags of [[], ['delegate']]) {
      const before = host(protocol).accepted.length
      expect(await shell(protocol, ...flags)).toEqual(['WinRMError', expect.stringContaining('resource URI')])
      const delegated = flags.length > 0
      expect(host(protocol).accepted.slice(before)).toEqual([{ account: 'CORP\\labadmin', mechanism: 'Kerberos', delegated }])
    }
  })

  test.skipIf(!requestsKerberos)('with its own library over https [needs python3-requests-kerberos]', manyRuns, async () => {
    await logOn('https')
    expect(await shell('https', 'requests_kerberos')).toEqual(['WinRMError', expect.stringContaining('resource URI')])
    expect(lastLogon('https')).toMatchObject({ account: 'CORP\\labadmin', mechanism: 'Kerberos' })
  })
})
