import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabOptions } from '@wmctl/lab'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.js'
import { listenHttp } from '../../src/io/http-listener.js'
import { makeCertificates } from '../harness/certificates.js'
import { defined } from '../harness/defined.js'
import { freePort } from '../harness/kdc-transport.js'
import { manyRuns, runWmctl } from '../harness/run-wmctl.js'
import { type Site, sites } from '../harness/site.js'
import { temporaryFolder } from '../harness/temporary-folder.js'

const openSite = sites()
const certificates = makeCertificates()
const isStep = new Ajv2020().compile(
  JSON.parse(readFileSync(new URL('../../schemas/doctor.schema.json', import.meta.url), 'utf8')) as object,
)

interface Step {
  readonly step: string
  readonly status: string
  readonly summary: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly advice?: string
  readonly reason?: string
}

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const password = 'Correct horse 7'

function siteWith(options: Partial<LabOptions>): Promise<Site> {
  return openSite({ hosts: 1, password: new Secret(password), ...options })
}

/** The steps of one run, each of which fits the schema and tells no password. */
async function examine(site: Pick<Site, 'wmctl'>, parameters: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await site.wmctl(['doctor', 'auth', ...parameters, '--json'], { env })
  expect(stdout + stderr).not.toContain(password)
  const steps = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Step)
  for (const step of steps) expect(isStep(step), JSON.stringify(step)).toBe(true)
  const find = (name: string): Step => defined(steps.find(({ step }) => step === name))
  return { code, stderr, steps, find, statuses: steps.map(({ step, status }) => `${step} ${status}`) }
}

/** The inventory of a site with some text changed. */
function changed(site: Site, from: string | RegExp, to: string): string {
  const before = site.read('inventory.yaml')
  const after = before.replace(from, to)
  expect(after).not.toBe(before)
  return site.write('changed.yaml', after)
}

const withKerberos = ['realm ok', 'kdc ok', 'clock ok', 'tgt ok', 'ticket ok']

describe('all is well', () => {
  test.each<[string, Partial<LabOptions>, Record<string, unknown>]>([
    ['basic', { auth: 'basic', tls: true }, { mechanism: 'Basic', encryption: 'TLS', channelBinding: false }],
    ['digest', { auth: 'digest', tls: true, security: { schemes: ['digest'] } }, { mechanism: 'Digest', encryption: 'TLS' }],
    ['ntlm', { auth: 'ntlm' }, { mechanism: 'NTLM', encryption: 'NTLM', channelBinding: false }],
    [
      'ntlm over HTTPS',
      { auth: 'ntlm', tls: true, security: { channelBindings: 'strict' } },
      { mechanism: 'NTLM', encryption: 'TLS', channelBinding: true },
    ],
    [
      'credssp',
      { auth: 'credssp', security: { schemes: ['negotiate', 'credssp'] } },
      { mechanism: 'CredSSP', encryption: 'CredSSP', delegated: true },
    ],
    ['kerberos', { auth: 'kerberos' }, { mechanism: 'Kerberos', encryption: 'Kerberos', delegated: false }],
    ['certificate', { auth: 'certificate', tls: true }, { mechanism: 'certificate', encryption: 'TLS' }],
    [
      'kerberos over HTTPS',
      { auth: 'kerberos', tls: true, security: { channelBindings: 'strict' } },
      { mechanism: 'Kerberos', encryption: 'TLS', channelBinding: true },
    ],
  ])('%s', async (name, options, facts) => {
    const site = await siteWith(options)
    const { code, steps, find, statuses } = await examine(site, ['web01', '-i', 'inventory.yaml'])
    expect(steps.filter(({ status }) => status === 'failed')).toEqual([])
    expect(code).toBe(0)
    const tls = options.tls === true ? 'tls ok' : 'tls skipped'
    const kerberos = name.startsWith('kerberos') ? withKerberos : []
    expect(statuses).toEqual(['name ok', 'port ok', tls, 'mechanisms ok', 'credential ok', ...kerberos, 'logon ok', 'answer ok'])
    expect(find('logon').facts).toMatchObject(facts)
    expect(find('answer').facts).toMatchObject({
      productVendor: 'Microsoft Corporation',
      productVersion: 'OS: 10.0.20348 SP: 0.0 Stack: 3.0',
    })
    expect(site.lab.hosts[0]?.logons.wrong).toBe(0)
  })

  test('negotiate without a domain uses NTLM, and says why not Kerberos', async () => {
    const site = await siteWith({ auth: 'negotiate' })
    const { code, find, statuses } = await examine(site, ['web01', '-i', 'inventory.yaml'])
    expect(code).toBe(0)
    expect(statuses.slice(5)).toEqual([
      'realm warning',
      'kdc skipped',
      'clock skipped',
      'tgt skipped',
      'ticket skipped',
      'logon ok',
      'answer ok',
    ])
    expect(find('realm').summary).toContain('127.0.0.1 is an address')
    expect(find('realm').advice).toContain('Until then NTLM is used.')
    expect(find('logon').facts).toMatchObject({ mechanism: 'NTLM', encryption: 'NTLM' })
  })

  test('delegation: a forwarded ticket goes to the host', async () => {
    const site = await siteWith({ auth: 'kerberos' })
    const { code, find } = await examine(site, [
      'web01',
      '-i',
      changed(site, 'auth: kerberos,', 'auth: kerberos, delegate: true,'),
    ])
    expect(code).toBe(0)
    expect(find('tgt').summary).toContain('forwarded for the host')
    expect(find('logon').facts).toMatchObject({ delegated: true })
  })

  test('in words for people, and all facts with -v', async () => {
    const site = await siteWith({ auth: 'kerberos' })
    const [short, long] = await Promise.all([
      site.wmctl(['doctor', 'auth', 'WEB01', '-i', 'inventory.yaml']),
      site.wmctl(['doctor', 'auth', 'web01', '-i', 'inventory.yaml', '-v']),
    ])
    expect(short).toMatchObject({ code: 0, stderr: '' })
    expect(short.stdout).toMatch(/^web01: http:\/\/127\.0\.0\.1:\d+, auth: kerberos\n\n✓ name {8}127\.0\.0\.1 is an address\n/)
    expect(short.stdout).toMatch(
      /✓ ticket {6}ticket for HTTP\/web01\.corp\.example@CORP\.EXAMPLE until .*, aes256-cts-hmac-sha1-96\n/,
    )
    expect(short.stdout.endsWith('\nThe logon works.\n')).toBe(true)
    expect(long.stdout).toContain('sessionKeyType: aes256-cts-hmac-sha1-96')
  })

  test('an address without an inventory', async () => {
    const site = await siteWith({ auth: 'ntlm' })
    const { port } = new URL(defined(site.lab.hosts[0]).url)
    const parameters = [
      '127.0.0.1',
      '--port',
      port,
      '--auth',
      'ntlm',
      '--username',
      site.lab.username,
      '--password-env',
      'SECRET_ONE',
    ]
    const { code, find } = await examine(site, parameters, { SECRET_ONE: password })
    expect(code).toBe(0)
    expect(find('credential').summary).toBe('labadmin, password from the environment variable SECRET_ONE')
  })
})

describe('what fails is told with what to do, and what builds on it is skipped', () => {
  test('a closed port', async () => {
    const site = await siteWith({ auth: 'ntlm' })
    const inventory = changed(site, /port: \d+/, `port: ${await freePort()}`)
    const { code, find, statuses } = await examine(site, ['web01', '-i', inventory])
    expect(code).toBe(4)
    expect(statuses).toEqual([
      'name ok',
      'port failed',
      'tls skipped',
      'mechanisms skipped',
      'credential ok',
      'logon skipped',
      'answer skipped',
    ])
    expect(find('port').summary).toMatch(/nothing listens on 127\.0\.0\.1 port \d+/)
    expect(find('port').advice).toContain('winrm quickconfig')
    expect(find('logon').summary).toBe('it needs what failed at `port`')
  })

  test(
    'a certificate for another name, of an unknown authority, and a port that is no TLS',
    async () => {
      const [site, plain] = await Promise.all([siteWith({ auth: 'basic', tls: true }), siteWith({ auth: 'ntlm' })])
      const named = await examine(site, ['web01', '-i', changed(site, /tls: \{/, 'tls: { serverName: other.example,')])
      expect(named.code).toBe(4)
      expect(named.statuses.slice(2)).toEqual([
        'tls failed',
        'mechanisms skipped',
        'credential ok',
        'logon skipped',
        'answer skipped',
      ])
      expect(named.find('tls').summary).toMatch(/the certificate is for .*, not for other\.example/)
      expect(named.find('tls').facts).toMatchObject({ trusted: false, version: 'TLSv1.3' })
      expect(named.find('tls').facts['sha256']).toMatch(/^[0-9a-f]{64}$/)
      const unknown = await examine(site, ['web01', '-i', changed(site, /tls: \{[^}]*\}/, 'tls: true')])
      expect(unknown.code).toBe(4)
      expect(unknown.find('tls').summary).toMatch(/the certificate authority is not known/)
      expect(unknown.find('tls').advice).toContain('fingerprint')
      const noTls = await examine(plain, ['web01', '-i', changed(plain, 'tls: false', 'tls: true')])
      expect(noTls.code).toBe(4)
      expect(noTls.find('tls').summary).toContain('does not speak TLS')
    },
    manyRuns.timeout,
  )

  test.skipIf(certificates === undefined)('an expired certificate [needs openssl]', async () => {
    const { expired, authority } = defined(certificates)
    const listener = await listenHttp(
      { host: '127.0.0.1', port: 0, tls: expired, maxBodyBytes: 1000 },
      () => ({ status: 401, headers: {}, body: '' }) as never,
    )
    closing.push(() => listener.close())
    const home = temporaryFolder()
    writeFileSync(join(home, 'ca.pem'), authority.cert)
    const parameters = [
      '127.0.0.1',
      '--port',
      String(listener.port),
      '--ca-file',
      'ca.pem',
      '--auth',
      'basic',
      '--username',
      'user',
      '--password-env',
      'P',
    ]
    const { code, find } = await examine({ wmctl: (words, more) => runWmctl(words, { home, ...more }) }, parameters, {
      P: password,
    })
    expect(code).toBe(4)
    expect(find('tls').summary).toMatch(/the certificate is valid from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d/)
    expect(find('tls').advice).toContain('Renew it')
  })

  test('a mechanism the host does not offer', async () => {
    const site = await siteWith({ auth: 'basic', tls: true, security: { schemes: ['negotiate'] } })
    const { code, find, statuses } = await examine(site, ['web01', '-i', 'inventory.yaml'])
    expect(code).toBe(9)
    expect(statuses.slice(3)).toEqual(['mechanisms failed', 'credential ok', 'logon skipped', 'answer skipped'])
    expect(find('mechanisms')).toMatchObject({
      summary: 'the host offers Negotiate, and `auth: basic` needs Basic',
      reason: 'unsupported',
    })
    expect(find('mechanisms').advice).toContain('winrm set winrm/config/service/auth @{Basic="true"}')
  })

  test('a wrong password is tried once', async () => {
    const site = await siteWith({ auth: 'ntlm' })
    const inventory = changed(site, /password: \{[^}]*\}/, 'password: { env: WRONG }')
    const { code, find, statuses } = await examine(site, ['web01', '-i', inventory], { WRONG: 'not it' })
    expect(code).toBe(9)
    expect(statuses.slice(4)).toEqual(['credential ok', 'logon failed', 'answer skipped'])
    expect(find('logon')).toMatchObject({ reason: 'rejected' })
    expect(site.lab.hosts[0]?.logons).toMatchObject({ right: 0, wrong: 1 })
  })

  test.each(['kerberos', 'negotiate'])('a password the KDC refuses is not tried on the host (%s)', async (auth) => {
    const site = await siteWith({ auth: 'kerberos' })
    const text = site.read('inventory.yaml').replace('auth: kerberos', `auth: ${auth}`)
    const inventory = site.write('wrong.yaml', text.replace(/password: \{[^}]*\}/, 'password: { env: WRONG }'))
    const { code, find, statuses } = await examine(site, ['web01', '-i', inventory], { WRONG: 'not it' })
    expect(code).toBe(9)
    expect(statuses.slice(7)).toEqual(['clock ok', 'tgt failed', 'ticket skipped', 'logon skipped', 'answer skipped'])
    expect(find('tgt').summary).toContain('KDC_ERR_PREAUTH_FAILED')
    expect(site.lab.hosts[0]?.logons).toMatchObject({ right: 0, wrong: 0 })
  })

  test(
    'a KDC that does not answer; with negotiate NTLM takes its place',
    async () => {
      const site = await siteWith({ auth: 'kerberos' })
      const closed = changed(site, /kdcs: \["[^"]*"\]/, `kdcs: ["127.0.0.1:${await freePort()}"]`)
      const only = await examine(site, ['web01', '-i', closed])
      expect(only.code).toBe(9)
      expect(only.statuses.slice(6)).toEqual([
        'kdc ok',
        'clock failed',
        'tgt skipped',
        'ticket skipped',
        'logon skipped',
        'answer skipped',
      ])
      expect(only.find('clock')).toMatchObject({ reason: 'kdc-unreachable' })
      expect(only.find('clock').advice).toContain('port 88')
      const negotiated = site.write('negotiated.yaml', site.read('changed.yaml').replace('auth: kerberos', 'auth: negotiate'))
      const either = await examine(site, ['web01', '-i', negotiated])
      expect(either.code).toBe(0)
      expect(either.statuses.slice(6)).toEqual([
        'kdc ok',
        'clock warning',
        'tgt skipped',
        'ticket skipped',
        'logon ok',
        'answer ok',
      ])
      expect(either.find('logon').facts).toMatchObject({ mechanism: 'NTLM' })
    },
    manyRuns.timeout,
  )

  test('clocks that are apart are a warning, since they are corrected', async () => {
    const site = await siteWith({ auth: 'kerberos', security: { clockOffset: 20 * 60_000 } })
    const { code, find, statuses } = await examine(site, ['web01', '-i', 'inventory.yaml'])
    expect(statuses.slice(7)).toEqual(['clock warning', 'tgt ok', 'ticket ok', 'logon ok', 'answer ok'])
    expect(code).toBe(0)
    expect(find('clock').summary).toMatch(/its clock is (1199|1200|1201) s ahead of the one here/)
    expect(find('clock').advice).toContain('Set the clock')
  })

  test(
    'a service the realm does not know, an account it does not know',
    async () => {
      const site = await siteWith({ auth: 'kerberos' })
      const service = await examine(site, ['web01', '-i', changed(site, 'HTTP/web01.corp.example', 'HTTP/nobody.corp.example')])
      expect(service.code).toBe(9)
      expect(service.statuses.slice(8)).toEqual(['tgt ok', 'ticket failed', 'logon skipped', 'answer skipped'])
      expect(service.find('ticket').summary).toContain('KDC_ERR_S_PRINCIPAL_UNKNOWN')
      const account = await examine(site, ['web01', '-i', changed(site, /username: "?labadmin@/, 'username: "nobody@')])
      expect(account.code).toBe(9)
      expect(account.statuses.slice(7)).toEqual(['clock ok', 'tgt failed', 'ticket skipped', 'logon skipped', 'answer skipped'])
      expect(account.find('tgt').summary).toContain('KDC_ERR_C_PRINCIPAL_UNKNOWN')
    },
    manyRuns.timeout,
  )

  test(
    'a credential that is not there, one that is not named, and one that would travel in clear',
    async () => {
      const site = await siteWith({ auth: 'basic', tls: true })
      const missing = await examine(site, ['web01', '-i', changed(site, /password: \{[^}]*\}/, 'password: { env: NOT_SET }')])
      expect(missing.code).toBe(6)
      expect(missing.statuses.slice(4)).toEqual(['credential failed', 'logon skipped', 'answer skipped'])
      expect(missing.find('credential').summary).toBe('The environment variable NOT_SET is not set')
      const unnamed = await examine(site, ['web01', '-i', changed(site, 'credential: lab, ', '')])
      expect(unnamed.code).toBe(9)
      expect(unnamed.find('credential')).toMatchObject({ reason: 'no-credential' })
      const { port } = new URL(defined(site.lab.hosts[0]).url)
      const clear = ['127.0.0.1', '--port', port, '--auth', 'basic', '--no-tls', '--username', 'labadmin', '--password-env', 'P']
      const insecure = await examine(site, clear, { P: password })
      expect(insecure.find('credential')).toMatchObject({ status: 'failed', reason: 'insecure' })
    },
    manyRuns.timeout,
  )

  test(
    'usage: an unknown host, both ways at once, two proofs',
    async () => {
      const site = await siteWith({ auth: 'ntlm' })
      const [unknown, both, two, nobody] = await Promise.all([
        site.wmctl(['doctor', 'auth', 'webb01', '-i', 'inventory.yaml']),
        site.wmctl(['doctor', 'auth', 'web01', '-i', 'inventory.yaml', '--port', '1']),
        site.wmctl(['doctor', 'auth', '127.0.0.1', '--username', 'u', '--keytab', 'a', '--password-env', 'b']),
        site.wmctl(['doctor', 'auth', '127.0.0.1', '--keytab', 'a']),
      ])
      for (const { code, stdout } of [unknown, both, two, nobody]) expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
      expect(unknown.stderr).toContain('Did you mean web01?')
      expect(both.stderr).toContain('--port and --inventory were given')
      expect(nobody.stderr).toContain('No --username was given')
    },
    manyRuns.timeout,
  )
})
