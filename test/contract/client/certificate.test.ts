import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, type LabOptions, startLab } from '@wmctl/lab'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuthError } from '../../../src/base/errors.js'
import { Secret } from '../../../src/base/secret.js'
import type { ObjectPath } from '../../../src/cim/value.js'
import { loadClientCertificate } from '../../../src/client/client-certificate.js'
import { openWsmanSession } from '../../../src/client/connect.js'
import { CredentialGate } from '../../../src/client/credential-gate.js'
import type { WsmanSession } from '../../../src/client/wsman-session.js'
import { systemClock } from '../../../src/io/system-clock.js'
import { systemRandom } from '../../../src/io/system-random.js'
import type { Credential, Endpoint } from '../../../src/session/connection.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { temporaryFolder } from '../../harness/temporary-folder.js'

const spooler: ObjectPath = {
  kind: 'path',
  namespace: 'root/cimv2',
  className: 'Win32_Service',
  keys: [{ name: 'Name', value: 'Spooler' }],
}

let before: number
let closing: (() => Promise<unknown>)[]
beforeEach(() => {
  before = openSockets()
  closing = []
})
afterEach(async () => {
  for (const close of closing.reverse()) await close()
  await expectNoMoreSocketsThan(before)
})

async function lab(options: Partial<LabOptions> = {}): Promise<Lab> {
  const security = { schemes: ['negotiate', 'certificate'] } as const
  const started = await startLab({ hosts: 1, seed: 'certificate', tls: true, security, ...options })
  closing.push(() => started.close())
  return started
}

async function issue(by: Lab, user = 'labadmin', options?: { readonly validTo?: number }): Promise<Credential> {
  const issued = await by.issueClient?.(user, options)
  if (issued === undefined) throw new Error('the lab has no authority')
  return { kind: 'certificate', username: `${user}@localhost`, identity: issued }
}

interface Choice {
  /** What the inventory calls the host. */
  readonly name?: string
  readonly gate?: CredentialGate
  readonly tls?: boolean
}

function open(at: Lab, credential: Credential, { name, gate = new CredentialGate(), tls = true }: Choice = {}): WsmanSession {
  const [host] = at.hosts
  if (host === undefined) throw new Error('there is no such host')
  const url = new URL(host.url)
  const endpoint: Endpoint = {
    host: name ?? host.name,
    address: url.hostname,
    port: Number(url.port),
    path: '/wsman',
    tls: tls ? { ca: at.ca ?? '' } : undefined,
    connectTimeout: 10_000,
    operationTimeout: 20_000,
    allowUnencrypted: false,
  }
  const session = openWsmanSession({
    endpoint,
    auth: 'certificate',
    credential,
    classes: host.cim.classes,
    clock: systemClock,
    random: systemRandom,
    gate,
  })
  closing.push(() => session.close())
  return session
}

async function startMode(session: WsmanSession): Promise<unknown> {
  return (await session.getInstance(spooler))?.properties.get('startmode')?.value
}

async function refusal(session: WsmanSession): Promise<AuthError> {
  const error: unknown = await session.getInstance(spooler).catch((reason: unknown) => reason)
  if (!(error instanceof AuthError)) throw new Error(`no AuthError: ${String(error)}`)
  return error
}

test('the account it is mapped to is logged on, without a leg of its own', async () => {
  const at = await lab()
  const session = open(at, await issue(at))
  expect(await startMode(session)).toBe('Auto')
  expect(session.requests).toBe(1)
  expect(await startMode(session)).toBe('Auto')
  expect(at.hosts[0]).toMatchObject({
    accepted: [{ account: 'labadmin', mechanism: 'Certificate', delegated: false }],
    logons: { right: 0, wrong: 0 },
  })
})

test('the rights are those of the account', async () => {
  const accounts = [{ username: 'reader', password: new Secret('x'), rights: 'reader' }] as const
  const at = await lab({ accounts })
  const session = open(at, await issue(at, 'reader'))
  expect(await startMode(session)).toBe('Auto')
  await expect(session.deleteInstance(spooler)).rejects.toMatchObject({ status: 'accessDenied' })
})

test.each(['disabled', 'expired'] as const)('an account that is %s has no access', async (state) => {
  const at = await lab({ accounts: [{ username: 'ann', password: new Secret('x'), state }] })
  await expect(startMode(open(at, await issue(at, 'ann')))).rejects.toMatchObject({ status: 'accessDenied' })
  expect(at.hosts[0]?.refused).toEqual([{ account: 'ann', state }])
})

describe('a certificate that', () => {
  test('is mapped to nobody has no access, and the advice names the mapping', async () => {
    const at = await lab()
    const session = open(at, await issue(at, 'nobody'))
    await expect(session.getInstance(spooler)).rejects.toMatchObject({
      status: 'accessDenied',
      hint: expect.stringContaining('certmapping') as string,
    })
  })

  test('has expired is refused', async () => {
    const at = await lab()
    const error = await refusal(open(at, await issue(at, 'labadmin', { validTo: systemClock.now() - 1_000 })))
    expect(error).toMatchObject({ reason: 'rejected', mechanism: 'certificate' })
    expect(error.message).toContain('refused the client certificate of labadmin@localhost')
    expect(error.hint).toMatch(/certmapping/)
  })

  test('somebody else issued is refused, once', async () => {
    const at = await lab()
    const session = open(at, await issue(await lab()))
    expect((await refusal(session)).reason).toBe('rejected')
    expect((await refusal(session)).reason).toBe('rejected')
    expect(session.requests).toBe(1)
  })

  test('the host does not ask for is refused, and the advice says what to turn on', async () => {
    const at = await lab({ security: { schemes: ['negotiate', 'basic'] } })
    const error = await refusal(open(at, await issue(at)))
    expect(error).toMatchObject({ reason: 'rejected', hint: expect.stringContaining('Certificate has to be on') as string })
  })

  test('one host refuses is still good for another', async () => {
    const [at, other] = [await lab(), await lab()]
    const gate = new CredentialGate()
    const credential = await issue(at)
    expect((await refusal(open(other, credential, { gate, name: 'other' }))).reason).toBe('rejected')
    expect(await startMode(open(at, credential, { gate }))).toBe('Auto')
  })

  test('would go over plain HTTP is not used', async () => {
    const at = await lab()
    const credential = await issue(at)
    expect(() => open(at, credential, { tls: false })).toThrow(
      expect.objectContaining({ reason: 'unsupported', hint: expect.stringContaining('tls: true') as string }),
    )
  })
})

test('files are read, and named when they are of no use', async () => {
  const at = await lab()
  const issued = await at.issueClient?.('labadmin')
  const file = join(temporaryFolder(), 'card.pem')
  writeFileSync(file, issued?.certificate ?? '')
  const key = issued?.key
  const credential = await loadClientCertificate({ file }, { key, passphrase: undefined }, systemClock)
  expect(credential.username).toBe('labadmin@localhost')
  expect(JSON.stringify(credential)).not.toContain('PRIVATE KEY')
  expect(await startMode(open(at, credential))).toBe('Auto')
  const other = (await at.issueClient?.('labadmin'))?.key
  await expect(loadClientCertificate({ file }, { key: other, passphrase: undefined }, systemClock)).rejects.toThrow(
    `Cannot use the client certificate ${file}: the key is not the one of the certificate`,
  )
  const missing = loadClientCertificate({ file: `${file}x` }, { key, passphrase: undefined }, systemClock)
  await expect(missing).rejects.toMatchObject({ code: 'WMCTL_USAGE' })
})

describe('a lab whose inventory says certificate', () => {
  test.each([
    [{ tls: false, folder: '/nowhere' }, /HTTPS/],
    [{ tls: true }, /folder/],
    [{ tls: true, folder: '/nowhere', username: 'CORP\\ann' }, /account of the hosts/],
  ])('needs what goes with it: %j', async (options, message) => {
    await expect(startLab({ hosts: 1, auth: 'certificate', ...options })).rejects.toMatchObject({
      code: 'WMCTL_USAGE',
      message: expect.stringMatching(message) as string,
    })
  })
})
