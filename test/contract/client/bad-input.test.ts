import { type Lab, type LabOptions, startLab } from '@wmctl/lab'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WmctlError } from '../../../src/base/errors.js'
import { Secret } from '../../../src/base/secret.js'
import type { ObjectPath } from '../../../src/cim/value.js'
import { openWsmanSession } from '../../../src/client/connect.js'
import { CredentialGate } from '../../../src/client/credential-gate.js'
import type { WsmanSession } from '../../../src/client/wsman-session.js'
import { systemClock } from '../../../src/io/system-clock.js'
import { systemRandom } from '../../../src/io/system-random.js'
import { NegotiateFlag } from '../../../src/protocol/ntlm/negotiate-flags.table.js'
import type { AuthName } from '../../../src/session/connection.js'
import { expectNoMoreSocketsThan, openSockets } from '../../harness/open-sockets.js'
import { type RecordingProxy, recordingProxy } from '../../harness/recording-proxy.js'

/** What a host or somebody on the way can do to a logon, and what the user is told: which step failed, and nothing secret. */

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

interface Scene {
  readonly at: Lab
  readonly tap: RecordingProxy
  readonly session: WsmanSession
}

async function scene(auth: AuthName, options: Partial<LabOptions>): Promise<Scene> {
  const at = await startLab({ hosts: 1, seed: 'bad-input', password, ...options })
  closing.push(() => at.close())
  const [host] = at.hosts
  if (host === undefined) throw new Error('there is no host')
  const tap = await recordingProxy(Number(new URL(host.url).port))
  closing.push(() => tap.close())
  const session = openWsmanSession({
    endpoint: {
      host: host.name,
      address: '127.0.0.1',
      port: tap.port,
      path: '/wsman',
      tls: at.ca === undefined ? undefined : { ca: at.ca },
      connectTimeout: 10_000,
      operationTimeout: 20_000,
      allowUnencrypted: false,
    },
    auth,
    credential: { kind: 'password', username: at.username, password },
    classes: host.cim.classes,
    clock: systemClock,
    random: systemRandom,
    gate: new CredentialGate(),
  })
  closing.push(() => session.close())
  return { at, tap, session }
}

async function failure({ session }: Pick<Scene, 'session'>): Promise<WmctlError> {
  const error: unknown = await session.getInstance(spooler).catch((reason: unknown) => reason)
  if (!(error instanceof WmctlError)) throw new Error(`no WmctlError: ${String(error)}`)
  return error
}

/** Nothing of what a logon keeps secret, nor the bytes of a token. */
function expectNothingSecret({ message, hint }: WmctlError): void {
  const text = `${message} ${hint ?? ''}`
  expect(text).toMatch(/^web01/)
  expect(text).not.toMatch(/w0rd!|TlRMTVNT|[A-Za-z0-9+/=]{40,}/)
}

/** Clears flags of NTLM in the tokens that pass, bare or in SPNEGO. */
function without(flags: number, messageType: number): (bytes: string) => string {
  return (bytes) =>
    bytes.replace(/Negotiate ([A-Za-z0-9+/=]{20,})/g, (whole, base64: string) => {
      const token = Buffer.from(base64, 'base64')
      const at = token.indexOf(Buffer.from(`NTLMSSP\0${String.fromCharCode(messageType)}\0\0\0`, 'latin1'))
      if (at < 0) return whole
      const offset = at + (messageType === 1 ? 12 : 20)
      token.writeUInt32LE((token.readUInt32LE(offset) & ~flags) >>> 0, offset)
      return `Negotiate ${token.toString('base64')}`
    })
}

const protection =
  NegotiateFlag.NTLMSSP_NEGOTIATE_SEAL | NegotiateFlag.NTLMSSP_NEGOTIATE_SIGN | NegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH

interface Row {
  readonly auth: AuthName
  readonly lab?: Partial<LabOptions>
  readonly meddle?: (scene: Scene) => void | Promise<void>
  readonly error: { readonly code: string; readonly reason?: string; readonly mechanism?: string }
  /** Names the step that failed. */
  readonly says: RegExp
}

const rows: Readonly<Record<string, Row>> = {
  'negotiate, which the host does not offer': {
    auth: 'negotiate',
    lab: { security: { schemes: ['basic'] } },
    error: { code: 'WMCTL_AUTH', reason: 'unsupported', mechanism: 'negotiate' },
    says: /the host accepts Basic, not Negotiate/,
  },
  'ntlm, which the host does not offer': {
    auth: 'ntlm',
    lab: { security: { schemes: ['basic'] } },
    error: { code: 'WMCTL_AUTH', reason: 'unsupported', mechanism: 'ntlm' },
    says: /the host accepts Basic, not Negotiate/,
  },
  'basic, which the host does not offer': {
    auth: 'basic',
    lab: { tls: true, security: { schemes: ['negotiate'] } },
    error: { code: 'WMCTL_AUTH', reason: 'unsupported', mechanism: 'basic' },
    says: /the host accepts Negotiate, not Basic/,
  },
  'digest, which no Windows offers': {
    auth: 'digest',
    lab: { tls: true },
    error: { code: 'WMCTL_AUTH', reason: 'unsupported', mechanism: 'digest' },
    says: /the host accepts Negotiate, .*Basic, not Digest/,
  },
  'credssp, which is off': {
    auth: 'credssp',
    error: { code: 'WMCTL_AUTH', reason: 'unsupported', mechanism: 'credssp' },
    says: /the host accepts Negotiate, .*Basic, not CredSSP/,
  },
  'auto, with nothing it knows': {
    auth: 'auto',
    lab: { security: { schemes: ['credssp'] } },
    error: { code: 'WMCTL_AUTH', reason: 'unsupported', mechanism: 'auto' },
    says: /the host offers CredSSP/,
  },
  'a list of schemes cut down to Basic': {
    auth: 'auto',
    meddle: ({ tap }) =>
      tap.changeAnswers((bytes) => bytes.replace('www-authenticate: Negotiate', 'www-authenticate: Newtimate')),
    error: { code: 'WMCTL_AUTH', reason: 'insecure', mechanism: 'basic' },
    says: /would send the password in clear/,
  },
  'protection taken out of the challenge of NTLM': {
    auth: 'ntlm',
    meddle: ({ tap }) => tap.changeAnswers(without(protection, 2)),
    error: { code: 'WMCTL_AUTH', reason: 'downgrade' },
    says: /CHALLENGE_MESSAGE leaves out .*NTLMSSP_NEGOTIATE_SEAL/,
  },
  'protection taken out of what the client offers': {
    auth: 'ntlm',
    meddle: ({ tap }) => tap.changeRequests(without(protection, 1)),
    error: { code: 'WMCTL_AUTH', reason: 'downgrade' },
    says: /CHALLENGE_MESSAGE leaves out .*NTLMSSP_NEGOTIATE_SEAL/,
  },
  'protection taken out inside SPNEGO': {
    auth: 'negotiate',
    meddle: ({ tap }) => tap.changeAnswers(without(protection, 2)),
    error: { code: 'WMCTL_AUTH', reason: 'downgrade' },
    says: /CHALLENGE_MESSAGE leaves out .*NTLMSSP_NEGOTIATE_SEAL/,
  },
  'a flag that nobody needs taken out, which the MIC notices': {
    auth: 'ntlm',
    meddle: ({ tap }) => tap.changeAnswers(without(NegotiateFlag.NTLMSSP_NEGOTIATE_56, 2)),
    error: { code: 'WMCTL_AUTH', reason: 'rejected', mechanism: 'ntlm' },
    says: /refused the logon of labadmin/,
  },
  'an answer of ntlm that was changed': {
    auth: 'ntlm',
    meddle: async (all) => {
      await all.session.getInstance(spooler)
      all.tap.spoilNextAnswer()
    },
    error: { code: 'WMCTL_PEER' },
    says: /the answer cannot be opened \(NTLM: the signature of a message does not fit/,
  },
  'an answer of credssp that was changed': {
    auth: 'credssp',
    lab: { auth: 'credssp' },
    meddle: async (all) => {
      await all.session.getInstance(spooler)
      all.tap.spoilNextAnswer()
    },
    error: { code: 'WMCTL_PEER' },
    says: /the answer cannot be opened \(TLS: decryption failed or bad record mac\)/,
  },
  'an answer that was given before': {
    auth: 'negotiate',
    meddle: async ({ session, tap }) => {
      let first: string | undefined
      tap.changeAnswers((bytes) => {
        if (!bytes.includes('multipart/encrypted')) return undefined
        // The token of the logon came with the first one, and would be noticed for itself.
        first ??= bytes.replace(/^www-authenticate: .*\r\n/im, '')
        return undefined
      })
      await session.getInstance(spooler)
      tap.changeAnswers(() => first)
    },
    error: { code: 'WMCTL_PEER' },
    says: /the answer cannot be opened \(NTLM: message 1 arrived where 2 was due: one was replayed/,
  },
  'an answer in clear in place of a sealed one': {
    auth: 'negotiate',
    meddle: async ({ session, tap }) => {
      await session.getInstance(spooler)
      tap.changeAnswers((bytes) =>
        bytes.includes('multipart/encrypted')
          ? 'HTTP/1.1 200 OK\r\ncontent-type: application/soap+xml;charset=UTF-8\r\ncontent-length: 4\r\n\r\n<x/>'
          : undefined,
      )
    },
    error: { code: 'WMCTL_PEER' },
    says: /answered in clear where encryption is required/,
  },
  'a token that is no token': {
    auth: 'negotiate',
    meddle: ({ tap }) =>
      tap.changeAnswers((bytes) =>
        bytes.replace(/Negotiate ([A-Za-z0-9+/=]{20,})/, (_, token: string) => `Negotiate ${'A'.repeat(token.length)}`),
      ),
    error: { code: 'WMCTL_PEER' },
    says: /the answer cannot be read/,
  },
}

describe('a typed error that names the step, and nothing secret', () => {
  test.each(Object.entries(rows))('%s', async (_, { auth, lab, meddle, error, says }) => {
    const all = await scene(auth, lab ?? {})
    await meddle?.(all)
    const found = await failure(all)
    expect(found).toMatchObject(error)
    expect(found.message).toMatch(says)
    expectNothingSecret(found)
  })
})

test('a conversation that is played back gets nothing done', async () => {
  const { at, tap, session } = await scene('negotiate', {})
  await session.invokeMethod({
    namespace: 'root/cimv2',
    className: 'Win32_Service',
    method: 'StopService',
    path: spooler,
    arguments: [],
  })
  const performed = at.requests().total
  const again = await recordingProxy(Number(new URL(at.hosts[0]?.url ?? '').port))
  closing.push(() => again.close())
  const answers = await playBack(again, tap.sent())
  expect(answers.length).toBeGreaterThan(1)
  expect(answers.every((status) => status === 401)).toBe(true)
  expect(at.requests().total).toBe(performed)
})

/** Sends recorded requests one after the other over a new connection. */
async function playBack(through: RecordingProxy, recorded: string): Promise<readonly number[]> {
  const { connect } = await import('node:net')
  const socket = connect(through.port, '127.0.0.1').setEncoding('latin1')
  const statuses: number[] = []
  for (const request of recorded.split(/(?=POST \/wsman HTTP\/1\.1\r\n)/)) {
    const answer = new Promise<string>((resolve) => socket.once('data', (text: string) => resolve(text)))
    socket.write(Buffer.from(request, 'latin1'))
    statuses.push(Number(/^HTTP\/1\.1 (\d+)/.exec(await answer)?.[1]))
  }
  socket.destroy()
  return statuses
}
