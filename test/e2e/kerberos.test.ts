import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, type LabInventoryDocument, startLab } from '@wmctl/lab'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.js'
import { writeCredentialCache } from '../../src/protocol/kerberos/files/credential-cache.js'
import { writeKeytab } from '../../src/protocol/kerberos/files/keytab.js'
import { passwordKeys } from '../../src/protocol/kerberos/kdc/kdc-database.js'
import { utf8 } from '../harness/hex.js'
import { freePort } from '../harness/kdc-transport.js'
import { kerberosClient, passwordOf } from '../harness/kerberos-host.js'
import { principal } from '../harness/kerberos-realm.js'
import { manyRuns, type RunningWmctl, runWmctl, startWmctl, type WmctlResult } from '../harness/run-wmctl.js'
import { configuration } from '../harness/site.js'
import { makeFolder, removeFolder } from '../harness/temporary-folder.js'

const realm = 'CORP.EXAMPLE'
const site = configuration(`
- name: spooler
  cim: Win32_Service
  key: { Name: Spooler }
  properties: { StartMode: Disabled }
`)
/** Nothing of the system says anything of Kerberos. */
const env = { KRB5_CONFIG: '/nowhere/krb5.conf', KRB5CCNAME: 'FILE:/nowhere/cc' }

describe('a lab of its own process, with Node alone', () => {
  const running: { readonly lab: RunningWmctl; readonly folder: string }[] = []
  afterEach(async () => {
    for (const { lab, folder } of running.splice(0)) {
      lab.process.kill('SIGINT')
      await lab.result
      removeFolder(folder)
    }
  })

  test.each([
    ['http', []],
    ['https', ['--tls']],
  ] as const)('is planned, applied and read over %s with the inventory it writes', manyRuns, async (protocol, flags) => {
    const home = makeFolder()
    const served = ['lab', 'start', '--auth', 'kerberos', '--hosts', '2', '--out', 'lab', ...flags]
    const lab = startWmctl(served, { home, env, limit: manyRuns.timeout })
    running.push({ lab, folder: home })
    await lab.printed('2 hosts are up.')
    writeFileSync(join(home, 'site.yaml'), site)
    const wmctl = (...parameters: string[]): Promise<WmctlResult> =>
      runWmctl([...parameters, '-i', 'lab/inventory.yaml'], { home, env })
    const applied = await wmctl('apply', '-f', 'site.yaml', '--yes')
    expect(applied.stdout).toMatch(/Apply: .*2 set/)
    expect(applied.stderr).not.toMatch(/note|hint|warning/)
    expect((await wmctl('plan', '-f', 'site.yaml', '--detailed-exitcode')).code).toBe(0)
    const read = await wmctl('get', 'Win32_Service', '--where', "Name = 'Spooler'", '--columns', 'StartMode')
    expect(read.stdout.match(/Disabled/g)).toHaveLength(2)
    expect(existsSync(join(home, 'lab', 'lab-ca.pem'))).toBe(protocol === 'https')
  })
})

describe('what goes wrong is told with its step, the host or realm, and what to do', () => {
  const home = makeFolder()
  let lab: Lab

  beforeAll(async () => {
    const password = new Secret('Passw0rd!')
    lab = await startLab({
      hosts: 2,
      seed: 'kerberos',
      auth: 'kerberos',
      folder: home,
      password,
      accounts: [
        { username: 'CORP\\disabled', password, state: 'disabled' },
        { username: 'CORP\\sensitive', password, sensitive: true },
        { username: 'CORP\\nobody', password, rights: 'none' },
        { username: 'localadmin', password },
      ],
    })
  })
  afterAll(async () => {
    await lab.close()
    removeFolder(home)
  })

  interface Choice {
    readonly connection?: object
    readonly credential?: object
    readonly kerberos?: object
    readonly hosts?: number
  }

  /** Asks the hosts by the lab's inventory with what is changed in it. */
  async function get({ connection, credential, kerberos, hosts = 1 }: Choice): Promise<WmctlResult> {
    const document: LabInventoryDocument = structuredClone(lab.inventory.document)
    const inventory = {
      ...document,
      kerberos: kerberos ?? document.kerberos,
      hosts: document.hosts.slice(0, hosts).map((host) => ({ ...host, connection: { ...host.connection, ...connection } })),
      credentials: { lab: { ...document.credentials['lab'], ...credential } },
    }
    writeFileSync(join(home, 'changed.json'), JSON.stringify(inventory))
    return await runWmctl(['get', 'Win32_OperatingSystem', '--columns', 'Caption', '-i', 'changed.json', '-v'], { home, env })
  }

  const accepted = (): readonly string[] =>
    lab.hosts.flatMap((host) => host.accepted.map((each) => `${each.mechanism} ${each.account}`))
  const user = (name: string): Choice => ({ credential: { username: `CORP\\${name}` } })

  const table: readonly (readonly [string, Choice | (() => Promise<Choice>), readonly RegExp[]])[] = [
    [
      'an account that is disabled',
      user('disabled'),
      [
        /disabled@CORP\.EXAMPLE: the account is disabled \(KDC_ERR_CLIENT_REVOKED in the AS exchange\)/i,
        /hint: Enable or unlock the account/,
      ],
    ],
    [
      'a service that is not there',
      { connection: { spn: 'HTTP/other.corp.example' } },
      [
        /HTTP\/other\.corp\.example.*KDC_ERR_S_PRINCIPAL_UNKNOWN in the TGS exchange/,
        /hint: Use the name under which the host is registered/,
      ],
    ],
    [
      'KDCs that do not answer',
      async () => ({ kerberos: { realms: { [realm]: { kdcs: [`127.0.0.1:${await freePort()}`], domains: ['corp.example'] } } } }),
      [
        /no KDC of the realm CORP\.EXAMPLE answered in the AS exchange \(127\.0\.0\.1 port \d+ over UDP: nothing listens there/,
        /hint: Check that port 88/,
      ],
    ],
    [
      'a ticket that has expired',
      expiredCache,
      [/labadmin@CORP\.EXAMPLE: .*still valid .*AS exchange/, /hint: Run `kinit` again/],
    ],
    [
      'a keytab of an old password',
      oldKeytab,
      [/the key of the keytab \(version 7\) is not the one of the account .*AS exchange/, /hint: .*export it again/],
    ],
    [
      'an account that may not be delegated',
      { ...user('sensitive'), connection: { delegate: true } },
      [/sensitive@CORP\.EXAMPLE may not be forwarded/i, /hint: .*leave `delegate` out/],
    ],
  ]

  test.each(table)('%s', manyRuns, async (_what, choice, says) => {
    const before = accepted().length
    const { code, stdout, stderr } = await get(typeof choice === 'function' ? await choice() : choice)
    for (const pattern of [/web01: /, ...says]) expect(unwrapped(stdout + stderr)).toMatch(pattern)
    expect(stdout + stderr).not.toMatch(/Passw0rd| {4}at |WMCTL_(INTERNAL|MISUSE)/)
    expect(code).toBe(9)
    expect(accepted()).toHaveLength(before)
  })

  test('a wrong password is tried once for all hosts, and counted once', manyRuns, async () => {
    const wrong = (): number => lab.kdc.requests().errors.get(24) ?? 0
    const before = wrong()
    writeFileSync(join(home, 'wrong'), 'wrong\n')
    const { code, stdout, stderr } = await get({ hosts: 2, credential: { password: { file: join(home, 'wrong') } } })
    expect(code).toBe(9)
    expect(unwrapped(stdout + stderr)).toMatch(
      /web0[12]: labadmin@CORP\.EXAMPLE: the password .*KDC_ERR_PREAUTH_FAILED in the AS exchange/,
    )
    expect(unwrapped(stdout + stderr)).toMatch(
      /web0[12]: the password of labadmin@CORP\.EXAMPLE was not tried: the KDC refused it/,
    )
    expect(wrong() - before).toBe(1)
    expect(lab.hosts.map(({ logons }) => logons)).toEqual([
      { right: 0, wrong: 0 },
      { right: 0, wrong: 0 },
    ])
  })

  test('one who may log on and no more is denied access by the host, not by the logon', manyRuns, async () => {
    const { code, stdout, stderr } = await get(user('nobody'))
    expect(unwrapped(stdout + stderr)).toMatch(/CORP\\nobody has no read access to namespace root\/cimv2|access.*denied/i)
    expect(code).toBe(3)
    expect(accepted().at(-1)).toBe('Kerberos CORP\\nobody')
  })

  test('negotiate falls back to NTLM and says why', manyRuns, async () => {
    const choice = { credential: { username: '.\\localadmin' }, connection: { auth: 'negotiate' } }
    const fallen = await get(choice)
    expect(fallen.code, fallen.stderr).toBe(0)
    expect(accepted().at(-1)).toBe('NTLM localadmin')
    const port = await freePort()
    const deaf = { realms: { [realm]: { kdcs: [`127.0.0.1:${port}`], domains: ['corp.example'] } } }
    const { code, stderr } = await get({ kerberos: deaf, connection: { auth: 'negotiate' } })
    expect(code, stderr).toBe(0)
    expect(unwrapped(stderr)).toMatch(/note: web01: Kerberos was not used: no KDC of the realm CORP\.EXAMPLE answered/)
    expect(accepted().at(-1)).toBe('NTLM CORP\\labadmin')
  })

  test('delegation hands a ticket on where the inventory says so', manyRuns, async () => {
    expect((await get({ connection: { delegate: true } })).code).toBe(0)
    expect(lab.hosts[0]?.accepted.at(-1)).toEqual({ account: 'CORP\\labadmin', mechanism: 'Kerberos', delegated: true })
  })

  async function expiredCache(): Promise<Choice> {
    const kerberos = kerberosClient({ settings: { realms: { [realm]: { kdcs: [lab.kdc.address] } } } })
    const place = { peer: 'web01', host: 'web01.corp.example' }
    const account = await kerberos.account(passwordOf(`labadmin@${realm}`, lab.password), place)
    const tgt = await kerberos.ticketGrantingTicket(account, place)
    const credentials = [{ ...tgt, endTime: Date.now() - 1000 }]
    writeFileSync(join(home, 'cc'), writeCredentialCache({ client: tgt.client, credentials, clockOffset: 0 }))
    return { credential: { username: undefined, password: undefined, ccache: join(home, 'cc') } }
  }

  function oldKeytab(): Promise<Choice> {
    const owner = principal(`labadmin@${realm}`)
    const keys = passwordKeys('an old one', utf8(`${realm}labadmin`), [18, 17])
    writeFileSync(join(home, 'old.keytab'), writeKeytab(keys.map((key) => ({ principal: owner, kvno: 7, key }))))
    return Promise.resolve({ credential: { username: 'labadmin', password: undefined, keytab: join(home, 'old.keytab') } })
  }
})

test('clocks of the KDC and the hosts that are an hour ahead are allowed for', manyRuns, async () => {
  const home = makeFolder()
  const lab = await startLab({ hosts: 1, auth: 'kerberos', folder: home, security: { clockOffset: 3_600_000 } })
  try {
    const { code, stderr } = await runWmctl(['get', 'Win32_OperatingSystem', '-i', 'inventory.yaml'], { home, env })
    expect(code, stderr).toBe(0)
    expect(lab.hosts[0]?.accepted.map(({ mechanism }) => mechanism)).toEqual(['Kerberos'])
  } finally {
    await lab.close()
    removeFolder(home)
  }
})

/** Texts are wrapped to the width of the terminal. */
function unwrapped(text: string): string {
  return text.replace(/\s+/g, ' ')
}
