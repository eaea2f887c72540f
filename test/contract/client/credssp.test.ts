import { type Lab, type LabOptions, startLab } from '@wmctl/lab'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuthError } from '../../../src/base/errors.js'
import { Secret } from '../../../src/base/secret.js'
import type { ObjectPath } from '../../../src/cim/value.js'
import type { WsmanSession } from '../../../src/client/wsman-session.js'
import { readTsRequest } from '../../../src/protocol/credssp/ts-request.js'
import { makeCertificates } from '../../harness/certificates.js'
import { credsspRelay } from '../../harness/credssp-relay.js'
import { type LabSessionChoice, openLabSession } from '../../harness/lab-session.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { recordingProxy } from '../../harness/recording-proxy.js'

const certificates = makeCertificates()
const password = new Secret('Pässw0rd!')
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
  const started = await startLab({ hosts: 1, seed: 'credssp', auth: 'credssp', password, ...options })
  closing.push(() => started.close())
  return started
}

function open(at: Lab, choice: Omit<LabSessionChoice, 'auth'> = {}): WsmanSession {
  const session = openLabSession(at, { auth: 'credssp', ...choice })
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

const portOf = (at: Lab): number => Number(new URL(at.hosts[0]?.url ?? '').port)

describe.each(['http', 'https'] as const)('over %s', (protocol) => {
  const tls = protocol === 'https'

  test.each([2, 3, 4, 5, 6])('version %i of the host is agreed on, and the host gets the credentials', async (credsspVersion) => {
    const at = await lab({ tls, security: { credsspVersion } })
    const session = open(at, { minimumVersion: 2 })
    expect(await startMode(session)).toBe('Auto')
    expect(await startMode(session)).toBe('Auto')
    expect(at.hosts[0]?.accepted).toEqual([{ account: 'labadmin', mechanism: 'CredSSP', delegated: true }])
    expect(at.hosts[0]?.logons).toEqual({ right: 1, wrong: 0 })
  })

  test.each([2, 3, 4])(
    'version %i is refused unless the inventory allows it, and no password is handed over',
    async (credsspVersion) => {
      const at = await lab({ tls, security: { credsspVersion } })
      const error = await refusal(open(at))
      expect(error).toMatchObject({ reason: 'downgrade', mechanism: 'credssp' })
      expect(error.hint).toContain(`credssp: { minimumVersion: ${credsspVersion} }`)
      expect(at.hosts[0]?.accepted).toEqual([])
    },
  )

  test.each([2, 3, 4, 5, 6])('a wrong password is tried once with version %i', async (credsspVersion) => {
    const at = await lab({ tls, security: { credsspVersion } })
    const session = open(at, { minimumVersion: 2, password: new Secret('falsch') })
    const errors = await Promise.all([refusal(session), refusal(session)])
    for (const { reason, message, hint } of errors) {
      expect(reason).toBe('rejected')
      expect(`${message} ${hint}`).not.toContain('falsch')
    }
    expect(at.hosts[0]).toMatchObject({ logons: { right: 0, wrong: 1 }, accepted: [] })
  })
})

test('a long answer comes in pieces, none of which can be read on the way', async () => {
  const at = await lab()
  const proxy = await recordingProxy(portOf(at))
  closing.push(() => proxy.close())
  const session = open(at, { port: proxy.port })
  const services: unknown[] = []
  for await (const item of session.enumerate('root/cimv2', 'Win32_Service')) services.push(item)
  expect(services.length).toBeGreaterThan(100)
  expect(proxy.received()).toContain('multipart/x-multi-encrypted;protocol="application/HTTP-CredSSP-session-encrypted"')
  const seen = proxy.sent() + proxy.received()
  for (const text of [seen, seen.replaceAll('\0', '')]) expect(text).not.toMatch(/Envelope|Win32_Service|Spooler|w0rd!/)
})

test('a host that is cut off is logged on to anew, and so is one that was sent a changed message', async () => {
  const at = await lab()
  const proxy = await recordingProxy(portOf(at))
  closing.push(() => proxy.close())
  const session = open(at, { port: proxy.port })
  expect(await startMode(session)).toBe('Auto')
  await proxy.cut()
  expect(await startMode(session)).toBe('Auto')
  proxy.spoilNextRequest()
  expect(await startMode(session)).toBe('Auto')
  expect(at.hosts[0]?.logons).toEqual({ right: 3, wrong: 0 })
  proxy.spoilNextAnswer()
  await expect(session.getInstance(spooler)).rejects.toMatchObject({ code: 'WMCTL_PEER' })
})

describe.skipIf(certificates === undefined)('somebody on the way with a certificate of their own [needs openssl]', () => {
  test.each([2, 3, 4, 5, 6])('gets no further than the binding to the key, version %i', async (credsspVersion) => {
    const at = await lab({ security: { credsspVersion } })
    const relay = await credsspRelay(portOf(at), certificates?.selfSigned ?? { key: '', cert: '' })
    closing.push(() => relay.close())
    const error = await refusal(open(at, { port: relay.port, minimumVersion: 2 }))
    expect(error.mechanism).toBe('credssp')
    expect(error.message).toMatch(/the logon inside TLS|refused the logon/)
    expect(relay.read.length).toBeGreaterThan(1)
    // Only the last message would have the password, and it is never sent.
    expect(relay.read.filter((bytes) => readTsRequest(bytes).authInfo !== undefined)).toEqual([])
    expect(at.hosts[0]?.accepted).toEqual([])
  })
})
